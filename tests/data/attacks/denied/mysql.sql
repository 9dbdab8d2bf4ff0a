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
SELECT user
SELECT @@version
SELECT @x := 1
SELECT customers.* FROM orders
SELECT `rowid` FROM orders
SELECT id FROM customers HAVING email LIKE 'C%'
SELECT id, email AS e FROM customers HAVING e LIKE 'C%'
SELECT id FROM customers ORDER BY email + 0
SELECT GROUP_CONCAT(id ORDER BY ssn) FROM customers
SELECT id FROM customers PROCEDURE ANALYSE()
SELECT NEXTVAL(s1)
SELECT PREVIOUS VALUE FOR s1
SELECT LASTVAL(s1)
SELECT * FROM orders USE INDEX (PRIMARY)
SELECT * FROM orders PARTITION (p0)
SELECT * FROM orders FOR SYSTEM_TIME ALL
SELECT /*+ SET_VAR(sql_mode='') */ 1
SELECT SQL_CALC_FOUND_ROWS id FROM orders
SELECT FOUND_ROWS()
SELECT ROW_COUNT(), LAST_INSERT_ID(), CONNECTION_ID(), UUID(), USER(), DATABASE(), SCHEMA(), VERSION()
SELECT DEFAULT(total) FROM orders
SELECT CHARSET(name), COLLATION(name) FROM customers
SELECT !email FROM customers
SELECT id FROM customers WHERE !ssn
SELECT !(SELECT max(amount) FROM salaries)
SELECT GROUP_CONCAT(id, email) FROM customers
SELECT GROUP_CONCAT((SELECT name FROM salaries LIMIT 1))
SELECT 'a' 'b' FROM salaries
VALUES ((SELECT MAX(name) FROM salaries))
SELECT * FROM (VALUES ((SELECT MAX(name) FROM salaries))) v
SELECT * FROM (VALUES (1)) v, salaries
TABLE salaries
SELECT id FROM orders ORDER BY id OFFSET 1 ROWS FETCH NEXT (SELECT 1 FROM salaries) ROWS ONLY
SELECT STRAIGHT_JOIN name FROM salaries
SELECT HIGH_PRIORITY id FROM orders
SELECT SQL_CACHE id FROM orders
SELECT DISTINCTROW email, name FROM customers
SELECT TIMESTAMP email FROM customers
SELECT TIMESTAMP(email) FROM customers
SELECT ROW_COUNT()
SELECT LAST_INSERT_ID()
SELECT CONNECTION_ID()
SELECT USER()
SELECT CURRENT_USER
SELECT CURRENT_USER()
SELECT SESSION_USER()
SELECT SYSTEM_USER()
SELECT CURRENT_ROLE()
SELECT DATABASE()
SELECT SCHEMA()
SELECT VERSION()
SELECT SLEEP(1)
SELECT BENCHMARK(1000000, MD5('a'))
SELECT GET_LOCK('a', 1)
SELECT IS_FREE_LOCK('a')
SELECT RELEASE_LOCK('a')
SELECT LOAD_FILE('/etc/passwd')
SELECT EXTRACTVALUE('<a/>', '/a')
SELECT UPDATEXML('<a/>', '/a', 'x')
SELECT UUID_SHORT()
SELECT MASTER_GTID_WAIT('a')
SELECT NEXT VALUE FOR s1
SELECT SETVAL(s1, 5)
SELECT * FROM s1
SELECT wipef()
SELECT corp.wipef()
SELECT NAME_CONST('a', 1)
SELECT DEFAULT(note) FROM orders
SELECT VALUES(note) FROM orders
SELECT VALUE(note) FROM orders
SELECT COLUMN_GET('a', 'b' AS CHAR)
SELECT COLUMN_JSON(note) FROM orders
SELECT DES_DECRYPT(note) FROM orders
SELECT @a
SELECT @a := 1
SELECT @@hostname
SELECT @@session.sql_mode
SELECT 1 INTO @a
SELECT 1 INTO OUTFILE '/tmp/a'
SELECT 1 INTO DUMPFILE '/tmp/a'
SELECT 1 FROM orders PROCEDURE ANALYSE()
SELECT * FROM orders LOCK IN SHARE MODE
SELECT * FROM orders FOR UPDATE SKIP LOCKED
SELECT * FROM orders FOR SYSTEM_TIME AS OF '2020-01-01'
SELECT * FROM orders FORCE INDEX (PRIMARY)
SELECT /*+ SET_VAR(max_execution_time=1) */ 1
SELECT /*! name FROM salaries */
SELECT /*M!100000 name FROM salaries */
SELECT 1 /*!, name FROM salaries */
SELECT * FROM corp.salaries
SELECT * FROM `corp`.`salaries`
SELECT * FROM CORP.salaries
SELECT * FROM orders, salaries
SELECT * FROM (orders, salaries)
SELECT * FROM {OJ orders LEFT JOIN salaries ON 1 = 1}
SELECT {fn NOW()}
SELECT {d '2026-01-01'}
SELECT * FROM mysql.user
SELECT * FROM mysql.global_priv
SELECT * FROM information_schema.processlist
SELECT * FROM performance_schema.threads
SELECT * FROM sys.version
SELECT * FROM DUAL, salaries
SELECT * FROM JSON_TABLE((SELECT JSON_ARRAYAGG(name) FROM salaries), '$[*]' COLUMNS (n TEXT PATH '$')) j
SELECT * FROM customers, JSON_TABLE(email, '$[*]' COLUMNS (n TEXT PATH '$')) j
SELECT EMAIL LIKE 'C%' FROM customers
SELECT `email` || '' FROM customers
SELECT BINARY email FROM customers
SELECT email COLLATE utf8mb4_bin FROM customers
SELECT CONVERT(email USING latin1) FROM customers
SELECT CAST(ssn AS CHAR) FROM customers
SELECT JSON_OBJECT('e', email) FROM customers
SELECT IF(email IS NULL, 1, 0) FROM customers
SELECT email IS NULL FROM customers
SELECT email <=> NULL FROM customers
SELECT NOT email FROM customers
SELECT -ssn FROM customers
SELECT COUNT(DISTINCT email) FROM customers
SELECT id FROM customers GROUP BY ssn
SELECT id FROM customers ORDER BY email
SELECT id FROM customers HAVING MAX(email) > 'A'
SELECT id, ROW_NUMBER() OVER (ORDER BY email) FROM customers
SELECT id, LAG(id) OVER (PARTITION BY ssn ORDER BY id) FROM customers
SELECT MEDIAN(ssn) OVER () FROM customers
SELECT a.id FROM customers a JOIN customers b USING (ssn)
SELECT a.id FROM customers a NATURAL JOIN customers b
SELECT a.id FROM customers a JOIN customers b ON a.ssn = b.ssn
SELECT MATCH (email) AGAINST ('x') FROM customers
SELECT (id, email) IN ((1, 'x')) FROM customers
SELECT id FROM customers WHERE ROW(id, email) = ROW(1, 'x')
SELECT e FROM (SELECT email AS e FROM customers) x WHERE e LIKE 'C%'
WITH x AS (SELECT email AS e FROM customers) SELECT MAX(e) FROM x
WITH RECURSIVE x AS (SELECT name FROM salaries UNION SELECT name FROM x) SELECT * FROM x
WITH orders AS (SELECT * FROM salaries) SELECT * FROM orders
WITH a AS (SELECT * FROM salaries), salaries AS (SELECT 1) SELECT * FROM a
SELECT id FROM orders UNION SELECT id FROM salaries
SELECT email FROM customers EXCEPT SELECT 'a'
SELECT id FROM orders WHERE id IN (SELECT id FROM salaries)
SELECT id FROM orders WHERE EXISTS (SELECT 1 FROM salaries)
SELECT id FROM orders LIMIT 1 OFFSET (SELECT 1 FROM salaries)
SELECT (SELECT name FROM salaries LIMIT 1)
SELECT CASE WHEN (SELECT 1 FROM salaries LIMIT 1) THEN 1 END
SELECT INTERVAL((SELECT MAX(amount) FROM salaries), 1, 2)
SELECT DATE_ADD('2026-01-01', INTERVAL (SELECT 1 FROM salaries LIMIT 1) DAY)
SELECT EXTRACT(YEAR FROM (SELECT MAX(name) FROM salaries))
SELECT CHAR((SELECT 65 FROM salaries LIMIT 1) USING utf8mb4)
SELECT _utf8mb4'x' COLLATE utf8mb4_bin FROM salaries
SELECT customers.ssn + 0 FROM customers
SELECT corp.customers.email = 'a' FROM corp.customers
SELECT o.id FROM orders o WHERE SLEEP(o.total > 1000)
HANDLER orders OPEN
DO SLEEP(1)
CALL p()
EXPLAIN SELECT 1
DESCRIBE salaries
DESC salaries
SHOW COLUMNS FROM salaries
SHOW CREATE TABLE salaries
SHOW VARIABLES
SHOW GRANTS
ANALYZE SELECT 1
CHECK TABLE orders
CHECKSUM TABLE salaries
PREPARE s FROM 'SELECT 1'
EXECUTE IMMEDIATE 'SELECT * FROM salaries'
USE mysql
SET @a = 1
SET STATEMENT max_statement_time = 1 FOR SELECT * FROM salaries
HELP 'a'
CACHE INDEX a IN b
INSTALL SONAME 'x'
SHUTDOWN
WITH x AS (SELECT 1) DELETE FROM orders
SELECT 1; SELECT 2
SELECT name#
SELECT 1 FROM salaries -- x
SELECT 1 FROM(salaries)
SELECT.1FROM salaries
SELECT 1e1FROM salaries
SELECT*FROM`salaries`
SELECT 0x53454C454354 FROM salaries
SELECT name AS `orders` FROM salaries
SELECT x.name FROM salaries AS x
SELECT orders.name FROM salaries AS orders
