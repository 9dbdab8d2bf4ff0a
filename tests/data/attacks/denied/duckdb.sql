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
SELECT customers FROM customers
SELECT c FROM customers c
SELECT c.email.x FROM customers c
SELECT email.x FROM customers
SELECT email[1:2] FROM customers
SELECT email AS e, e || '' FROM customers
SELECT email AS e FROM customers WHERE e LIKE 'C%'
SELECT id, email AS e FROM customers QUALIFY row_number() OVER (ORDER BY e) = 1
SELECT email, count(*) FROM customers GROUP BY ALL
FROM customers ORDER BY ALL
SELECT #5 FROM customers
SELECT COLUMNS('em.*') FROM customers
SELECT * LIKE 'em%' FROM customers
SELECT UNPACK(COLUMNS(*)) FROM customers
SELECT list_transform([1], x -> email) FROM customers
SELECT [e FOR e IN [email]] FROM customers
SELECT [x FOR x IN [1] IF ssn IS NULL] FROM customers
SELECT {'a': email} FROM customers
SELECT MAP {'a': ssn} FROM customers
SELECT email.upper() FROM customers
SELECT c.email.upper() FROM customers c
SELECT name.getenv() FROM customers
SELECT getvariable('x')
SELECT current_user
SELECT user
SELECT current_setting('threads')
FROM creds_df
SELECT * FROM read_text('/etc/hostname')
SELECT * FROM orders AT (VERSION => 1)
SELECT * FROM duckdb_settings()
SELECT name FROM customers SEMI JOIN customers b USING (ssn)
SELECT customers.name FROM orders SEMI JOIN customers ON true
SELECT * FROM customers UNPIVOT (v FOR k IN (email, ssn))
PIVOT customers ON email USING count(*)
PIVOT customers ON ssn USING count(*) GROUP BY region
PIVOT customers ON region USING max(email)
PIVOT customers ON region USING count(*)
PIVOT customers ON region USING count(*) GROUP BY email
PIVOT salaries ON name USING sum(amount)
PIVOT orders ON (SELECT max(name) FROM salaries) USING count(*)
PIVOT orders ON note IN (SELECT name FROM salaries) USING count(*)
PIVOT orders ON customer_id IN (SELECT amount FROM salaries) USING sum(total)
PIVOT (SELECT * FROM salaries) ON name USING sum(amount)
PIVOT (FROM customers) ON email || '' USING count(*) GROUP BY region
SELECT * FROM customers PIVOT (count(*) FOR email IN ('a'))
SELECT * FROM customers PIVOT (max(ssn) FOR region IN ('EU') GROUP BY name)
SELECT * FROM salaries PIVOT (sum(amount) FOR name IN ('CANARYSAL-Alice'))
UNPIVOT customers ON email, ssn
UNPIVOT customers ON COLUMNS(*) INTO NAME k VALUE v
UNPIVOT customers ON * EXCLUDE (id) INTO NAME k VALUE v
UNPIVOT salaries ON name INTO NAME k VALUE v
SELECT * FROM customers UNPIVOT (v FOR k IN (COLUMNS(* EXCLUDE id)))
FROM (UNPIVOT (SELECT id, email FROM customers) ON email)
WITH p AS (PIVOT customers ON email USING count(*)) FROM p
SELECT (SELECT max(email) FROM (PIVOT orders ON customer_id USING sum(total))) FROM customers
SELECT "CANARYSAL-Alice" FROM (PIVOT salaries ON name USING sum(amount))
SELECT salaries.amount FROM (PIVOT orders ON customer_id USING sum(total)), salaries
SELECT x.amount FROM (PIVOT orders ON customer_id USING sum(total) GROUP BY note) x JOIN salaries ON true
SELECT current_user FROM (PIVOT orders ON customer_id USING sum(total))
SELECT "current_user" FROM (PIVOT orders ON customer_id USING sum(total))
SELECT ('x').concat(email) FROM customers
SELECT name.concat(ssn) FROM customers
SELECT 'SELECT * FROM salaries'.query()
SELECT 'salaries'.query_table()
SELECT '/etc/passwd'.read_text()
FROM '/etc/passwd'.read_text()
SELECT * FROM ('salaries').query_table()
SELECT customers.to_json() FROM customers
SELECT c.to_json() FROM customers c
SELECT c.struct_pack() FROM customers c
SELECT main.getenv('HOME')
SELECT system.main.getenv('HOME')
SELECT 'HOME'.getenv()
SELECT name.list_transform(lambda x: email) FROM customers
SELECT [1].list_transform(lambda x: (SELECT max(name) FROM salaries))
SELECT [1].list_filter(lambda email: email = 1), email.length() FROM customers
SELECT id.stats() FROM orders
SELECT stats(total) FROM orders
SELECT note.alias() FROM orders
SELECT 'x'.write_log()
SELECT 1::STRUCT(a salaries)
SELECT NULL::STRUCT(a INT, b "salaries")
SELECT 'a'::MAP(VARCHAR, salaries)
SELECT NULL::salaries
SELECT NULL::customers
SELECT (NULL::STRUCT(a customers)).a.email
SELECT * FROM orders o, (PIVOT salaries ON name USING count(*)) p
PIVOT orders ON customer_id USING read_text('/etc/passwd')
PIVOT orders ON customer_id USING sum((SELECT max(amount) FROM salaries))
PIVOT orders ON customer_id USING sum(total) GROUP BY (SELECT max(name) FROM salaries)
PIVOT read_csv('/etc/passwd') ON a
PIVOT '/etc/passwd' ON a
PIVOT orders ON total > 1000 USING max(note)
PIVOT orders ON (CASE WHEN total > 1000 THEN error(note) ELSE '1' END) USING count(*)
FROM orders SELECT COLUMNS(lambda c: c LIKE 'n%')
SELECT unnest(COLUMNS(*)) FROM customers
SELECT * ILIKE '%' FROM customers
SELECT * SIMILAR TO 'e.*' FROM customers
SELECT customers.* LIKE 'em%' FROM customers
SELECT id FROM customers GROUP BY email
SELECT any_value(e) FROM (SELECT email AS e FROM customers)
FROM customers SELECT list(customers)
SELECT list(c) FROM customers c
SELECT row(c.*) FROM customers c
SELECT struct_pack(x := c) FROM customers c
SELECT {'x': c} FROM customers c
SELECT [c] FROM customers c
SELECT unnest(c) FROM customers c
SELECT hash(customers) FROM customers
SELECT to_json(orders) FROM orders
SELECT count(DISTINCT ssn) FROM customers
SELECT max_by(id, email) FROM customers
SELECT * FROM customers ASOF JOIN orders ON customers.email >= orders.note
SELECT * FROM customers POSITIONAL JOIN salaries
SELECT x FROM (VALUES (1)) t(x), LATERAL (SELECT amount FROM salaries) s
WITH RECURSIVE t AS (SELECT name FROM salaries UNION ALL SELECT name FROM t) SELECT * FROM t
WITH RECURSIVE t USING KEY (a) AS (SELECT 1 AS a, name FROM salaries UNION SELECT 2, 'x' FROM t) FROM t
FROM query('FROM salaries')
FROM duckdb_settings()
FROM which_secret('a', 'b')
FROM glob('/etc/*')
FROM parquet_metadata('/x')
FROM summary('salaries')
FROM pragma_show('salaries')
CALL pragma_table_info('salaries')
FROM sql_auto_complete('SEL')
FROM seq_scan('salaries')
FROM arrow_scan(1, 2, 3)
FROM pandas_scan(1)
FROM python_map_function()
FROM "orders.csv"
FROM main."orders.csv"
SELECT * FROM system.information_schema.tables
SELECT * FROM temp.information_schema.tables
SELECT * FROM memory.main.salaries
SELECT * FROM sqlite_master
DESCRIBE salaries
SHOW salaries
(SHOW TABLES)
FROM (SHOW TABLES)
FROM (DESCRIBE salaries)
FROM (SUMMARIZE customers)
EXPLAIN SELECT 1
EXPLAIN ANALYZE SELECT * FROM salaries
SELECT current_setting('memory_limit')
SELECT current_schemas(true)
SELECT nextval('seq1')
SELECT currval('seq1')
SELECT txid_current()
SELECT pg_sleep(1)
SELECT sleep_ms(100)
SELECT json_serialize_sql('SELECT 1')
FROM json_execute_serialized_sql(json_serialize_sql('FROM salaries'))
SELECT enum_range(NULL::salaries)
SELECT list_reduce([1, 2], lambda x, y: (SELECT max(amount) FROM salaries))
SELECT [x FOR x IN (SELECT list(name) FROM salaries)]
SELECT [email FOR x IN [1]] FROM customers
SELECT MAP {'k': email} FROM customers
SELECT id FROM orders LIMIT (SELECT count(*) FROM salaries)
SELECT id FROM orders ORDER BY (SELECT max(amount) FROM salaries)
SELECT try((SELECT max(name) FROM salaries))
SELECT sum(total) FILTER (WHERE EXISTS (FROM salaries)) FROM orders
SELECT lag(email) OVER (ORDER BY id) FROM customers
SELECT id FROM customers QUALIFY row_number() OVER (ORDER BY ssn) = 1
SELECT date_trunc('month', (SELECT name FROM salaries))
SELECT coalesce(email, 'x') FROM customers
SELECT email = 'x' FROM customers
SELECT email COLLATE NOCASE FROM customers
SELECT email::VARCHAR FROM customers
SELECT try_cast(email AS INT) FROM customers
SELECT e.x FROM (SELECT {'x': email} AS e FROM customers) e
SELECT * REPLACE (upper(email) AS email) FROM customers
SELECT * EXCLUDE (name) REPLACE (ssn || '' AS ssn) FROM customers
SELECT * RENAME (email AS e) FROM customers
COPY orders TO '/tmp/x'
INSTALL httpfs
LOAD httpfs
ATTACH '/tmp/x'
SET enable_external_access = true
RESET memory_limit
PRAGMA version
CHECKPOINT
VACUUM
PREPARE v AS SELECT 1
EXECUTE v
BEGIN
USE main
CREATE TABLE x AS FROM salaries
SELECT 1; FROM salaries
