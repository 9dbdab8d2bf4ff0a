-- What analysts ask of PostgreSQL: all of it is allowed and runs.
SELECT 1 AS one, 'a' AS letter, NULL, true, 1.5e3, -2
SELECT c.* FROM customers c
SELECT *, total * 2 AS twice FROM orders
SELECT o.*, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id
SELECT public.orders.id FROM public.orders
SELECT orders.id, customers.name FROM orders, customers WHERE orders.customer_id = customers.id
SELECT id AS order_id, total AS "Total Amount" FROM orders ORDER BY "Total Amount" DESC NULLS LAST
SELECT ID, Total FROM Orders WHERE TOTAL > 5
SELECT customer_id, count(*), sum(total), avg(total), min(placed_at), max(placed_at) FROM orders GROUP BY customer_id
SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id HAVING count(*) > 1 ORDER BY n DESC
SELECT date_trunc('month', placed_at) AS month, sum(total) FROM orders GROUP BY month ORDER BY month
SELECT extract(year FROM placed_at) AS y, extract(dow FROM placed_at), count(*) FROM orders GROUP BY 1, 2
SELECT to_char(placed_at, 'YYYY-MM') AS m, count(DISTINCT customer_id) FROM orders GROUP BY m
SELECT id FROM orders WHERE placed_at >= now() - interval '30 days'
SELECT id FROM orders WHERE placed_at BETWEEN '2026-01-01' AND DATE '2026-12-31'
SELECT id FROM orders WHERE placed_at::date = '2026-01-02'::date
SELECT id, placed_at AT TIME ZONE 'UTC' AT TIME ZONE 'Europe/Berlin' FROM orders
SELECT id, age(placed_at), current_date - placed_at::date AS days FROM orders
SELECT current_date, current_timestamp, localtimestamp, now()
SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY placed_at DESC) AS rn FROM orders
SELECT * FROM (SELECT o.*, row_number() OVER (PARTITION BY customer_id ORDER BY total DESC) AS rn FROM orders o) t WHERE rn = 1
SELECT id, sum(total) OVER w, avg(total) OVER w FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY id)
SELECT id, sum(total) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM orders
SELECT id, lag(total, 1, 0) OVER (ORDER BY id), lead(total) OVER (ORDER BY id), first_value(total) OVER (ORDER BY id) FROM orders
SELECT id, ntile(4) OVER (ORDER BY total), rank() OVER (ORDER BY total), percent_rank() OVER (ORDER BY total) FROM orders
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY total) AS median, stddev(total), variance(total), corr(total, id) FROM orders
SELECT count(*) FILTER (WHERE total > 100) AS big, count(*) AS n FROM orders
SELECT CASE WHEN total > 100 THEN 'big' WHEN total > 50 THEN 'mid' ELSE 'small' END AS size, count(*) FROM orders GROUP BY size
SELECT CASE customer_id WHEN 1 THEN 'one' ELSE 'other' END FROM orders
SELECT coalesce(note, '-'), nullif(note, ''), greatest(total, 1), least(total, 100) FROM orders
SELECT upper(name), lower(name), initcap(name), length(name), left(name, 2), right(name, 2), substring(name FROM 1 FOR 2), trim(name), replace(name, 'a', 'b') FROM customers
SELECT name || ' (' || region || ')' AS label, concat(name, '-', region), concat_ws(', ', name, region), split_part(name, 'l', 1), position('a' IN name) FROM customers
SELECT name FROM customers WHERE name LIKE 'A%' OR name ILIKE '%b%' OR name ~ '^C' OR name ~* 'x' OR name SIMILAR TO 'A%'
SELECT regexp_replace(name, '[aeiou]', '', 'g'), regexp_match(name, '(.)l') FROM customers
SELECT lpad(id::text, 5, '0'), rpad(name, 10), repeat('x', 3), reverse(name), md5(name), chr(65), ascii('A') FROM customers
SELECT format('%s is in %s', name, region) FROM customers
SELECT round(total, 1), round(total), ceil(total), floor(total), trunc(total), abs(-total), mod(id, 2), power(id, 2), sqrt(total), ln(total), exp(1), sign(total), random() FROM orders
SELECT total::int, total::text, '12'::numeric + 1, CAST(total AS double precision), id::bigint FROM orders
SELECT id % 2, id / 2, id ^ 2, -id, id & 1, id | 1, id # 1, id << 1 FROM orders
SELECT region, count(*) FROM customers GROUP BY ROLLUP (region)
SELECT region, name, count(*), grouping(region) FROM customers GROUP BY CUBE (region, name)
SELECT DISTINCT region FROM customers ORDER BY region
SELECT DISTINCT ON (customer_id) customer_id, id, total FROM orders ORDER BY customer_id, total DESC
SELECT id FROM orders ORDER BY total DESC, id LIMIT 2 OFFSET 1
SELECT id FROM orders ORDER BY id FETCH FIRST 2 ROWS ONLY
SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE region = 'EU')
SELECT id FROM orders WHERE customer_id = ANY (ARRAY[1, 2]) AND total > ALL (SELECT 1)
SELECT id FROM orders WHERE (customer_id, id) IN ((1, 1), (2, 3))
SELECT c.name, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) AS n FROM customers c
SELECT c.name, x.total FROM customers c CROSS JOIN LATERAL (SELECT o.total FROM orders o WHERE o.customer_id = c.id ORDER BY o.total DESC LIMIT 1) x
SELECT c.name, x.n FROM customers c LEFT JOIN LATERAL (SELECT count(*) AS n FROM orders WHERE customer_id = c.id) AS x ON true
SELECT a.id, b.id FROM orders a JOIN orders b ON a.customer_id = b.customer_id AND a.id < b.id
SELECT name, total FROM customers FULL OUTER JOIN orders ON customers.id = orders.customer_id
SELECT id, a.total, b.total FROM orders a JOIN orders b USING (id)
WITH a AS (SELECT * FROM orders), b AS (SELECT customer_id, sum(total) AS s FROM a GROUP BY customer_id) SELECT c.name, b.s FROM b JOIN customers c ON c.id = b.customer_id
WITH RECURSIVE n(i) AS (VALUES (1) UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n
WITH RECURSIVE t AS (SELECT 1 AS n UNION ALL SELECT n + 1 FROM t WHERE n < 10) SELECT sum(n) FROM t
WITH m AS MATERIALIZED (SELECT id FROM orders) SELECT count(*) FROM m
WITH x(a, b) AS (SELECT id, total FROM orders) SELECT a, b FROM x WHERE b > 20
SELECT id FROM orders UNION SELECT id FROM customers ORDER BY id
SELECT id FROM orders EXCEPT SELECT id FROM customers
(SELECT id FROM orders ORDER BY id LIMIT 1) UNION ALL (SELECT id FROM customers ORDER BY id LIMIT 1)
SELECT max FROM (SELECT max(total) FROM orders) s
SELECT count FROM (SELECT customer_id, count(*) FROM orders GROUP BY customer_id) s WHERE count > 1
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v(id, letter) JOIN orders USING (id)
VALUES (1, 'a'), (2, 'b')
SELECT g, g * 2 FROM generate_series(1, 5) AS g
SELECT d::date FROM generate_series('2026-01-01'::date, '2026-01-10', '1 day') AS t(d)
SELECT * FROM unnest(ARRAY[1, 2, 3]) WITH ORDINALITY AS u(x, n)
SELECT x FROM unnest(ARRAY['a', 'b']) AS x
SELECT array_agg(id ORDER BY id), array_length(array_agg(id), 1), string_agg(name, ',') FROM customers
SELECT json_agg(json_build_object('id', id, 'total', total)) FROM orders
SELECT '{"a": {"b": 1}}'::jsonb -> 'a' ->> 'b', '{"a": 1}'::json #>> '{a}', '[1,2]'::jsonb @> '[1]'
SELECT e.key, e.value FROM jsonb_each('{"a": 1, "b": 2}'::jsonb) AS e
SELECT e ->> 'x' FROM jsonb_array_elements('[{"x": 1}]') AS e
SELECT * FROM regexp_split_to_table('a,b', ',') AS part
SELECT id, total IS NULL, note IS NOT NULL, total IS DISTINCT FROM 5, NOT (id = 1), id BETWEEN 1 AND 2 FROM orders
SELECT bool_and(total > 1), bool_or(total > 100), every(id > 0) FROM orders
SELECT EXISTS (SELECT 1 FROM orders WHERE total > 5), ARRAY(SELECT id FROM orders ORDER BY id)
SELECT make_date(2026, 1, 1), make_interval(days => 3), date_part('hour', placed_at), justify_days(interval '40 days') FROM orders
SELECT sum(total) / nullif(count(*), 0) AS mean FROM orders
SELECT width_bucket(total, 0, 1000, 10) AS bucket, count(*) FROM orders GROUP BY bucket ORDER BY bucket
SELECT o.id AS "Order", c.name AS "Customer" FROM orders AS o INNER JOIN customers AS c ON (o.customer_id = c.id) WHERE c.region = 'EU' AND o.total > 1 ORDER BY "Order"
TABLE orders
SELECT email FROM (SELECT id, email FROM customers) x WHERE id = 1
SELECT id, email, ssn FROM customers UNION ALL SELECT id, email, ssn FROM customers
SELECT (SELECT email FROM customers WHERE id = 1) AS e
WITH c AS (SELECT * FROM customers) SELECT name, email FROM c ORDER BY name
SELECT count(*) FROM (SELECT * FROM customers) x
SELECT c.id, c.email FROM customers c ORDER BY c.id
SELECT min(id) FROM customers HAVING count(*) > 0
SELECT id, "note" FROM "public"."orders" AS "o" WHERE "o"."total" < 300
SELECT 'it''s', E'a\nb', $$dollar$$, U&'\0041', B'101'
SELECT interval '1 day' * 3, interval '2 hours' + now(), timestamp '2026-01-01 10:00' - interval '1 month'
SELECT to_date('2026-01-02', 'YYYY-MM-DD'), to_number('12.5', '99D9'), to_timestamp(0)
SELECT id FROM orders o WHERE o.total = (SELECT max(i.total) FROM orders i WHERE i.customer_id = o.customer_id)
SELECT region, array_agg(DISTINCT name) FROM customers WHERE region <> 'US' GROUP BY region
SELECT t.customer_id, t.total FROM (SELECT customer_id, SUM(total) total FROM orders GROUP BY customer_id) t
SELECT lower(region) AS r, count(*) FROM customers GROUP BY lower(region) ORDER BY count(*) DESC, r
SELECT (total * 1.19)::numeric(12, 2) AS gross FROM orders
SELECT id, total, total - avg(total) OVER () AS diff, total / sum(total) OVER () AS share FROM orders
SELECT name COLLATE "C" FROM customers ORDER BY name COLLATE "C"
SELECT NOT EXISTS (SELECT 1 FROM orders WHERE total < 0)
SELECT mode() WITHIN GROUP (ORDER BY region) FROM customers
SELECT id, sum(count(*)) OVER () FROM orders GROUP BY id
SELECT tsrange('2026-01-01', '2026-02-01') @> placed_at FROM orders
