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
SELECT c.region, strftime('%Y-%m', o.placed_at) AS m, sum(o.total) AS revenue FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY 1, 2 ORDER BY 1, 2
SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY total DESC) rn, sum(total) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) s FROM orders
SELECT id, rank() OVER w, dense_rank() OVER w, lag(total, 1, 0) OVER w, lead(total) OVER w, ntile(2) OVER w, percent_rank() OVER w, cume_dist() OVER w FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY placed_at)
SELECT id, sum(total) OVER (ORDER BY id GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES), first_value(total) OVER (ORDER BY id), nth_value(total, 2) OVER (ORDER BY id) FROM orders
SELECT count(*) FILTER (WHERE total > 100), sum(total) FILTER (WHERE customer_id = 1), group_concat(note, ', ') FROM orders
SELECT group_concat(DISTINCT region), total(id), avg(id) FROM customers
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT * FROM n
WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n LIMIT 5) SELECT sum(i) FROM n
WITH a AS (SELECT * FROM orders), b AS MATERIALIZED (SELECT customer_id, sum(total) s FROM a GROUP BY customer_id) SELECT * FROM b ORDER BY s
WITH RECURSIVE dates(d) AS (SELECT '2026-01-01' UNION ALL SELECT date(d, '+1 month') FROM dates WHERE d < '2026-06-01') SELECT d, count(o.id) FROM dates LEFT JOIN orders o ON strftime('%Y-%m', o.placed_at) = strftime('%Y-%m', d) GROUP BY d
SELECT date('now') > '2020', datetime(placed_at, '+1 day', 'start of month'), julianday(placed_at), strftime('%s', placed_at), unixepoch(placed_at), time(placed_at) FROM orders
SELECT upper(name), substr(name, 1, 2), name || '-' || region, length(name), replace(name, 'l', 'L'), trim(name), instr(name, 'l'), printf('%05d', id), format('%s', name), hex(name), quote(name), char(65), unicode('A'), ltrim(name, 'A'), lower(name) FROM customers
SELECT name FROM customers WHERE name LIKE 'A%' OR name GLOB 'B*' OR name NOT LIKE '%x' ESCAPE '\' OR name NOT GLOB 'z*'
SELECT iif(total > 100, 'big', 'small'), ifnull(note, '-'), nullif(note, ''), coalesce(NULL, note), CASE WHEN total > 1 THEN 1 ELSE 0 END, CASE customer_id WHEN 1 THEN 'a' ELSE 'b' END, max(1, 2), min(1, 2), abs(-1), round(total, 1), typeof(total), sign(-1) FROM orders
SELECT CAST(total AS INTEGER), CAST(id AS TEXT), CAST('1.5' AS REAL), CAST(note AS BLOB), CAST(total AS NUMERIC), CAST(id AS VARCHAR(10)) FROM orders
SELECT id % 2, id / 2, id & 1, id | 2, ~id, id << 1, id >> 1, -id, +id, id <> 1, id != 1, id == 1, NOT id FROM orders
SELECT json_extract('{"a": {"b": 1}}', '$.a.b'), '{"a": 1}' -> 'a', '{"a": 1}' ->> '$.a', json_object('id', id, 'n', name), json_array(1, 2), json_valid('{}'), json_type('[1]'), json_array_length('[1, 2]') FROM customers
SELECT json_group_array(name), json_group_object(name, id) FROM customers
SELECT e.value, e.key FROM json_each('[1, 2, 3]') AS e WHERE e.value > 1
SELECT c.name, j.value FROM customers c, json_each('["x", "y"]') j
SELECT fullkey, atom FROM json_tree('{"a": [1, 2]}') WHERE type = 'integer'
SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE region = 'EU') AND id NOT IN (3, 4)
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.total > 100)
SELECT c.name, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) AS n FROM customers c ORDER BY n DESC
SELECT id FROM customers UNION SELECT customer_id FROM orders ORDER BY 1
SELECT id FROM customers UNION ALL SELECT id FROM orders LIMIT 3
SELECT id FROM customers EXCEPT SELECT customer_id FROM orders
SELECT id FROM customers INTERSECT SELECT customer_id FROM orders
SELECT * FROM customers c LEFT JOIN orders o ON o.customer_id = c.id
SELECT * FROM customers c LEFT OUTER JOIN orders o USING (id)
SELECT * FROM orders o RIGHT JOIN customers c ON o.customer_id = c.id
SELECT * FROM orders o FULL OUTER JOIN customers c ON o.customer_id = c.id
SELECT c.name FROM customers c CROSS JOIN orders o WHERE c.id = o.customer_id
SELECT c.name, o.total FROM customers c, orders o WHERE c.id = o.customer_id
SELECT DISTINCT region FROM customers ORDER BY region COLLATE NOCASE DESC NULLS LAST
SELECT id FROM orders ORDER BY total LIMIT 2 OFFSET 1
SELECT id FROM orders ORDER BY total LIMIT 1, 2
SELECT id IS NULL, id IS NOT NULL, id ISNULL, id NOTNULL, id NOT NULL, id IS 1, id IS NOT 1, id IS DISTINCT FROM 1, id BETWEEN 1 AND 2, id NOT BETWEEN 1 AND 2, id IN (1, 2) FROM orders
SELECT (id, total) = (1, 10.5), (id, customer_id) IN (VALUES (1, 1), (2, 1)) FROM orders
SELECT (id, customer_id) IN (SELECT id, customer_id FROM orders) FROM orders
SELECT * FROM (SELECT o.*, row_number() OVER (PARTITION BY customer_id ORDER BY placed_at DESC) rn FROM orders o) WHERE rn = 1
SELECT main.customers.name FROM main.customers
SELECT [id], `name`, "region" FROM customers
SELECT "id" AS "My Id", name AS 'n' FROM customers
SELECT x'41', 1e3, .5, 0x1F, 'it''s', NULL, TRUE, FALSE
SELECT region, count(*) AS n FROM customers GROUP BY region HAVING n > 1 ORDER BY n DESC
SELECT total * 2 AS twice FROM orders WHERE twice > 30 ORDER BY twice
SELECT customer_id, max(total), placed_at FROM orders GROUP BY customer_id
SELECT count(*), count(DISTINCT region), sum(id), avg(id), min(name), max(name) FROM customers
SELECT sum(total > 100), avg(total > 100) FROM orders
SELECT 1 WHERE 1
SELECT sqrt(4), pow(2, 3), ln(1), log(10), exp(0), pi(), ceil(1.2), floor(1.7), mod(5, 2), trunc(1.5), radians(180), sin(0), degrees(1)
SELECT current_date > '2020', current_time IS NULL, current_timestamp IS NULL
SELECT strftime('%w', placed_at) AS dow, count(*) FROM orders GROUP BY dow ORDER BY count(*) DESC
SELECT o1.id, (SELECT sum(o2.total) FROM orders o2 WHERE o2.id <= o1.id) AS running FROM orders o1 ORDER BY o1.id
SELECT CASE WHEN EXISTS (SELECT 1 FROM orders WHERE total > 100) THEN 'y' ELSE 'n' END
SELECT min(id, customer_id), max(id, 2) FROM orders
SELECT 100.0 * sum(CASE WHEN total > 100 THEN 1 ELSE 0 END) / count(*) AS pct FROM orders
SELECT c.name, o.total FROM (customers c JOIN orders o ON o.customer_id = c.id) WHERE o.total > 1
SELECT x.a FROM (SELECT 1 AS a UNION SELECT 2) AS x ORDER BY x.a DESC
SELECT id FROM orders o WHERE o.total = (SELECT max(total) FROM orders WHERE customer_id = o.customer_id)
SELECT id FROM customers NOT INDEXED WHERE id = 1
SELECT julianday('2026-01-02') - julianday('2026-01-01'), date('2026-01-31', '+1 month', '-1 day', 'weekday 0'), date(placed_at, 'start of year') FROM orders
SELECT sum(total) OVER (PARTITION BY customer_id), count(*) OVER () FROM orders ORDER BY 1
SELECT region, json_group_array(json_object('name', name)) FROM customers GROUP BY region
SELECT lower(hex(name)), soundex(name), unicode(name) FROM customers WHERE 1 = 0
select c.region, sum(o.total) as revenue from customers c, orders o where c.id = o.customer_id and o.placed_at >= '2026-01-01' and o.placed_at < date('2026-01-01', '+1 year') group by c.region order by revenue desc limit 10
SELECT coalesce(sum(total), 0) / nullif(count(*), 0) FROM orders WHERE placed_at LIKE '2026-%'
SELECT id FROM orders WHERE total BETWEEN 10 AND (SELECT avg(total) FROM orders WHERE total < 1000)
SELECT name, ' ' || substr(region, 1, 1) || '.' AS x FROM customers ORDER BY x, 1 DESC
SELECT o.*, c.* FROM orders o JOIN customers c ON c.id = o.customer_id
SELECT printf('%.2f', total), printf('%,d', 1234567), round(total), CAST(strftime('%Y', placed_at) AS INTEGER) FROM orders
SELECT name FROM customers WHERE id IN (1, 2) ORDER BY CASE id WHEN 2 THEN 0 ELSE 1 END
SELECT 'a' = 'A' COLLATE NOCASE, 'abc' LIKE 'A%', glob('a*', 'abc'), like('a%', 'ABC')
WITH x(a, b) AS (SELECT id, name FROM customers), y AS (SELECT a, count(*) n FROM x JOIN orders ON customer_id = a GROUP BY a) SELECT x.b, y.n FROM x LEFT JOIN y USING (a)
