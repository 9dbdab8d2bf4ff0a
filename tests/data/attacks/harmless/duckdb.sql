-- What analysts ask of DuckDB: all of it is allowed and runs.
SELECT 1 AS one, 'a' AS letter, NULL, true, 1.5e3, 1_000
SELECT * FROM customers
FROM customers
FROM orders SELECT id, total WHERE total > 20
SELECT * EXCLUDE (note, placed_at) FROM orders
SELECT o.* EXCLUDE (note), c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id
SELECT main.orders.id FROM main.orders
SELECT orders.id, customers.name FROM orders, customers WHERE orders.customer_id = customers.id
SELECT "id", total AS "Total Amount" FROM "orders" ORDER BY "Total Amount" DESC
SELECT ID, Total FROM Orders WHERE TOTAL > 5
SELECT total * 2 AS twice, twice + 1 AS more FROM orders WHERE twice > 30
SELECT customer_id, count(*), sum(total), avg(total), min(placed_at), max(placed_at), median(total) FROM orders GROUP BY customer_id
SELECT customer_id, count(*) AS n FROM orders GROUP BY ALL ORDER BY ALL
SELECT customer_id, count(*) AS n FROM orders GROUP BY customer_id HAVING n > 1 ORDER BY n DESC
SELECT date_trunc('month', placed_at) AS m, sum(total) FROM orders GROUP BY m ORDER BY m
SELECT year(placed_at), month(placed_at), dayofweek(placed_at), strftime(placed_at, '%Y-%m'), date_part('hour', placed_at), extract(year FROM placed_at) FROM orders
SELECT id FROM orders WHERE placed_at >= now() - INTERVAL 30 DAY OR placed_at > current_date - INTERVAL '1 month'
SELECT placed_at::date, CAST(placed_at AS DATE), date_diff('day', placed_at, now()::timestamp), age(placed_at), last_day(placed_at) FROM orders
SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY placed_at DESC) AS rn FROM orders QUALIFY rn = 1
SELECT id FROM orders QUALIFY row_number() OVER (PARTITION BY customer_id ORDER BY total DESC) = 1
SELECT id, sum(total) OVER w FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY id)
SELECT id, sum(total) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), lag(total) OVER (ORDER BY id) FROM orders
SELECT quantile_cont(total, 0.5), quantile_cont(total, [0.25, 0.75]), stddev(total), approx_count_distinct(id), arg_max(id, total), histogram(id) FROM orders
SELECT count(*) FILTER (WHERE total > 100), count() FROM orders
SELECT CASE WHEN total > 100 THEN 'big' ELSE 'small' END AS size, count(*) FROM orders GROUP BY size
SELECT coalesce(note, '-'), ifnull(note, '-'), nullif(note, ''), greatest(total, 1), if(total > 1, 'a', 'b') FROM orders
SELECT upper(name), lower(name), length(name), left(name, 2), substring(name, 1, 2), name[1:2], trim(name), replace(name, 'a', 'b'), contains(name, 'a'), starts_with(name, 'A'), string_split(name, 'l'), concat(name, region), name || region FROM customers
SELECT name FROM customers WHERE name LIKE 'A%' OR name ILIKE '%b%' OR regexp_matches(name, '^C') OR name SIMILAR TO 'A.*'
SELECT regexp_replace(name, '[aeiou]', '', 'g'), regexp_extract(name, '(.)l', 1), printf('%05d', id), format('{} in {}', name, region), lpad(name, 10, '.') FROM customers
SELECT round(total, 1), abs(-total), total::int, total::varchar, TRY_CAST(note AS INTEGER), id // 2, id % 2, id ** 2, id ^ 2, sqrt(total), ln(total), random() FROM orders
SELECT region, count(*) FROM customers GROUP BY ROLLUP (region)
SELECT region, name, count(*) FROM customers GROUP BY GROUPING SETS ((region), (name), ())
SELECT DISTINCT region FROM customers ORDER BY region
SELECT DISTINCT ON (customer_id) customer_id, id FROM orders ORDER BY customer_id, total DESC
SELECT string_agg(name, '; ' ORDER BY name), list(name ORDER BY name), array_agg(DISTINCT region ORDER BY region) FROM customers
SELECT id FROM orders ORDER BY total DESC LIMIT 2 OFFSET 1
SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE region = 'EU')
SELECT id FROM orders WHERE (customer_id, id) IN ((1, 1), (2, 3))
SELECT c.name, (SELECT count(*) FROM orders o WHERE o.customer_id = c.id) AS n FROM customers c
SELECT c.name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)
SELECT name FROM customers SEMI JOIN orders ON orders.customer_id = customers.id
SELECT name FROM customers ANTI JOIN orders ON orders.customer_id = customers.id
SELECT a.id, b.id FROM orders a JOIN orders b ON a.customer_id = b.customer_id AND a.id < b.id
SELECT id, a.total FROM orders a JOIN orders b USING (id)
SELECT c.name, x.total FROM customers c, LATERAL (SELECT total FROM orders o WHERE o.customer_id = c.id) x
WITH a AS (SELECT * FROM orders), b AS (SELECT customer_id, sum(total) AS s FROM a GROUP BY customer_id) SELECT c.name, b.s FROM b JOIN customers c ON c.id = b.customer_id
WITH RECURSIVE n(i) AS (SELECT 1 UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n
WITH x(a, b) AS (SELECT id, total FROM orders) SELECT a, b FROM x WHERE b > 20
SELECT id FROM orders UNION SELECT id FROM customers ORDER BY id
SELECT id, total FROM orders UNION ALL BY NAME SELECT id, name FROM customers
SELECT id FROM orders EXCEPT SELECT id FROM customers
SELECT t.customer_id, t.total FROM (SELECT customer_id, sum(total) total FROM orders GROUP BY customer_id) t
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v(id, letter)
VALUES (1, 'a'), (2, 'b')
SELECT i * 2 FROM range(5) AS t(i)
SELECT range FROM range(3)
SELECT generate_series FROM generate_series(1, 3)
SELECT unnest([1, 2, 3]) AS x
SELECT x FROM unnest([1, 2, 3]) AS t(x)
SELECT list_transform([1, 2, 3], x -> x + 1), list_filter([1, 2], lambda x: x > 1), [x * 2 for x in [1, 2] if x > 1], list_sum([1, 2]), len([1]), [1, 2][1], list_contains([1], 1)
SELECT {'a': 1, 'b': 'x'} AS s, struct_pack(a := 1), MAP {'k': 1}, {'a': 1}.a, row(1, 2)
SELECT s.a, s['b'] FROM (SELECT {'a': 1, 'b': 2} AS s) t
SELECT t.s.a FROM (SELECT {'a': 1} AS s) t
SELECT json_extract('{"a": 1}', '$.a'), '{"a": 1}'::json -> 'a', '{"a": 1}'::json ->> '$.a', json_object('id', id), to_json(id) FROM orders
SELECT total IS NULL, note IS NOT NULL, total IS DISTINCT FROM 5, NOT (id = 1), id BETWEEN 1 AND 2, id != 3, id == 3 FROM orders
SELECT email FROM (SELECT id, email FROM customers) x WHERE id = 1
SELECT id, email, ssn FROM customers UNION ALL SELECT id, email, ssn FROM customers
WITH c AS (SELECT * FROM customers) SELECT name, email FROM c ORDER BY name
SELECT * EXCLUDE (email, ssn) FROM customers ORDER BY ALL
SELECT region, count(*) FROM customers GROUP BY 1 ORDER BY 2 DESC, 1
SELECT sum(total) / count(*) AS mean, count(DISTINCT customer_id) FROM orders
SELECT id, total - avg(total) OVER () AS diff, total / sum(total) OVER () AS share FROM orders
SELECT id FROM orders o WHERE o.total = (SELECT max(i.total) FROM orders i WHERE i.customer_id = o.customer_id)
SELECT c.name, o.total FROM customers c ASOF JOIN orders o ON c.id >= o.id
SELECT make_date(2026, 1, 2), strptime('2026-01-02', '%Y-%m-%d'), epoch(now()), to_timestamp(0), INTERVAL 1 HOUR * 3, time_bucket(INTERVAL '1 day', placed_at), monthname(placed_at) FROM orders
SELECT md5(name), hash(name) IS NOT NULL, levenshtein(name, 'x'), reverse(name), ascii(name), chr(65), repeat('x', 3) FROM customers
SELECT today(), current_timestamp, current_date
SELECT bool_and(total > 1), bool_or(total > 100), any_value(id), first(id ORDER BY id), mode(customer_id) FROM orders
SELECT a.x FROM (SELECT id AS x FROM orders) a POSITIONAL JOIN (SELECT id FROM customers) b
PIVOT orders ON customer_id USING sum(total)
PIVOT orders ON customer_id USING sum(total) AS s, count(*) AS n GROUP BY note
PIVOT (SELECT customer_id, total FROM orders) ON customer_id IN (1, 2) USING sum(total)
SELECT * FROM (PIVOT orders ON customer_id USING sum(total) GROUP BY note) ORDER BY note
SELECT * FROM orders PIVOT (sum(total) FOR customer_id IN (1, 2) GROUP BY note)
FROM (SELECT customer_id, total FROM orders) PIVOT (sum(total) AS s FOR customer_id IN (1, 2, 3))
WITH p AS (PIVOT orders ON customer_id USING sum(total) GROUP BY note) SELECT * FROM p
UNPIVOT (SELECT id, customer_id, total FROM orders) ON customer_id, total INTO NAME k VALUE v
SELECT * FROM (SELECT id, total::DOUBLE AS a, customer_id::DOUBLE AS b FROM orders) UNPIVOT (v FOR k IN (a, b))
FROM (SELECT id, total AS a FROM orders) UNPIVOT INCLUDE NULLS (v FOR k IN (a))
SELECT name.upper(), name.lower().length(), name.substring(1, 2), ('a').upper(), region.concat('x') FROM customers
SELECT c.name.upper() FROM customers c
SELECT name.upper().lower(), name.replace('A', 'b').length() FROM customers
SELECT total.round(1), id.abs() FROM orders
SELECT 'a,b'.string_split(',')
SELECT * FROM customers POSITIONAL JOIN orders
SELECT c.name, o.id FROM customers c POSITIONAL JOIN (SELECT id FROM orders ORDER BY id) o
SELECT o.id, c.name FROM orders o ASOF JOIN customers c ON o.id >= c.id
SELECT o.id, p.id FROM orders o ASOF LEFT JOIN orders p ON o.customer_id = p.customer_id AND o.placed_at > p.placed_at
SELECT * FROM orders o SEMI JOIN customers c ON c.id = o.customer_id
SELECT * FROM orders o ANTI JOIN customers c ON c.id = o.customer_id
SELECT id, row_number() OVER (PARTITION BY customer_id ORDER BY total DESC) rn FROM orders QUALIFY rn = 1
SELECT id FROM orders QUALIFY sum(total) OVER (PARTITION BY customer_id) > 100
SELECT region, count(*) FROM customers GROUP BY ALL ORDER BY ALL DESC NULLS LAST
SELECT region, name, grouping(region), grouping_id(region, name), count(*) FROM customers GROUP BY CUBE (region, name)
SELECT * EXCLUDE (note) FROM orders
SELECT * EXCLUDE note FROM orders
FROM orders SELECT id, total
FROM orders
FROM orders LIMIT 2
FROM customers c JOIN orders o ON c.id = o.customer_id SELECT c.name, sum(o.total) GROUP BY ALL
SELECT id::VARCHAR, CAST(total AS DOUBLE), TRY_CAST(note AS INTEGER), total::DECIMAL(10, 2), '2026-01-01'::DATE, [1, 2]::INT[], {'a': 1}::STRUCT(a INT), id::HUGEINT FROM orders
SELECT list_transform([1, 2], lambda x: x + 1), list_filter([1, 2, 3], lambda x: x > 1)
SELECT unnest([1, 2, 3]) AS n
SELECT unnest([{'a': 1}, {'a': 2}], recursive := true)
SELECT id, unnest([1, 2]) FROM orders
SELECT * FROM unnest([1, 2, 3]) AS t(n)
SELECT o.id, u.n FROM orders o, unnest([1, 2]) AS u(n)
SELECT * FROM generate_series(1, 5) AS g(n)
SELECT * FROM range(DATE '2026-01-01', DATE '2026-01-05', INTERVAL 1 DAY) AS d(day)
SELECT generate_series(1, 3), range(3)
SELECT '{"a": {"b": [1]}}'::JSON -> 'a' -> 'b' ->> 0, json_extract('{"a": 1}', '$.a'), '{"a": 1}'::JSON ->> '$.a', json_object('k', 1), to_json({'a': 1}), json_array_length('[1, 2]')
SELECT * FROM json_each('{"a": 1, "b": 2}')
SELECT date_trunc('month', placed_at), date_part('year', placed_at), extract(dow FROM placed_at), strftime(placed_at, '%Y'), placed_at + INTERVAL 1 DAY, placed_at - INTERVAL '2 hours', date_diff('day', placed_at, TIMESTAMP '2026-05-01'), age(placed_at, TIMESTAMP '2025-01-01'), date_add(placed_at, INTERVAL 1 MONTH), last_day(placed_at), dayname(placed_at), make_date(2026, 1, 1), to_days(3), epoch(placed_at), time_bucket(INTERVAL '1 month', placed_at), placed_at::DATE FROM orders
SELECT current_date > DATE '2020-01-01', now() IS NULL, current_timestamp IS NULL, today() IS NULL, get_current_timestamp() IS NULL
SELECT strptime('2026-01-01', '%Y-%m-%d'), try_strptime('x', '%Y'), to_timestamp(0), epoch_ms(0), DATE '2026-01-01' + 1, DATE '2026-01-31' - DATE '2026-01-01', INTERVAL (id) DAY, INTERVAL '1' YEAR FROM orders
SELECT regexp_matches(name, '^A'), regexp_replace(name, '[aeiou]', '', 'g'), regexp_extract(name, '(\w)', 1), regexp_extract_all(name, '.'), name ~ 'A.*', name !~ 'B.*', name SIMILAR TO 'A.*', name LIKE 'A%', name NOT ILIKE 'b%', name GLOB 'A*', name ^@ 'A' FROM customers
SELECT string_agg(name, ', ' ORDER BY name), listagg(name, '-'), group_concat(name) FROM customers
SELECT median(total), quantile_cont(total, [0.1, 0.9]), mode(customer_id), stddev(total), approx_count_distinct(id), arg_max(id, total), arg_min(id, total, 2), max(total, 2), histogram(id), first(id ORDER BY id), last(id ORDER BY id), any_value(customer_id) = customer_id, skewness(total), entropy(id), product(id), bool_and(id > 0), corr(id, total), count_if(id > 1), sum(total) FILTER (WHERE id > 1), percentile_cont(0.5) WITHIN GROUP (ORDER BY total) FROM orders GROUP BY customer_id
SELECT id, lag(total) OVER w, lead(total, 1, 0) OVER w, first_value(total IGNORE NULLS) OVER w, avg(total) OVER (ORDER BY placed_at RANGE BETWEEN INTERVAL 30 DAYS PRECEDING AND CURRENT ROW) FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY placed_at)
SELECT id, sum(total) OVER (ORDER BY id ROWS BETWEEN UNBOUNDED PRECEDING AND CURRENT ROW EXCLUDE CURRENT ROW) FROM orders
WITH RECURSIVE t(n) AS (SELECT 1 UNION ALL SELECT n + 1 FROM t WHERE n < 5) SELECT sum(n) FROM t
WITH RECURSIVE t AS (SELECT 1 AS n, [1] AS path UNION ALL SELECT n + 1, list_append(path, n + 1) FROM t WHERE n < 3) SELECT * FROM t
WITH a AS MATERIALIZED (SELECT * FROM orders), b AS (FROM a SELECT customer_id, sum(total) AS s GROUP BY ALL) FROM b
SELECT c.name, x.total FROM customers c, LATERAL (SELECT total FROM orders o WHERE o.customer_id = c.id ORDER BY total LIMIT 1) x
SELECT c.name, x.total FROM customers c LEFT JOIN LATERAL (SELECT max(total) AS total FROM orders o WHERE o.customer_id = c.id) x ON true
SELECT DISTINCT ON (customer_id) customer_id, id FROM orders ORDER BY customer_id, id
SELECT id FROM customers UNION SELECT customer_id FROM orders
SELECT id, name FROM customers UNION ALL BY NAME SELECT id, total FROM orders
SELECT id FROM customers EXCEPT ALL SELECT customer_id FROM orders
SELECT id FROM customers INTERSECT SELECT customer_id FROM orders
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) AS v(id, label)
FROM VALUES (1, 'a'), (2, 'b') AS v(id, label)
SELECT id FROM orders WHERE id = ANY (SELECT customer_id FROM orders) AND total > ALL (SELECT 1)
SELECT id FROM orders WHERE id = ANY ([1, 2])
SELECT name FROM customers c WHERE EXISTS (FROM orders o WHERE o.customer_id = c.id)
SELECT id IN (1, 2), id NOT IN (3), (id, customer_id) IN ((1, 1)), id BETWEEN 1 AND 2, note IS NULL, note IS NOT DISTINCT FROM 'ok-1', (id > 1) IS TRUE, id == 1, id <> 2, NOT (id = 1), id // 2, id % 2, id ** 2, 7 & 3, 7 | 8, ~7, 1 << 2, xor(7, 2), id / 2 FROM orders
SELECT CASE WHEN total > 100 THEN 'big' ELSE 'small' END, CASE id WHEN 1 THEN 'one' END, if(id > 1, 1, 0), ifnull(note, '-'), coalesce(note, '-'), nullif(id, 1), greatest(1, 2), least(1, 2), constant_or_null(1, note) FROM orders
SELECT upper(name), left(name, 2), right(name, 1), reverse(name), lpad(name, 10, '.'), trim(name), name[1], name[1:2], substring(name, 2), position('l' IN name), strpos(name, 'l'), contains(name, 'l'), starts_with(name, 'A'), split_part(name, 'l', 1), string_split(name, 'l'), concat_ws('-', id, name), format('{}-{}', id, name), printf('%d', id), md5(name), sha256(name), hash(name) IS NULL, levenshtein(name, 'x'), jaccard(name, 'x'), ascii('A'), chr(65), repeat('x', 2), replace(name, 'l', 'L'), translate(name, 'l', 'L'), trim(BOTH 'A' FROM name), name || 'x' FROM customers
SELECT "id", "total" AS "Total $" FROM "orders" o WHERE o."id" > 0
SELECT id, total FROM orders ORDER BY total DESC NULLS FIRST LIMIT 2 OFFSET 1
SELECT id FROM orders LIMIT 50%
SELECT customer_id, list({'id': id, 'total': total} ORDER BY id) FROM orders GROUP BY customer_id
SELECT name, region FROM customers ORDER BY region COLLATE NOCASE
SELECT cast(row_number() OVER (ORDER BY total) AS INTEGER) FROM orders
SELECT c.name, o.total FROM (customers c JOIN orders o ON o.customer_id = c.id) WHERE o.total > 1
SELECT o.id, t.k, t.v FROM orders o, LATERAL (VALUES ('total', o.total::VARCHAR), ('note', o.note)) AS t(k, v)
SELECT orders.*, customers.name FROM orders JOIN customers ON customers.id = orders.customer_id
SELECT * FROM customers JOIN orders USING (id)
SELECT count() FROM orders
SELECT count(*) AS n, sum(total)::DOUBLE / count(*) AS avg_total FROM orders HAVING n > 0
SELECT date_trunc('month', placed_at)::DATE AS month, sum(total) AS s, sum(s) OVER (ORDER BY month) FROM orders GROUP BY month ORDER BY month
SELECT 1_000, 1e3, .5, 'it''s', $$x$$, true, NULL, '\x41'::BLOB
SELECT list_zip([1, 2], ['a', 'b']), list_distinct([1, 1]), array_slice([1, 2, 3], 1, 2), list_aggregate([1, 2], 'sum'), flatten([[1], [2]]), list_has_any([1], [1, 2]), array_to_string([1, 2], ',')
SELECT struct_extract({'a': 1}, 'a'), struct_insert({'a': 1}, b := 2), {'a': {'b': 1}}.a.b, ({'a': 1}).a
SELECT x.s.a FROM (SELECT {'a': 1} AS s) x
SELECT (SELECT max(total) FROM orders) - total AS gap FROM orders
SELECT id, total, sum(total) OVER (PARTITION BY customer_id) AS t, total / t AS share FROM orders
SELECT uuid() IS NULL, gen_random_uuid() IS NULL, typeof(total) FROM orders
SELECT o.placed_at AT TIME ZONE 'UTC' IS NULL, timezone('UTC', o.placed_at) IS NULL FROM orders o
SELECT equi_width_bins(0, 10, 2, true), bar(5, 0, 10, 10), format_bytes(1000), bit_count(7), even(3), isnan(1.0::DOUBLE), nextafter(1.0::DOUBLE, 2.0::DOUBLE) > 1
SELECT TRY(1 / 0), 1 / 0 IS NULL, try_cast('x' AS INT)
SELECT array_value(1.0, 2.0)::FLOAT[2], array_distance([1, 2]::FLOAT[2], [2, 3]::FLOAT[2]), list_cosine_similarity([1.0, 2.0], [2.0, 3.0])
SELECT c.region, o.customer_id, sum(o.total) FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY ROLLUP (c.region, o.customer_id) ORDER BY ALL
SELECT bucket, count(*) FROM (SELECT floor(total / 100) * 100 AS bucket FROM orders) GROUP BY bucket
select c.region, sum(o.total) as revenue from customers c, orders o where c.id = o.customer_id and o.placed_at >= date '2026-01-01' and o.placed_at < date '2026-01-01' + interval '1' year group by c.region order by revenue desc limit 10
SELECT id FROM orders ORDER BY id OFFSET 1
SELECT id FROM orders ORDER BY id OFFSET 1 LIMIT 2
SELECT name FROM customers WHERE region IN (FROM (VALUES ('EU')))
SELECT customers.name, orders.total FROM customers, orders WHERE customers.id = orders.customer_id ORDER BY orders.total DESC
SELECT date_trunc('week', placed_at) w, count(*) FROM orders GROUP BY w HAVING count(*) >= 1 ORDER BY 2 DESC, 1
SELECT lower(name) AS n FROM customers GROUP BY n HAVING n LIKE 'a%'
SELECT id, CASE WHEN total IS NULL THEN 'none' WHEN total < 100 THEN 'low' ELSE 'high' END AS band FROM orders
SELECT ['a', 'b'] || ['c'], [1] + [2], 'a' || 1, array_concat([1], [2]), list_append([1], 2), [1, 2] @> [1], [1] <@ [1, 2], [1] && [1, 2]
