-- Names that the database would read as something else than a column.
SELECT secret AS secret FROM orders
SELECT x.secret FROM (SELECT 1 AS secret) y, orders x
SELECT x.secret FROM orders x WHERE EXISTS (SELECT 1 AS secret)
SELECT id FROM customers ORDER BY customers
SELECT name FROM customers WHERE id = (SELECT id FROM orders WHERE email = 'x' LIMIT 1)
SELECT e FROM (SELECT email AS e FROM customers) x GROUP BY e
WITH c(i, e) AS (SELECT id, email FROM customers) SELECT i FROM c WHERE e > 'C'
SELECT max(e) FROM (SELECT id AS i, ssn AS e FROM customers UNION ALL SELECT 1, 'x') u
SELECT id FROM customers WHERE (SELECT email) LIKE 'C%'
SELECT (SELECT c.email) || '' FROM customers c
SELECT id FROM customers WHERE 'x' IN (SELECT email FROM customers)
SELECT * FROM customers ORDER BY 3
SELECT email FROM customers GROUP BY 1
SELECT c.* FROM customers c ORDER BY 5 DESC
SELECT DISTINCT * FROM customers
SELECT email FROM customers UNION SELECT 'a'
SELECT id FROM orders, customers
SELECT orders.id FROM orders AS o
SELECT a FROM (SELECT 1 AS a) x WHERE x.b = 1
SELECT first_value(ssn) OVER (ORDER BY id) FROM customers
SELECT id FROM customers WINDOW w AS (ORDER BY email)
SELECT id, lag(id) OVER (PARTITION BY ssn ORDER BY id) FROM customers
SELECT CASE WHEN email IS NULL THEN 1 END FROM customers
SELECT email IS NOT NULL FROM customers
SELECT coalesce(email, name) FROM customers
SELECT (id, email) = (1, 'x') FROM customers
WITH RECURSIVE r(n, e) AS (SELECT 1, email FROM customers UNION ALL SELECT n + 1, e FROM r WHERE n < 2) SELECT n FROM r WHERE e LIKE 'C%'
SELECT rowid FROM orders
SELECT customers FROM customers
SELECT c FROM customers c
SELECT c.email.x FROM customers c
SELECT email.x FROM customers
SELECT email[1:2] FROM customers
SELECT email AS e, e || '' FROM customers
SELECT email AS e FROM customers WHERE e LIKE 'C%'
SELECT id, email AS e FROM customers QUALIFY row_number() OVER (ORDER BY e) = 1
SELECT email, count(*) FROM customers GROUP BY ALL
FROM customers ORDER BY ALL
SELECT #5 FROM customers
SELECT COLUMNS('em.*') FROM customers
SELECT * LIKE 'em%' FROM customers
SELECT UNPACK(COLUMNS(*)) FROM customers
SELECT list_transform([1], x -> email) FROM customers
SELECT [e FOR e IN [email]] FROM customers
SELECT [x FOR x IN [1] IF ssn IS NULL] FROM customers
SELECT {'a': email} FROM customers
SELECT MAP {'a': ssn} FROM customers
SELECT email.upper() FROM customers
SELECT c.email.upper() FROM customers c
SELECT name.getenv() FROM customers
SELECT getvariable('x')
SELECT current_user
SELECT user
SELECT current_setting('threads')
FROM creds_df
SELECT * FROM read_text('/etc/hostname')
SELECT * FROM orders AT (VERSION => 1)
SELECT * FROM duckdb_settings()
SELECT name FROM customers SEMI JOIN customers b USING (ssn)
SELECT customers.name FROM orders SEMI JOIN customers ON true
SELECT * FROM customers UNPIVOT (v FOR k IN (email, ssn))
