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
SELECT _rowid_, oid FROM orders
SELECT o.rowid FROM orders o, (SELECT 1 AS rowid) x
SELECT "no such column" FROM orders
SELECT id FROM orders WHERE note = "ok-1"
SELECT name FROM customers WHERE customers MATCH 'x'
SELECT id FROM orders WHERE id IN vip
SELECT email AS e FROM customers WHERE e LIKE 'C%'
SELECT * FROM orders INDEXED BY x
SELECT * FROM pragma_table_info('orders')
SELECT name FROM sqlite_master
SELECT group_concat(email, '') FROM customers
SELECT sqlite_version()
SELECT last_insert_rowid(), changes(), total_changes()
SELECT json_each.json FROM json_each('[1]')
SELECT load_extension('x')
SELECT * FROM main.salaries
SELECT * FROM [salaries]
SELECT * FROM 'salaries'
SELECT * FROM temp.salaries
SELECT name FROM "salaries"
SELECT id FROM orders WHERE id IN salaries
SELECT id FROM orders WHERE id IN main.salaries
SELECT id FROM orders WHERE id IN pragma_table_info('salaries')
SELECT id FROM orders WHERE id IN json_each('[1]')
SELECT id FROM orders WHERE (id, total) IN salaries
SELECT _rowid_ FROM orders
SELECT oid FROM orders
SELECT orders.rowid FROM orders
SELECT "nosuch" FROM orders
SELECT id FROM orders WHERE "CANARY" = 'x'
SELECT * FROM sqlite_schema
SELECT * FROM sqlite_master
SELECT * FROM sqlite_temp_schema
SELECT * FROM main.sqlite_master
SELECT * FROM sqlite_sequence
SELECT * FROM sqlite_stat1
SELECT * FROM dbstat
SELECT * FROM pragma_database_list
SELECT * FROM pragma_table_list
SELECT * FROM pragma_table_xinfo('salaries')
SELECT * FROM pragma_function_list()
SELECT * FROM pragma_compile_options
SELECT * FROM sqlite_dbpage
SELECT * FROM bytecode('SELECT 1')
SELECT * FROM tables_used('SELECT 1')
SELECT * FROM fsdir('/')
SELECT * FROM csv('/etc/passwd')
SELECT * FROM json_each((SELECT json_group_array(name) FROM salaries))
SELECT * FROM customers, json_each(customers.email)
SELECT j.value FROM customers c JOIN json_each(c.ssn) j
SELECT readfile('/etc/passwd')
SELECT writefile('/tmp/a', 'b')
SELECT edit('a')
SELECT fts3_tokenizer('a')
SELECT randomblob(1000000000)
SELECT zeroblob(1000000000)
SELECT sqlite_source_id()
SELECT sqlite_compileoption_used('x')
SELECT sqlite_offset(id) FROM orders
SELECT last_insert_rowid()
SELECT changes()
SELECT total_changes()
SELECT sqlite_log(1, 'a')
SELECT hex(email) FROM customers
SELECT quote(ssn) FROM customers
SELECT typeof(email) FROM customers
SELECT length(email) FROM customers
SELECT email COLLATE NOCASE FROM customers
SELECT email IS NULL FROM customers
SELECT email ISNULL FROM customers
SELECT email NOTNULL FROM customers
SELECT email || '' FROM customers
SELECT +email FROM customers
SELECT -ssn FROM customers
SELECT ~ssn FROM customers
SELECT NOT email FROM customers
SELECT CAST(email AS BLOB) FROM customers
SELECT email GLOB 'C*' FROM customers
SELECT email LIKE 'C%' FROM customers
SELECT iif(email, 1, 0) FROM customers
SELECT coalesce(email, '') FROM customers
SELECT max(email, 'a') FROM customers
SELECT min(ssn) FROM customers
SELECT id, max(email) FROM customers
SELECT json_object('e', email) FROM customers
SELECT json_group_array(ssn) FROM customers
SELECT group_concat(id, email) FROM customers
SELECT email -> '$' FROM customers
SELECT count(DISTINCT email) FROM customers
SELECT DISTINCT email FROM customers
SELECT id FROM customers ORDER BY email
SELECT id, email FROM customers ORDER BY 2
SELECT id, email AS e FROM customers ORDER BY e
SELECT id, email AS e FROM customers WHERE e > 'a'
SELECT email AS e, e || 'x' FROM customers GROUP BY e
SELECT id FROM customers GROUP BY ssn
SELECT id FROM customers GROUP BY id HAVING max(ssn) > 'A'
SELECT count(*) FILTER (WHERE email LIKE 'C%') FROM customers
SELECT row_number() OVER (ORDER BY email) FROM customers
SELECT lag(id) OVER (PARTITION BY ssn) FROM customers
SELECT id FROM customers WINDOW w AS (ORDER BY ssn)
SELECT a.id FROM customers a JOIN customers b USING (email)
SELECT a.id FROM customers a NATURAL JOIN customers b
SELECT a.id FROM customers a JOIN customers b ON a.email > b.email
SELECT id FROM customers WHERE (id, email) = (1, 'x')
SELECT id FROM customers WHERE email IN (VALUES ('a'))
SELECT id FROM customers WHERE 'a' IN (SELECT email FROM customers)
SELECT (SELECT email) || '' FROM customers
SELECT x.e || '' FROM (SELECT email AS e FROM customers) x
WITH x(e) AS (SELECT email FROM customers) SELECT length(e) FROM x
WITH RECURSIVE x(e) AS (SELECT email FROM customers UNION SELECT e FROM x) SELECT * FROM x
WITH x AS (SELECT * FROM salaries) SELECT 1
WITH orders AS (SELECT * FROM salaries) SELECT * FROM orders
WITH a AS (SELECT * FROM salaries), salaries AS (SELECT 1) SELECT * FROM a
SELECT email FROM customers EXCEPT SELECT 'a'
SELECT id FROM orders UNION ALL SELECT amount FROM salaries
VALUES ((SELECT name FROM salaries))
VALUES (1), ((SELECT max(amount) FROM salaries))
SELECT * FROM (VALUES ((SELECT name FROM salaries)))
SELECT id FROM orders LIMIT (SELECT count(*) FROM salaries)
SELECT id FROM orders ORDER BY (SELECT name FROM salaries)
SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM salaries)
SELECT sum(total) OVER (ORDER BY (SELECT amount FROM salaries)) FROM orders
SELECT CASE (SELECT name FROM salaries) WHEN 'x' THEN 1 END
SELECT * FROM (orders JOIN salaries)
SELECT * FROM orders LEFT JOIN salaries ON 1
SELECT * FROM orders, main.salaries
SELECT RAISE(ABORT, 'x')
SELECT ?
SELECT ?1
SELECT @a
SELECT $a
SELECT #1
SELECT 1; SELECT 2
SELECT 1 /* x
EXPLAIN SELECT 1
EXPLAIN QUERY PLAN SELECT 1
PRAGMA table_info(salaries)
PRAGMA query_only = 0
ATTACH '' AS x
DETACH main
VACUUM INTO '/tmp/a'
ANALYZE
REINDEX
BEGIN
SAVEPOINT a
CREATE TEMP TABLE a AS SELECT * FROM salaries
CREATE TEMP VIEW a AS SELECT * FROM salaries
CREATE VIRTUAL TABLE a USING fts5(b)
INSERT INTO orders VALUES (1)
REPLACE INTO orders VALUES (1)
UPDATE orders SET id = 1
WITH x AS (SELECT 1) INSERT INTO orders SELECT 1
DELETE FROM orders RETURNING *
SELECT customers FROM customers
SELECT customers.* || '' FROM customers
SELECT c.email.x FROM customers c
SELECT id FROM customers WHERE customers MATCH 'x'
SELECT email MATCH 'x' FROM customers
SELECT email REGEXP 'x' FROM customers
