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
SELECT c.json_agg FROM customers c
SELECT c.row_to_json FROM customers c
SELECT c.to_jsonb FROM customers c
SELECT (c).email FROM customers c
SELECT (c.*).email FROM customers c
SELECT (SELECT c) FROM customers c
SELECT email(c) FROM customers c
SELECT ssn(customers) FROM customers
SELECT array_agg(c) FROM customers c
SELECT count(DISTINCT c) FROM customers c
SELECT c = c FROM customers c
SELECT c IS NULL FROM customers c
SELECT md5(c::text) FROM customers c
SELECT format('%s', c) FROM customers c
SELECT concat(c) FROM customers c
SELECT ROW(c.*) FROM customers c
SELECT jsonb_build_array(c) FROM customers c
SELECT to_jsonb(o) FROM orders o
SELECT * FROM ROWS FROM (pg_ls_dir('.')) AS f(a)
SELECT * FROM ROWS FROM (generate_series(1, 2), query_to_xml('SELECT 1', true, true, '')) AS f(a, b)
SELECT * FROM jsonb_to_record((SELECT to_jsonb(s) FROM salaries s LIMIT 1)) AS x(name text)
SELECT * FROM jsonb_to_record('{"a": 1}') AS x(a salaries)
SELECT * FROM jsonb_to_record('{"a": "salaries"}') AS x(a regclass)
SELECT * FROM jsonb_populate_record(NULL::customers, '{}')
SELECT * FROM jsonb_populate_recordset(NULL::salaries, '[]')
SELECT * FROM json_to_record((SELECT json_build_object('e', email) FROM customers LIMIT 1)) AS x(e text)
SELECT id FROM orders WHERE note = ALL (SELECT name FROM salaries)
SELECT id FROM orders WHERE note = SOME (SELECT name FROM salaries)
SELECT id FROM customers WHERE email = SOME (ARRAY['x'])
SELECT id FROM customers WHERE 'x' <> ALL (ARRAY[email])
SELECT substring(email FOR 2) FROM customers
SELECT regexp_matches(email, '.') FROM customers
SELECT id FROM customers c, LATERAL regexp_matches(c.ssn, '(.)') AS m
SELECT m FROM customers c, LATERAL regexp_split_to_table(c.ssn, '') AS m
SELECT pg_catalog.lower('A')
SELECT "lower"('A')
SELECT lower(VARIADIC ARRAY['a'])
SELECT 1 OPERATOR(pg_catalog.+) 1
SELECT xmlelement(name a, (SELECT max(name) FROM salaries))
SELECT xmlforest(email) FROM customers
SELECT xmlserialize(content '<a/>' AS text)
SELECT xpath('/a', '<!DOCTYPE a [<!ENTITY x SYSTEM "file:///etc/passwd">]><a>&x;</a>')
SELECT * FROM xmltable('/a' PASSING '<a/>' COLUMNS a text)
SELECT table_to_xml('salaries', true, true, '')
SELECT schema_to_xml('public', true, true, '')
SELECT cursor_to_xml('c', 1, true, true, '')
SELECT database_to_xml(true, true, '')
SELECT ts_stat('SELECT to_tsvector(name) FROM salaries')
SELECT * FROM ts_stat('SELECT to_tsvector(name) FROM salaries')
SELECT ts_rewrite('a'::tsquery, 'SELECT 1')
SELECT pg_column_size(note) FROM orders
SELECT pg_typeof(id) FROM orders
SELECT to_regclass('salaries')
SELECT 'salaries'::regclass::oid
SELECT NULL::salaries
SELECT NULL::public.salaries
SELECT (NULL::salaries).name
SELECT CAST('x' AS pg_catalog.text)
SELECT has_table_privilege('salaries', 'select')
SELECT obj_description('salaries'::regclass)
SELECT pg_relation_size('salaries')
SELECT current_catalog
SELECT user
SELECT session_user
SELECT current_role
SELECT current_user::text
SELECT inet_server_addr()
SELECT version()
SELECT pg_backend_pid()
SELECT pg_postmaster_start_time()
SELECT current_query()
SELECT pg_export_snapshot()
SELECT txid_current_snapshot()
SELECT pg_current_wal_lsn()
SELECT setseed(0.1)
SELECT pg_sleep_for('1 s')
SELECT pg_advisory_lock(1)
SELECT pg_try_advisory_lock(1)
SELECT lo_get(1)
SELECT nextval('seq1')
SELECT last_value FROM seq1
SELECT * FROM seq1
SELECT * FROM ONLY orders
SELECT * FROM ONLY (orders)
SELECT * FROM orders TABLESAMPLE SYSTEM (100)
SELECT xmax FROM orders
SELECT cmin FROM orders
SELECT orders.ctid FROM orders
SELECT oid FROM orders
SELECT o.tableoid::regclass FROM orders o
SELECT secret FROM hr.orders
SELECT * FROM public.v_all_salaries
SELECT * FROM corp.public.salaries
SELECT * FROM pg_catalog.pg_class
SELECT * FROM information_schema.columns
SELECT * FROM pg_toast.pg_toast_1
SELECT * FROM pg_settings
SELECT * FROM pg_stats
SELECT * FROM pg_stat_activity
SELECT * FROM pg_stat_statements
SELECT id FROM orders WHERE (SELECT count(*) FROM salaries) > 1
SELECT id FROM orders GROUP BY id HAVING (SELECT max(amount) FROM salaries) > 1
SELECT id FROM orders ORDER BY (SELECT name FROM salaries LIMIT 1)
SELECT id FROM orders OFFSET (SELECT count(*) FROM salaries)
SELECT id FROM orders FETCH FIRST (SELECT count(*) FROM salaries) ROWS ONLY
SELECT sum(total) OVER (ORDER BY (SELECT max(amount) FROM salaries)) FROM orders
SELECT sum(total) OVER w FROM orders WINDOW w AS (ORDER BY (SELECT name FROM salaries LIMIT 1))
SELECT DISTINCT ON ((SELECT name FROM salaries LIMIT 1)) id FROM orders
SELECT percentile_cont(0.5) WITHIN GROUP (ORDER BY (SELECT max(amount) FROM salaries)) FROM orders
SELECT string_agg(name, ',' ORDER BY ssn) FROM customers
SELECT max(id) FILTER (WHERE ssn IS NULL) FROM customers
SELECT mode() WITHIN GROUP (ORDER BY email) FROM customers
SELECT rank('x') WITHIN GROUP (ORDER BY ssn) FROM customers
SELECT DISTINCT ON (email) id FROM customers
SELECT id FROM customers GROUP BY id, ROLLUP (email)
SELECT id FROM customers GROUP BY GROUPING SETS ((id), (ssn))
SELECT grouping(email) FROM customers GROUP BY CUBE (email)
SELECT nullif(email, '') FROM customers
SELECT greatest(email, 'a') FROM customers
SELECT email IN ('a') FROM customers
SELECT email BETWEEN 'a' AND 'b' FROM customers
SELECT email SIMILAR TO 'x' FROM customers
SELECT email ~ 'x' FROM customers
SELECT email IS DISTINCT FROM 'x' FROM customers
SELECT email || '' FROM customers
SELECT email COLLATE "C" FROM customers
SELECT (email)::text FROM customers
SELECT email::bytea FROM customers
SELECT ARRAY[email] FROM customers
SELECT (email, 1) FROM customers
SELECT json_build_object('e', email) FROM customers
SELECT extract(year FROM email::date) FROM customers
SELECT overlay(email PLACING 'x' FROM 1) FROM customers
SELECT position('@' IN email) FROM customers
SELECT trim(both 'C' from email) FROM customers
SELECT email AT TIME ZONE 'UTC' FROM customers
SELECT a.id FROM customers a NATURAL JOIN customers b
SELECT a.id FROM customers a JOIN customers b ON a.email = b.email
SELECT a.id FROM customers a JOIN customers b USING (email)
SELECT e FROM (SELECT email FROM customers) x(e) WHERE e > 'a'
WITH x(e) AS (SELECT ssn FROM customers) SELECT count(DISTINCT e) FROM x
WITH x AS (SELECT email FROM customers UNION ALL SELECT 'a') SELECT max(email) FROM x
WITH x AS (TABLE customers) SELECT length(email) FROM x
SELECT length(x.email) FROM (TABLE customers) x
SELECT id FROM customers INTERSECT SELECT id FROM salaries
SELECT email FROM customers INTERSECT SELECT 'a'
SELECT * FROM customers EXCEPT SELECT * FROM customers
WITH orders AS (SELECT * FROM salaries) SELECT * FROM orders
WITH salaries AS (SELECT 1 AS x) SELECT * FROM public.salaries
WITH RECURSIVE salaries AS (SELECT * FROM salaries) SELECT * FROM salaries
WITH x AS (SELECT * FROM y), y AS (SELECT 1) SELECT * FROM x
WITH x AS (UPDATE orders SET note = '' RETURNING *) SELECT 1
WITH x AS (DELETE FROM orders RETURNING *) SELECT * FROM x
SELECT * FROM (DELETE FROM orders RETURNING *) x
SELECT 1 INTO x
SELECT * INTO TEMP x FROM orders
SELECT 1 FOR UPDATE
SELECT id FROM orders FOR NO KEY UPDATE
SELECT id FROM orders o FOR KEY SHARE OF o
SELECT $1
SELECT 1 AS a; SELECT 2
TABLE public.salaries
TABLE hr.orders
VALUES ((TABLE salaries))
DECLARE c CURSOR FOR SELECT 1
MOVE c
PREPARE x AS SELECT 1
EXECUTE x
EXPLAIN (ANALYZE) SELECT 1
DO $$ BEGIN END $$
CALL f()
COPY salaries TO STDOUT
COMMIT
SET ROLE postgres
SET search_path = hr
SHOW search_path
RESET ALL
LISTEN a
CHECKPOINT
VACUUM
REFRESH MATERIALIZED VIEW x
IMPORT FOREIGN SCHEMA a FROM SERVER b INTO c
SECURITY LABEL ON TABLE orders IS 'x'
SELECT U&"s\0061laries".name FROM salaries
SELECT * FROM U&"salaries"
SELECT name FROM "Salaries"
SELECT dblink('', 'SELECT 1')
SELECT * FROM dblink('', 'SELECT 1') AS t(a int)
SELECT public.noisy('x')
SELECT noisy(note) FROM orders
SELECT id FROM orders WHERE noisy(note)
SELECT purge()
SELECT convert_from(pg_read_binary_file('x'), 'utf8')
SELECT array_to_string(current_schemas(true), ',')
SELECT numeric_send(1)
SELECT record_out(c) FROM customers c
SELECT textin('a')
SELECT int4in('1')
SELECT regclassin('salaries')
SELECT pg_input_is_valid('1', 'int')
SELECT format_type(1, 1)
SELECT pg_get_expr('x', 1)
SELECT pg_describe_object(1, 1, 1)
SELECT pg_identify_object(1, 1, 1)
SELECT aclexplode('{}')
SELECT unnest(most_common_vals::text::text[]) FROM pg_stats
SELECT json_populate_record(NULL::salaries, '{}')
SELECT jsonb_path_query(to_jsonb(c), '$.email') FROM customers c
SELECT generate_series(1, (SELECT max(amount)::int FROM salaries))
SELECT * FROM generate_series(1, (SELECT count(*) FROM salaries)) x
