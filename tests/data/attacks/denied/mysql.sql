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
SELECT user
SELECT @@version
SELECT @x := 1
SELECT customers.* FROM orders
SELECT `rowid` FROM orders
SELECT id FROM customers HAVING email LIKE 'C%'
SELECT id, email AS e FROM customers HAVING e LIKE 'C%'
SELECT id FROM customers ORDER BY email + 0
SELECT GROUP_CONCAT(id ORDER BY ssn) FROM customers
SELECT id FROM customers PROCEDURE ANALYSE()
SELECT NEXTVAL(s1)
SELECT PREVIOUS VALUE FOR s1
SELECT LASTVAL(s1)
SELECT * FROM orders USE INDEX (PRIMARY)
SELECT * FROM orders PARTITION (p0)
SELECT * FROM orders FOR SYSTEM_TIME ALL
SELECT /*+ SET_VAR(sql_mode='') */ 1
SELECT SQL_CALC_FOUND_ROWS id FROM orders
SELECT FOUND_ROWS()
SELECT ROW_COUNT(), LAST_INSERT_ID(), CONNECTION_ID(), UUID(), USER(), DATABASE(), SCHEMA(), VERSION()
SELECT DEFAULT(total) FROM orders
SELECT CHARSET(name), COLLATION(name) FROM customers
