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
SELECT _rowid_, oid FROM orders
SELECT o.rowid FROM orders o, (SELECT 1 AS rowid) x
SELECT "no such column" FROM orders
SELECT id FROM orders WHERE note = "ok-1"
SELECT name FROM customers WHERE customers MATCH 'x'
SELECT id FROM orders WHERE id IN vip
SELECT email AS e FROM customers WHERE e LIKE 'C%'
SELECT * FROM orders INDEXED BY x
SELECT * FROM pragma_table_info('orders')
SELECT name FROM sqlite_master
SELECT group_concat(email, '') FROM customers
SELECT sqlite_version()
SELECT last_insert_rowid(), changes(), total_changes()
SELECT json_each.json FROM json_each('[1]')
SELECT load_extension('x')
