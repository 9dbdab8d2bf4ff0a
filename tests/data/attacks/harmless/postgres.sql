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
SELECT c.region, date_trunc('quarter', o.placed_at) AS q, sum(o.total) AS revenue, count(DISTINCT o.customer_id) AS buyers FROM orders AS o INNER JOIN customers AS c ON c.id = o.customer_id GROUP BY 1, 2 HAVING sum(o.total) > 0 ORDER BY 1, 2 NULLS LAST
SELECT region, count(*) FILTER (WHERE name LIKE 'A%') AS a, count(*) FILTER (WHERE name !~ '^A') AS rest FROM customers GROUP BY region
SELECT customer_id, sum(total) OVER (PARTITION BY customer_id ORDER BY placed_at RANGE BETWEEN INTERVAL '30 days' PRECEDING AND CURRENT ROW) FROM orders
SELECT id, ntile(4) OVER w, percent_rank() OVER w, cume_dist() OVER w, first_value(total) OVER w FROM orders WINDOW w AS (ORDER BY total)
SELECT id, sum(total) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) FROM orders
SELECT id, sum(total) OVER (ORDER BY id GROUPS BETWEEN 1 PRECEDING AND 1 FOLLOWING EXCLUDE TIES) FROM orders
SELECT id, lag(total, 1, 0) OVER (ORDER BY placed_at), lead(total) OVER (ORDER BY placed_at), nth_value(total, 2) OVER (ORDER BY placed_at) FROM orders
SELECT region, grouping(region), count(*) FROM customers GROUP BY ROLLUP (region)
SELECT region, name, grouping(region, name) AS g, count(*) FROM customers GROUP BY CUBE (region, name)
SELECT region, name, count(*) FROM customers GROUP BY GROUPING SETS ((region, name), (region), ())
SELECT region, count(*) FROM customers GROUP BY DISTINCT ROLLUP (region, name), ROLLUP (region)
SELECT c.name, x.n FROM customers c LEFT JOIN LATERAL (SELECT count(*) AS n FROM orders o WHERE o.customer_id = c.id) AS x ON TRUE
WITH RECURSIVE t(n) AS (VALUES (1) UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t
WITH RECURSIVE d AS (SELECT date '2026-01-01' AS day UNION ALL SELECT (day + INTERVAL '1 month')::date FROM d WHERE day < '2026-06-01') SELECT d.day, count(o.id) FROM d LEFT JOIN orders o ON date_trunc('month', o.placed_at) = d.day GROUP BY d.day ORDER BY d.day
WITH a AS (SELECT * FROM orders), b AS MATERIALIZED (SELECT customer_id, sum(total) s FROM a GROUP BY customer_id), c2 AS NOT MATERIALIZED (SELECT * FROM b) SELECT * FROM c2 ORDER BY s
SELECT DISTINCT ON (customer_id) customer_id, id, total FROM orders ORDER BY customer_id, placed_at DESC
SELECT s.day::date, coalesce(sum(o.total), 0) FROM generate_series('2026-01-01'::timestamp, '2026-01-05', '1 day') AS s(day) LEFT JOIN orders o ON o.placed_at::date = s.day::date GROUP BY 1 ORDER BY 1
SELECT n, n * n FROM generate_series(1, 10, 2) AS n
SELECT generate_series(1, 3) AS n
SELECT * FROM unnest(ARRAY[1, 2, 3], ARRAY['a', 'b', 'c']) AS t(n, s)
SELECT * FROM unnest(ARRAY['x','y']) WITH ORDINALITY AS t(v, i)
SELECT array_agg(total ORDER BY total DESC) FROM orders
SELECT array_agg(DISTINCT region), array_length(array_agg(id), 1), (array_agg(id ORDER BY id))[1] FROM customers
SELECT string_agg(name, ', ' ORDER BY name), string_agg(DISTINCT region, '|') FROM customers
SELECT id FROM orders WHERE customer_id = ANY (ARRAY[1, 2]) AND total <> ALL (ARRAY[10.5, 20]::numeric[])
SELECT id FROM orders WHERE id = ANY (SELECT customer_id FROM orders)
SELECT id FROM orders WHERE total >= ALL (SELECT total FROM orders WHERE total < 1000)
SELECT id FROM orders WHERE id = SOME (ARRAY[1, 2])
SELECT name FROM customers c WHERE EXISTS (SELECT FROM orders o WHERE o.customer_id = c.id)
SELECT name FROM customers c WHERE NOT EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.total > 500)
SELECT '{"a": {"b": [1, 2, 3]}}'::jsonb -> 'a' -> 'b' ->> 1, '{"a": 1}'::json ->> 'a', '{"a":{"b":2}}'::jsonb #> '{a,b}', '{"a":{"b":2}}'::jsonb #>> '{a,b}'
SELECT '{"a": 1, "b": 2}'::jsonb @> '{"a": 1}', '{"a": 1}'::jsonb <@ '{"a": 1, "b": 2}', '{"a": 1}'::jsonb ? 'a', '{"a": 1}'::jsonb ?| ARRAY['a', 'c'], '{"a": 1}'::jsonb ?& ARRAY['a'], '{"a": 1}'::jsonb - 'a', '{"a": 1}'::jsonb || '{"b": 2}'::jsonb
SELECT jsonb_build_object('id', id, 'name', name) FROM customers
SELECT json_agg(json_build_object('id', id, 'total', total) ORDER BY id) FROM orders WHERE total < 1000
SELECT jsonb_path_query_array('[1,2,3]'::jsonb, '$[*] ? (@ > 1)'), '[1,2]'::jsonb @? '$[*] ? (@ > 1)', '[1,2]'::jsonb @@ '$[0] == 1'
SELECT e.value ->> 'a' FROM jsonb_array_elements('[{"a": 1}, {"a": 2}]'::jsonb) AS e(value)
SELECT k, v FROM jsonb_each_text('{"a": 1, "b": 2}') AS x(k, v)
SELECT * FROM jsonb_each('{"a": 1}')
SELECT x.a, x.b FROM jsonb_to_record('{"a": 1, "b": "x"}') AS x(a int, b text)
SELECT x.a FROM jsonb_to_recordset('[{"a": 1}, {"a": 2}]') AS x(a int)
SELECT now() - INTERVAL '7 days' > '2020-01-01', age(timestamp '2026-01-02', timestamp '2025-01-01'), date '2026-01-31' + 1, date '2026-01-31' - date '2026-01-01'
SELECT extract(dow FROM placed_at), extract(epoch FROM placed_at), date_part('year', placed_at), to_char(placed_at, 'YYYY-MM-DD HH24:MI'), placed_at AT TIME ZONE 'UTC', placed_at::date FROM orders
SELECT make_date(2026, 1, 1), make_interval(days => 3), to_date('2026-01-01', 'YYYY-MM-DD'), to_timestamp(0), to_timestamp('2026-01-01', 'YYYY-MM-DD')
SELECT CURRENT_DATE - 7 < CURRENT_DATE, CURRENT_TIMESTAMP IS NOT NULL, LOCALTIME IS NULL, LOCALTIMESTAMP(0) IS NULL
SELECT (placed_at, placed_at) OVERLAPS (timestamp '2026-01-01', timestamp '2026-03-01') FROM orders
SELECT CASE region WHEN 'EU' THEN 1 WHEN 'US' THEN 2 ELSE 0 END AS r, CASE WHEN id > 1 THEN 'x' END FROM customers
SELECT name FROM customers WHERE name ~* '^a' OR name !~ 'b' OR name SIMILAR TO '(A|B)%' OR name ILIKE 'c%' ESCAPE '!'
SELECT regexp_replace(name, '([aeiou])', '<\1>', 'g'), regexp_matches(name, '[A-Z]'), substring(name FROM '^.'), substring(name, 2, 3), substring(name FROM 1 FOR 2), regexp_split_to_array(name, 'l'), position('l' IN name), overlay(name PLACING 'xx' FROM 1 FOR 2), trim(BOTH 'A' FROM name), trim(leading from name) FROM customers
SELECT split_part(note, '-', 2)::int FROM orders WHERE total < 1000
SELECT m[1] FROM customers, LATERAL regexp_matches(name, '([A-Z])') AS m
SELECT w FROM customers, regexp_split_to_table(name, 'l') AS w
SELECT format('%s has %s', name, id), concat_ws('-', id, name), lpad(id::text, 5, '0'), initcap(name), repeat('x', 3), reverse(name), md5(name), encode(sha256('a'), 'hex'), left(name, -1) FROM customers
SELECT 'a' || id || 'b', name || '', chr(65), ascii('A'), quote_literal(name), strpos(name, 'l'), translate(name, 'abc', 'xyz') FROM customers
SELECT total::int, CAST(total AS varchar(10)), total::text::numeric(10, 2), '1'::int8, 't'::boolean, '2026-01-01'::date, '10:00'::time, '{1,2}'::int[], '[1,5)'::int4range, 'a'::char(3), 1::bit(8), '192.168.0.1'::inet FROM orders
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY total), percentile_disc(ARRAY[0.25, 0.75]) WITHIN GROUP (ORDER BY total), mode() WITHIN GROUP (ORDER BY customer_id), rank(100) WITHIN GROUP (ORDER BY total) FROM orders
SELECT stddev(total), variance(total), corr(id, total), regr_slope(total, id), covar_pop(id, total), bool_and(total > 0), every(id > 0), bit_or(id) FROM orders
SELECT id, name FROM customers UNION SELECT id, note FROM orders ORDER BY 1, 2
SELECT region FROM customers EXCEPT ALL SELECT 'EU'
(SELECT id FROM orders ORDER BY total LIMIT 2) UNION ALL (SELECT id FROM customers ORDER BY name LIMIT 1)
SELECT id FROM customers INTERSECT SELECT customer_id FROM orders
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v(id, label) JOIN customers USING (id)
VALUES (1, 'a'), (2, 'b') ORDER BY 1 DESC LIMIT 1
TABLE customers
SELECT id FROM orders ORDER BY total DESC NULLS LAST FETCH FIRST 2 ROWS ONLY
SELECT id FROM orders ORDER BY total OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY
SELECT id FROM orders ORDER BY customer_id FETCH FIRST 1 ROW WITH TIES
SELECT id FROM orders LIMIT ALL OFFSET 0
SELECT id FROM orders LIMIT (SELECT count(*) FROM customers)
SELECT * FROM customers c FULL OUTER JOIN orders o ON o.customer_id = c.id WHERE o.id IS NULL OR c.id IS NOT NULL
SELECT * FROM orders o RIGHT JOIN customers c ON (o.customer_id = c.id AND o.total > 100)
SELECT a.id, b.id FROM orders a, orders b WHERE a.id < b.id AND a.customer_id = b.customer_id
SELECT o.*, c.name FROM orders o JOIN customers c ON c.id = o.customer_id
SELECT count(*), count(note), count(DISTINCT (customer_id, note)) FROM orders
SELECT id IN (1, 2), id NOT IN (SELECT 3), id BETWEEN 1 AND 2, id NOT BETWEEN SYMMETRIC 2 AND 1, total IS NULL, total IS NOT NULL, (id > 1) IS TRUE, (id > 1) IS NOT FALSE, (id > 1) IS UNKNOWN, id IS DISTINCT FROM 2, id IS NOT DISTINCT FROM 2, id ISNULL, id NOTNULL FROM orders
SELECT (id, total) = (1, 10.5), ROW(id, total) < ROW(2, 3), (id, customer_id) IN ((1, 1), (2, 2)) FROM orders
SELECT coalesce(note, 'none'), nullif(note, ''), greatest(id, 2), least(id, 2) FROM orders
SELECT c.name, count(o.id) AS n, rank() OVER (ORDER BY count(o.id) DESC) AS r FROM customers c LEFT JOIN orders o ON o.customer_id = c.id GROUP BY c.name
SELECT sum(CASE WHEN total > 100 THEN 1 ELSE 0 END)::float / count(*) * 100 AS pct FROM orders
SELECT to_char(date_trunc('month', placed_at), 'Mon YYYY') AS month, sum(total) AS revenue, sum(sum(total)) OVER (ORDER BY date_trunc('month', placed_at)) AS running FROM orders GROUP BY date_trunc('month', placed_at) ORDER BY date_trunc('month', placed_at)
SELECT id, total - avg(total) OVER (PARTITION BY customer_id) AS delta, total / nullif(sum(total) OVER (), 0) AS share FROM orders
SELECT * FROM (SELECT o.*, row_number() OVER (PARTITION BY customer_id ORDER BY placed_at DESC) AS rn FROM orders o) ranked WHERE rn = 1
SELECT id FROM orders WHERE placed_at >= '2026-01-01' AND placed_at < '2026-01-01'::date + INTERVAL '1 month'
SELECT * FROM orders WHERE (total, id) > (100, 1) ORDER BY total, id LIMIT 10
SELECT date_bin('15 minutes', placed_at, timestamp '2001-01-01') FROM orders
SELECT E'a\nb', U&'\0061', $$dollar$$, $x$y$x$, 'it''s', B'101', X'1F'
SELECT 1.5e3, .5, 1e-2, 42, -1, +1, - -1, NOT true, true AND false OR true
SELECT upper(c.name) "UpperName", c."region" FROM "customers" AS c
SELECT c.name AS "from", 1 AS "select" FROM customers c
SELECT count(*) total_orders, max(placed_at) latest FROM orders
SELECT name n FROM customers c WHERE c.id = (SELECT max(customer_id) FROM orders)
SELECT tsrange('2026-01-01', '2026-02-01') @> placed_at, numrange(0, 100) @> total, daterange('2026-01-01', '2026-02-01') && daterange('2026-01-15', '2026-03-01'), lower(int4range(1, 5)), int4range(1,5) * int4range(3,8) FROM orders
SELECT to_tsvector('english', name) @@ to_tsquery('english', 'alice') FROM customers
SELECT public.customers.name, customers.id FROM public.customers
SELECT x.* FROM (SELECT id, name FROM customers) AS x
SELECT x.b FROM (SELECT id, name FROM customers) AS x(a, b)
SELECT sum(total) FILTER (WHERE placed_at >= '2026-02-01') OVER (ORDER BY id) FROM orders
SELECT l.a FROM (SELECT 1 AS a) l INNER JOIN (SELECT 1 AS a) r USING (a)
SELECT CASE WHEN count(*) > 0 THEN 'yes' ELSE 'no' END FROM orders WHERE note LIKE 'ok\_%'
SELECT name FROM customers ORDER BY region COLLATE "C", name DESC
SELECT c.name, o.total FROM (customers c JOIN orders o ON o.customer_id = c.id) WHERE o.total > 1
SELECT c.name FROM customers c JOIN (orders o JOIN (SELECT 1 AS k) k ON o.id = k.k) ON o.customer_id = c.id
WITH w AS (SELECT customer_id, total FROM orders), x AS (SELECT w.customer_id, avg(w.total) a FROM w GROUP BY w.customer_id) SELECT * FROM w JOIN x USING (customer_id) WHERE w.total > x.a
WITH RECURSIVE cte AS (SELECT 1 AS n, ARRAY[1] AS path UNION ALL SELECT n + 1, path || (n + 1) FROM cte WHERE n < 3) SELECT * FROM cte
SELECT o.id, t.k, t.v FROM orders o CROSS JOIN LATERAL (VALUES ('total', o.total::text), ('note', o.note)) AS t(k, v)
SELECT unnest(ARRAY[1, 2]) AS u, id FROM customers
SELECT random() < 2, gen_random_uuid() IS NOT NULL
SELECT 10 / 3.0, 10::numeric / 3, div(10, 3), 10 % 3, 5 BETWEEN 1 AND 10, 'abc' < 'abd', NULL::int + 1
SELECT max(id) - min(id) + 1 FROM orders WHERE id IN (SELECT id FROM orders WHERE total > (SELECT avg(total) FROM orders WHERE total < 1000))
SELECT ROW_NUMBER() OVER () AS rn, * FROM customers
SELECT DISTINCT region, count(*) OVER (PARTITION BY region) FROM customers
SELECT substring(name for 2), substring(name from 2), substr(name, 1), char_length(name), octet_length(name), bit_length(name), btrim(name), rtrim(name, 'e'), starts_with(name, 'A') FROM customers
SELECT date_trunc('week', placed_at)::date AS week, sum(total) FROM orders GROUP BY week ORDER BY week
SELECT extract(year from placed_at)::int as y, extract(month from placed_at)::int as m, sum(total) FROM orders GROUP BY y, m ORDER BY y desc, m
SELECT isfinite(placed_at), date_trunc('day', placed_at, 'UTC') IS NULL FROM (SELECT placed_at::timestamptz AS placed_at FROM orders) x
SELECT to_number('1,234.5', '9,999.9'), to_char(1234.5, 'FM9,999.00'), to_char(interval '1 day', 'DD')
SELECT jsonb_object_agg(name, id), json_object_agg(name, id), jsonb_agg(name ORDER BY name) FROM customers
SELECT string_to_array('a,b,c', ','), array_position(ARRAY['a','b'], 'b'), array_remove(ARRAY[1,2], 1), array_append(ARRAY[1], 2), array_cat(ARRAY[1], ARRAY[2])
SELECT * FROM string_to_table('a,b', ',') AS s
SELECT r.* FROM ROWS FROM (generate_series(1, 2), generate_series(3, 5)) AS r(a, b)
SELECT name FROM customers WHERE (name, region) NOT IN (SELECT 'x', 'y')
SELECT nullif(trim(name), '') IS NULL FROM customers
SELECT 1 WHERE EXISTS (SELECT 1 FROM orders GROUP BY customer_id HAVING count(*) > 1)
SELECT id::text || ':' || total::text AS k FROM orders WHERE note IS NOT NULL AND char_length(note) > 0
SELECT * FROM orders o WHERE o.total = (SELECT max(o2.total) FROM orders o2 WHERE o2.customer_id = o.customer_id)
SELECT justify_days(placed_at - min(placed_at) OVER ()) FROM orders
SELECT cast(extract(quarter from placed_at) as integer) AS q, count(*) FROM orders GROUP BY CAST(extract(quarter from placed_at) AS integer)
SELECT "c"."name" FROM "public"."customers" "c" WHERE ("c"."region" = 'EU') ORDER BY "c"."name" ASC LIMIT 100
SELECT count(1), sum(1), avg(total)::numeric(10,2) FROM orders
SELECT c.id, (c.name || ' (' || c.region || ')') AS label FROM customers AS c ORDER BY label
SELECT bool_or(total > 500) AS any_big FROM orders GROUP BY customer_id ORDER BY customer_id
select c.region , sum ( o.total ) from customers c , orders o where c.id = o.customer_id and o.placed_at between date '2026-01-01' and date '2026-12-31' group by c.region order by sum ( o.total ) desc
select l.customer_id, sum(l.total * (1 - 0.05)) as revenue from orders l where l.placed_at < date '2026-12-01' - interval '90' day group by l.customer_id order by revenue desc
select sum(case when c.region = 'EU' or c.region = 'US' then 1 else 0 end) as high, sum(case when c.region <> 'EU' and c.region <> 'US' then 1 else 0 end) as low from customers c
select substr(c.name, 1, 1) as cc, count(*) as n, sum(o.total) from customers c, orders o where c.id = o.customer_id and substring(c.name from 1 for 1) in ('A','B') and o.total > (select avg(total) from orders where total > 0.00) and not exists (select * from orders o2 where o2.customer_id = c.id and o2.total > 800) group by cc order by cc
