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
SELECT string_agg(name, '; ' ORDER BY name), list(name), array_agg(DISTINCT region) FROM customers
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
