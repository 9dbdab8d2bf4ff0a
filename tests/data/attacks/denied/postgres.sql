-- Names that the database would read as something else than a column.
SELECT user AS user
SELECT user FROM (SELECT 1 AS "user") x
SELECT secret AS secret FROM orders
SELECT x.secret FROM (SELECT 1 AS secret) y, orders x
SELECT x.secret FROM orders x WHERE EXISTS (SELECT 1 AS secret)
SELECT ctid AS ctid FROM orders
SELECT c.json_agg, 1 AS json_agg FROM customers c
SELECT o.upper FROM orders o CROSS JOIN (SELECT 1 AS upper) u
SELECT customers FROM customers
SELECT customers AS customers FROM customers
SELECT orders::text FROM orders
SELECT row_to_json(o) FROM orders o
SELECT count(o.*) FROM orders o
SELECT row_to_json(o.*) FROM orders o
SELECT (SELECT o FROM orders o LIMIT 1)
SELECT id FROM orders o WHERE o IS NOT NULL
SELECT id FROM customers ORDER BY customers
SELECT tableoid FROM orders
SELECT id, xmin FROM orders WHERE id = 1
SELECT o.id FROM orders o JOIN (SELECT 1 AS xmax) z ON o.xmax = z.xmax
WITH a AS (SELECT 1 AS cmin) SELECT orders.cmin FROM orders, a
SELECT name FROM customers WHERE id = (SELECT id FROM orders WHERE email = 'x' LIMIT 1)
SELECT e FROM (SELECT email AS e FROM customers) x GROUP BY e
SELECT x FROM (SELECT id FROM customers) t(y), customers c(a, b, x) ORDER BY x
SELECT b FROM customers AS c(a, n, b) WHERE b = 'x'
WITH c(i, e) AS (SELECT id, email FROM customers) SELECT i FROM c WHERE e > 'C'
SELECT id FROM (SELECT id, email AS m FROM customers) a JOIN (SELECT ssn AS m FROM customers) b USING (m)
SELECT max(e) FROM (SELECT id AS i, ssn AS e FROM customers UNION ALL SELECT 1, 'x') u
SELECT id FROM customers WHERE (SELECT email) LIKE 'C%'
SELECT (SELECT c.email) || '' FROM customers c
SELECT id FROM customers WHERE 'x' IN (SELECT email FROM customers)
SELECT * FROM customers ORDER BY 3
SELECT email FROM customers GROUP BY 1
SELECT c.* FROM customers c ORDER BY 5 DESC
SELECT DISTINCT * FROM customers
SELECT email FROM customers UNION SELECT 'a'
SELECT x.m FROM customers c CROSS JOIN LATERAL (SELECT c.email AS m) x ORDER BY x.m
SELECT u FROM customers c, unnest(ARRAY[c.email]) u
SELECT id FROM orders JOIN customers ON true WHERE name = 'x' AND id = 1
SELECT id FROM orders, customers
SELECT total.round FROM orders
SELECT o.id FROM orders o WHERE customers.id = 1
SELECT orders.id FROM orders AS o
SELECT hr.orders.id FROM orders
SELECT x.y.z.id FROM orders
SELECT a FROM (SELECT 1 AS a) x WHERE x.b = 1
SELECT first_value(ssn) OVER (ORDER BY id) FROM customers
SELECT id FROM customers WINDOW w AS (ORDER BY email)
SELECT id, lag(id) OVER (PARTITION BY ssn ORDER BY id) FROM customers
SELECT array_agg(id ORDER BY email) FROM customers
SELECT mode() WITHIN GROUP (ORDER BY ssn) FROM customers
SELECT CASE WHEN email IS NULL THEN 1 END FROM customers
SELECT email IS NOT NULL FROM customers
SELECT coalesce(email, name) FROM customers
SELECT ROW(email, ssn) FROM customers
SELECT (email, ssn) FROM customers
SELECT (id, email) = (1, 'x') FROM customers
SELECT id FROM customers LIMIT (SELECT length(email) FROM customers LIMIT 1)
SELECT string_agg(c.m, '') FROM (SELECT (email) AS m FROM customers) c
WITH RECURSIVE r(n, e) AS (SELECT 1, email FROM customers UNION ALL SELECT n + 1, e FROM r WHERE n < 2) SELECT n FROM r WHERE e LIKE 'C%'
WITH RECURSIVE r AS (SELECT * FROM r) SELECT * FROM r
SELECT current_schema
SELECT "current_user" FROM orders
SELECT session_user, 1 AS session_user FROM orders
SELECT (1).f, (c).email FROM customers c
