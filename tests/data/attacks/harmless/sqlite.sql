-- What analysts ask of SQLite: all of it is allowed and runs.
SELECT 1 AS one, 'a' AS letter, NULL, TRUE, 1.5e3, x'41'
SELECT * FROM customers
SELECT o.*, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id
SELECT main.orders.id FROM main.orders
SELECT orders.id, customers.name FROM orders, customers WHERE orders.customer_id = customers.id
SELECT "id", [total] AS "Total Amount", `note` FROM "orders" ORDER BY "Total Amount" DESC
SELECT ID, Total FROM Orders WHERE TOTAL > 5
SELECT customer_id, count(*), sum(total), avg(total), min(placed_at), max(placed_at), total(total) FROM orders GROUP BY customer_id
SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id HAVING n > 1 ORDER BY n DESC
SELECT total * 2 AS twice FROM orders WHERE twice > 30
SELECT strftime('%Y-%m', placed_at) AS m, sum(total) FROM orders GROUP BY m ORDER BY m
SELECT date(placed_at), time(placed_at), julianday('now') - julianday(placed_at), date('now', '-30 days', 'start of month') FROM orders
SELECT CURRENT_DATE, CURRENT_TIMESTAMP, datetime('now'), unixepoch('now')
SELECT id FROM orders WHERE placed_at BETWEEN '2026-01-01' AND '2026-12-31'
SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY placed_at DESC) AS rn FROM orders
SELECT * FROM (SELECT o.*, row_number() OVER (PARTITION BY customer_id ORDER BY total DESC) AS rn FROM orders o) t WHERE rn = 1
SELECT id, sum(total) OVER w FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY id)
SELECT id, sum(total) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), lag(total) OVER (ORDER BY id), ntile(2) OVER (ORDER BY id) FROM orders
SELECT count(*) FILTER (WHERE total > 100) FROM orders
SELECT CASE WHEN total > 100 THEN 'big' ELSE 'small' END AS size, count(*) FROM orders GROUP BY size
SELECT coalesce(note, '-'), ifnull(note, '-'), nullif(note, ''), iif(total > 1, 'a', 'b'), max(total, 1), min(total, 100) FROM orders
SELECT upper(name), lower(name), length(name), substr(name, 1, 2), trim(name), replace(name, 'a', 'b'), instr(name, 'a'), name || ' ' || region, printf('%05d', id), hex(name), quote(name), unicode(name) FROM customers
SELECT name FROM customers WHERE name LIKE 'A%' OR name GLOB 'B*' OR name NOT LIKE '%x%' OR name LIKE 'a\_%' ESCAPE '\'
SELECT round(total, 1), abs(-total), CAST(total AS INTEGER), CAST(total AS TEXT), typeof(total), random(), sign(total) FROM orders
SELECT sqrt(4), ln(2), pow(2, 3), ceil(1.2), floor(1.2), mod(5, 3), pi()
SELECT id % 2, id / 2, -id, id & 1, id | 1, ~id, id << 1 FROM orders
SELECT DISTINCT region FROM customers ORDER BY region
SELECT group_concat(name, '; '), group_concat(DISTINCT region) FROM customers
SELECT id FROM orders ORDER BY total DESC LIMIT 2 OFFSET 1
SELECT id FROM orders ORDER BY total DESC LIMIT 1, 2
SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE region = 'EU')
SELECT id FROM orders WHERE (customer_id, id) IN (VALUES (1, 1), (2, 3))
SELECT c.name, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) AS n FROM customers c
SELECT c.name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)
SELECT a.id, b.id FROM orders a JOIN orders b ON a.customer_id = b.customer_id AND a.id < b.id
SELECT id, a.total FROM orders a JOIN orders b USING (id)
WITH a AS (SELECT * FROM orders), b AS (SELECT customer_id, sum(total) AS s FROM a GROUP BY customer_id) SELECT c.name, b.s FROM b JOIN customers c ON c.id = b.customer_id
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n
WITH n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n
SELECT id FROM orders UNION SELECT id FROM customers ORDER BY id
SELECT id FROM orders EXCEPT SELECT id FROM customers
SELECT id FROM orders INTERSECT SELECT id FROM customers
SELECT t.customer_id, t.total FROM (SELECT customer_id, sum(total) total FROM orders GROUP BY customer_id) t
SELECT json_extract('{"a": 1}', '$.a'), '{"a": 1}' -> 'a', '{"a": 1}' ->> 'a', json_object('id', id), json_array(1, 2) FROM orders
SELECT json_group_array(id), json_group_object(id, total) FROM orders
SELECT e.key, e.value FROM json_each('{"a": 1}') AS e
SELECT o.id, value FROM orders o, json_each('[1, 2]')
SELECT total IS NULL, note IS NOT NULL, total IS 5, total IS NOT 5, note NOTNULL, NOT id = 1, id BETWEEN 1 AND 2, id == 1, id <> 2 FROM orders
SELECT email FROM (SELECT id, email FROM customers) x WHERE id = 1
SELECT id, email, ssn FROM customers UNION ALL SELECT id, email, ssn FROM customers
WITH c AS (SELECT * FROM customers) SELECT name, email FROM c ORDER BY name
VALUES (1, 'a'), (2, 'b')
SELECT column1, column2 FROM (VALUES (1, 'a'), (2, 'b'))
SELECT name FROM customers ORDER BY name COLLATE NOCASE, 1 DESC NULLS LAST
SELECT sum(total) / count(*) AS mean, count(DISTINCT customer_id) FROM orders
SELECT id, total - avg(total) OVER () AS diff, total * 100.0 / sum(total) OVER () AS share FROM orders
SELECT id FROM orders o WHERE o.total = (SELECT max(i.total) FROM orders i WHERE i.customer_id = o.customer_id)
SELECT region, count(*) FROM customers GROUP BY 1 ORDER BY 2 DESC
SELECT region AS r, count(*) AS n FROM customers WHERE r <> 'US' GROUP BY r
SELECT x.id FROM (SELECT id FROM orders UNION ALL SELECT id FROM customers) AS x GROUP BY x.id HAVING count(*) > 1
SELECT name, total FROM customers LEFT OUTER JOIN orders ON customers.id = orders.customer_id WHERE orders.id IS NULL
SELECT name FROM customers CROSS JOIN orders
