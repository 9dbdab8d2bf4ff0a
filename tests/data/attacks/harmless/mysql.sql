-- What analysts ask of MySQL and MariaDB: all of it is allowed and runs.
SELECT 1 AS one, 'a' AS letter, "b" AS other, NULL, TRUE, 1.5e3
SELECT 1 FROM DUAL
SELECT * FROM customers
SELECT o.*, c.name FROM orders o LEFT JOIN customers c ON c.id = o.customer_id
SELECT corp.orders.id FROM corp.orders
SELECT orders.id, customers.name FROM orders, customers WHERE orders.customer_id = customers.id
SELECT `id`, `total` AS `Total Amount` FROM `corp`.`orders` ORDER BY `Total Amount` DESC
SELECT ID, Total FROM orders WHERE TOTAL > 5
SELECT customer_id, COUNT(*), SUM(total), AVG(total), MIN(placed_at), MAX(placed_at) FROM orders GROUP BY customer_id
SELECT customer_id, COUNT(*) AS n FROM orders GROUP BY customer_id HAVING n > 1 ORDER BY n DESC
SELECT YEAR(placed_at) AS y, MONTH(placed_at) AS m, SUM(total) FROM orders GROUP BY y, m ORDER BY y, m
SELECT DATE(placed_at), DAYOFWEEK(placed_at), WEEK(placed_at), QUARTER(placed_at), HOUR(placed_at), DAYNAME(placed_at) FROM orders
SELECT id FROM orders WHERE placed_at >= NOW() - INTERVAL 30 DAY
SELECT id FROM orders WHERE placed_at BETWEEN '2026-01-01' AND '2026-12-31'
SELECT DATE_ADD(placed_at, INTERVAL 1 MONTH), DATE_SUB(placed_at, INTERVAL 2 HOUR), DATEDIFF(NOW(), placed_at), TIMESTAMPDIFF(HOUR, placed_at, NOW()) FROM orders
SELECT CURRENT_DATE, CURRENT_TIMESTAMP, CURDATE(), CURTIME(), NOW(), UTC_TIMESTAMP(), UNIX_TIMESTAMP()
SELECT STR_TO_DATE('2026-01-02', '%Y-%m-%d'), FROM_UNIXTIME(0), LAST_DAY('2026-02-01'), EXTRACT(YEAR FROM '2026-01-02'), MAKEDATE(2026, 32)
SELECT id, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY placed_at DESC) AS rn FROM orders
SELECT * FROM (SELECT o.*, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY total DESC) AS rn FROM orders o) t WHERE rn = 1
SELECT id, SUM(total) OVER w FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY id)
SELECT id, SUM(total) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW), LAG(total) OVER (ORDER BY id), LEAD(total) OVER (ORDER BY id) FROM orders
SELECT id, NTILE(4) OVER (ORDER BY total), RANK() OVER (ORDER BY total), DENSE_RANK() OVER (ORDER BY total) FROM orders
SELECT STDDEV(total), VARIANCE(total), STDDEV_SAMP(total), VAR_POP(total), BIT_OR(id) FROM orders
SELECT CASE WHEN total > 100 THEN 'big' ELSE 'small' END AS size, COUNT(*) FROM orders GROUP BY size
SELECT IF(total > 100, 'big', 'small'), IFNULL(note, '-'), NULLIF(note, ''), COALESCE(note, '-'), GREATEST(total, 1), LEAST(total, 100) FROM orders
SELECT UPPER(name), LOWER(name), LENGTH(name), CHAR_LENGTH(name), LEFT(name, 2), RIGHT(name, 2), SUBSTRING(name, 1, 2), SUBSTRING(name FROM 2), TRIM(name), REPLACE(name, 'a', 'b') FROM customers
SELECT CONCAT(name, ' (', region, ')'), CONCAT_WS(', ', name, region), SUBSTRING_INDEX(name, 'l', 1), LOCATE('a', name), INSTR(name, 'a'), LPAD(id, 5, '0'), REVERSE(name) FROM customers
SELECT name FROM customers WHERE name LIKE 'A%' OR name REGEXP '^B' OR name RLIKE 'C' OR name NOT LIKE '%x%'
SELECT REGEXP_REPLACE(name, '[aeiou]', ''), REGEXP_SUBSTR(name, '[A-Z]') FROM customers
SELECT MD5(name), SHA1(name), SHA2(name, 256), HEX(name), CRC32(name), ASCII(name) FROM customers
SELECT ROUND(total, 1), CEIL(total), FLOOR(total), TRUNCATE(total, 1), ABS(-total), MOD(id, 2), POW(id, 2), SQRT(total), LN(total), RAND(), SIGN(total) FROM orders
SELECT CAST(total AS SIGNED), CAST(total AS CHAR), CAST('2026-01-02' AS DATE), CONVERT(total, CHAR), CAST(total AS DECIMAL(10, 1)) FROM orders
SELECT id % 2, id DIV 2, id MOD 2, id / 2, -id, id & 1, id | 1, id ^ 1, id << 1, id XOR 1 FROM orders
SELECT region, COUNT(*) FROM customers GROUP BY region WITH ROLLUP
SELECT DISTINCT region FROM customers ORDER BY region
SELECT GROUP_CONCAT(name ORDER BY name SEPARATOR '; '), GROUP_CONCAT(DISTINCT region) FROM customers
SELECT id FROM orders ORDER BY total DESC LIMIT 2
SELECT id FROM orders ORDER BY total DESC LIMIT 1, 2
SELECT id FROM orders ORDER BY total LIMIT 2 OFFSET 1
SELECT id FROM orders WHERE customer_id IN (SELECT id FROM customers WHERE region = 'EU')
SELECT id FROM orders WHERE (customer_id, id) IN ((1, 1), (2, 3))
SELECT c.name, (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id) AS n FROM customers c
SELECT c.name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id)
SELECT a.id, b.id FROM orders a JOIN orders b ON a.customer_id = b.customer_id AND a.id < b.id
SELECT id, a.total FROM orders a JOIN orders b USING (id)
SELECT name, total FROM customers RIGHT JOIN orders ON customers.id = orders.customer_id
SELECT name, total FROM customers STRAIGHT_JOIN orders ON customers.id = orders.customer_id
WITH a AS (SELECT * FROM orders), b AS (SELECT customer_id, SUM(total) AS s FROM a GROUP BY customer_id) SELECT c.name, b.s FROM b JOIN customers c ON c.id = b.customer_id
WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT i FROM n
WITH x(a, b) AS (SELECT id, total FROM orders) SELECT a, b FROM x WHERE b > 20
SELECT id FROM orders UNION SELECT id FROM customers ORDER BY id
SELECT id FROM orders EXCEPT SELECT id FROM customers
(SELECT id FROM orders ORDER BY id LIMIT 1) UNION ALL (SELECT id FROM customers ORDER BY id LIMIT 1)
SELECT t.customer_id, t.total FROM (SELECT customer_id, SUM(total) total FROM orders GROUP BY customer_id) t
SELECT JSON_OBJECT('id', id, 'total', total), JSON_ARRAY(1, 'a'), JSON_UNQUOTE(JSON_EXTRACT('{"a": "b"}', '$.a')), JSON_VALUE('{"a": 1}', '$.a') FROM orders
SELECT JSON_ARRAYAGG(id), JSON_OBJECTAGG(id, total) FROM orders
SELECT total IS NULL, note IS NOT NULL, total <=> 5, NOT (id = 1), id BETWEEN 1 AND 2, id <> 3, id != 3 FROM orders
SELECT id FROM orders WHERE note = 'ok-1' OR note = "ok-2"
SELECT email FROM (SELECT id, email FROM customers) x WHERE id = 1
SELECT id, email, ssn FROM customers UNION ALL SELECT id, email, ssn FROM customers
WITH c AS (SELECT * FROM customers) SELECT name, email FROM c ORDER BY name
SELECT COUNT(DISTINCT region), COUNT(DISTINCT customer_id, total) FROM customers JOIN orders ON orders.customer_id = customers.id
SELECT region AS r, COUNT(*) AS c FROM customers GROUP BY r HAVING c >= 1 ORDER BY 2 DESC, 1
SELECT SUM(total > 100) AS big, SUM(CASE WHEN total > 100 THEN 1 ELSE 0 END) FROM orders
SELECT DATE_FORMAT(placed_at, '%Y-%m-%d %H:%i:%s'), TIME_FORMAT(placed_at, '%H'), TIMESTAMP('2026-01-01'), WEEKDAY(placed_at), TO_DAYS(placed_at) FROM orders
SELECT FIELD(region, 'US', 'EU'), ELT(1, 'a', 'b'), FIND_IN_SET('b', 'a,b'), FORMAT(1234.5, 2), STRCMP('a', 'b'), SPACE(2), REPEAT('x', 3) FROM customers
SELECT id, total - AVG(total) OVER () AS diff, total / SUM(total) OVER () AS share FROM orders
SELECT CONVERT_TZ(placed_at, '+00:00', '+01:00'), ADDDATE(placed_at, 3), SUBDATE(placed_at, INTERVAL 1 DAY), TIMESTAMPADD(MINUTE, 5, placed_at) FROM orders
SELECT 0x41, X'42', b'01', _utf8mb4'x', 'it''s', 'a\'b'
SELECT id FROM orders WHERE placed_at > '2026-01-01' AND total >= 10 AND note IS NOT NULL AND id IN (1, 2, 3) ORDER BY placed_at
SELECT name COLLATE utf8mb4_bin FROM customers ORDER BY name COLLATE utf8mb4_unicode_ci
SELECT id FROM orders o WHERE o.total = (SELECT MAX(i.total) FROM orders i WHERE i.customer_id = o.customer_id)
SELECT HOUR(TIMEDIFF('10:00:00', '08:00:00')), SEC_TO_TIME(60), TIME_TO_SEC('00:01:00'), PERIOD_DIFF(202602, 202601)
SELECT MEDIAN(total) OVER (PARTITION BY customer_id) FROM orders
SELECT id FROM orders LIMIT 0
SELECT ALL id FROM orders
SELECT x.a FROM (SELECT id AS a FROM orders) AS x WHERE x.a > ANY (SELECT id FROM customers)
SELECT COUNT(1), COUNT(note), COUNT(*) FROM orders
SELECT (SELECT name FROM customers WHERE id = 1) AS n, (1 + 2) * 3
SELECT c.region, DATE_FORMAT(o.placed_at, '%Y-%m') AS m, SUM(o.total) AS revenue FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY c.region, m ORDER BY c.region, m
SELECT !0, !(1 = 2), NOT 1, ! 1 + 1
SELECT id FROM orders WHERE !(total > 100)
SELECT id FROM orders WHERE ! (note LIKE 'x%') && total > 1 || id = 1
SELECT id FROM orders WHERE !id
SELECT `id`, `name` FROM `customers` WHERE `region` = 'EU' LIMIT 10 OFFSET 0
SELECT id FROM orders LIMIT 1, 2
SELECT customer_id, COUNT(*) FROM orders GROUP BY customer_id WITH ROLLUP
SELECT GROUP_CONCAT(name ORDER BY name SEPARATOR '; '), GROUP_CONCAT(DISTINCT region), GROUP_CONCAT(id, ':', name) FROM customers
SELECT id, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY total DESC) AS rn, SUM(total) OVER (ORDER BY id ROWS BETWEEN 1 PRECEDING AND CURRENT ROW) FROM orders
SELECT id, RANK() OVER w, DENSE_RANK() OVER w, LAG(total) OVER w FROM orders WINDOW w AS (PARTITION BY customer_id ORDER BY placed_at)
WITH RECURSIVE n AS (SELECT 1 AS i UNION ALL SELECT i + 1 FROM n WHERE i < 5) SELECT * FROM n
WITH a AS (SELECT * FROM orders), b AS (SELECT customer_id, SUM(total) AS s FROM a GROUP BY customer_id) SELECT b.*, c.name FROM b JOIN customers c ON c.id = b.customer_id
SELECT DATE_ADD(placed_at, INTERVAL 1 DAY), placed_at + INTERVAL 1 MONTH, DATE_SUB(placed_at, INTERVAL '1:30' HOUR_MINUTE), DATEDIFF('2026-03-01', placed_at), TIMESTAMPDIFF(DAY, placed_at, '2026-05-01'), YEAR(placed_at), QUARTER(placed_at), LAST_DAY(placed_at), DAYNAME(placed_at), WEEK(placed_at, 1), EXTRACT(YEAR_MONTH FROM placed_at), DATE(placed_at), STR_TO_DATE('2026-01-01', '%Y-%m-%d') FROM orders
SELECT NOW() > '2020-01-01', CURDATE() IS NULL, CURRENT_TIMESTAMP() IS NULL, UTC_TIMESTAMP() IS NULL, UNIX_TIMESTAMP(placed_at) > 0 FROM orders
SELECT CONCAT(name, ' ', region), CONCAT_WS('-', id, name), UPPER(name), LEFT(name, 2), SUBSTRING(name, 1, 2), SUBSTRING(name FROM 2 FOR 2), SUBSTRING_INDEX(name, 'l', 1), REPLACE(name, 'l', 'L'), LPAD(id, 5, '0'), CHAR_LENGTH(name), LOCATE('l', name), INSTR(name, 'l'), TRIM(BOTH 'A' FROM name), REVERSE(name), REPEAT('x', 3), FIELD(region, 'EU', 'US'), FIND_IN_SET('a', 'b,a'), ELT(1, 'a', 'b'), FORMAT(1234.5, 2), MD5(name), HEX(name), SHA2(name, 256) FROM customers
SELECT REGEXP_REPLACE(name, '[aeiou]', ''), REGEXP_SUBSTR(name, '[A-Z]'), REGEXP_INSTR(name, 'l') FROM customers
SELECT ROUND(total, 1), CEIL(total), FLOOR(total), TRUNCATE(total, 1), ABS(-total), MOD(id, 2), id % 2, id MOD 2, id DIV 2, POW(2, 3), SQRT(total), RAND() < 2, GREATEST(1, 2), LEAST(1, 2), SIGN(total), 7 / 2, 7 & 2, 7 | 8, 7 ^ 2, ~1 & 3, 1 << 3, 8 >> 1, CONV('ff', 16, 10), BIT_COUNT(7) FROM orders
SELECT IF(total > 100, 'big', 'small'), IFNULL(note, '-'), NULLIF(note, ''), COALESCE(NULL, note), CASE WHEN total > 1 THEN 1 ELSE 0 END, CASE customer_id WHEN 1 THEN 'a' END, ISNULL(note) FROM orders
SELECT JSON_OBJECT('id', id, 'name', name), JSON_ARRAY(1, 2), JSON_EXTRACT('{"a": 1}', '$.a'), JSON_UNQUOTE(JSON_EXTRACT('{"a": "x"}', '$.a')), JSON_VALUE('{"a": 1}', '$.a'), JSON_CONTAINS('[1, 2]', '1'), JSON_LENGTH('[1, 2]'), JSON_KEYS('{"a": 1}'), JSON_VALID('{}'), JSON_TYPE('1') FROM customers
SELECT JSON_ARRAYAGG(name), JSON_OBJECTAGG(id, name) FROM customers
SELECT id FROM orders WHERE total > ALL (SELECT 1) AND id = ANY (SELECT customer_id FROM orders) AND id = SOME (SELECT 1)
SELECT name FROM customers c WHERE EXISTS (SELECT 1 FROM orders o WHERE o.customer_id = c.id AND o.total > 100)
SELECT c.name, (SELECT COUNT(*) FROM orders o WHERE o.customer_id = c.id) AS n FROM customers c ORDER BY n DESC
SELECT id FROM customers UNION SELECT customer_id FROM orders ORDER BY 1
SELECT id FROM customers UNION ALL SELECT id FROM orders LIMIT 3
(SELECT id FROM orders ORDER BY total LIMIT 1) UNION ALL (SELECT id FROM customers ORDER BY id LIMIT 1)
SELECT id FROM customers EXCEPT SELECT customer_id FROM orders
SELECT id FROM customers INTERSECT SELECT customer_id FROM orders
SELECT * FROM customers c LEFT JOIN orders o ON o.customer_id = c.id
SELECT * FROM customers c RIGHT OUTER JOIN orders o USING (id)
SELECT STRAIGHT_JOIN c.name FROM customers c JOIN orders o ON o.customer_id = c.id
SELECT c.name FROM customers c STRAIGHT_JOIN orders o ON o.customer_id = c.id
SELECT c.name, o.total FROM customers c CROSS JOIN orders o WHERE c.id = o.customer_id
SELECT DISTINCT region FROM customers
SELECT DISTINCTROW region FROM customers
SELECT COUNT(*), COUNT(DISTINCT region), COUNT(DISTINCT region, name), SUM(id), AVG(id), STD(id), VARIANCE(id), BIT_OR(id), MIN(name), MAX(name) FROM customers
SELECT region, COUNT(*) AS n FROM customers GROUP BY region HAVING n > 1 ORDER BY n DESC, region ASC
SELECT YEAR(placed_at) AS y, SUM(total) FROM orders GROUP BY y ORDER BY y
SELECT SUM(total > 100), AVG(total > 100), SUM(IF(total > 100, total, 0)) FROM orders
SELECT id BETWEEN 1 AND 2, id NOT BETWEEN 1 AND 2, id IN (1, 2), id NOT IN (1), note IS NULL, note IS NOT NULL, (id > 1) IS TRUE, id <=> NULL, id <> 1, id != 1, id XOR 0, NOT id FROM orders
SELECT (id, total) = (1, 10.50), (id, customer_id) IN ((1, 1), (2, 1)) FROM orders
SELECT "double", 'single', 'it''s', 'a\'b', 0x41, x'41', b'101', _utf8mb4'x', N'x', 1e3, .5, TRUE, FALSE, NULL
SELECT name 'alias', region AS `r` FROM customers
SELECT name COLLATE utf8mb4_bin FROM customers ORDER BY name COLLATE utf8mb4_general_ci
SELECT * FROM (SELECT o.*, ROW_NUMBER() OVER (PARTITION BY customer_id ORDER BY placed_at DESC) rn FROM orders o) x WHERE rn = 1
SELECT corp.customers.name FROM corp.customers
SELECT c.*, o.id FROM customers c, orders o WHERE c.id = o.customer_id
SELECT id FROM orders WHERE placed_at >= '2026-01-01' AND placed_at < '2026-01-01' + INTERVAL 1 YEAR
SELECT id FROM orders ORDER BY FIELD(customer_id, 2, 1), RAND() > 2
SELECT CHAR(65, 66), CHAR(65 USING utf8mb4), ORD('A'), ASCII('A'), BIN(5), OCT(8), UNHEX('41'), TO_BASE64('a'), FROM_BASE64('YQ==')
SELECT DATE '2026-01-01', TIME '10:00:00', TIMESTAMP '2026-01-01 10:00:00', DATE('2026-01-01'), TIMESTAMP('2026-01-01'), MAKEDATE(2026, 1), SEC_TO_TIME(60), TIME_TO_SEC('00:01:00'), PERIOD_ADD(202601, 1), TO_DAYS('2026-01-01'), FROM_UNIXTIME(0), ADDTIME('10:00', '1:00'), TIMESTAMPADD(MONTH, 1, '2026-01-01'), ADDDATE('2026-01-01', 1), ADDDATE('2026-01-01', INTERVAL 1 DAY)
SELECT MEDIAN(total) OVER (PARTITION BY customer_id), PERCENTILE_CONT(0.5) WITHIN GROUP (ORDER BY total) OVER (PARTITION BY customer_id) FROM orders
SELECT FIRST_VALUE(total) OVER (ORDER BY id), LAST_VALUE(total) OVER (ORDER BY id RANGE BETWEEN UNBOUNDED PRECEDING AND UNBOUNDED FOLLOWING), NTH_VALUE(total, 2) OVER (ORDER BY id), NTILE(2) OVER (ORDER BY id), PERCENT_RANK() OVER (ORDER BY id), CUME_DIST() OVER (ORDER BY id) FROM orders
VALUES (1, 'a'), (2, 'b')
SELECT * FROM (VALUES (1, 'a'), (2, 'b')) v
SELECT 1 FROM DUAL WHERE 1 = 1
SELECT DATE_FORMAT(placed_at, '%x-W%v') AS week, COUNT(*) FROM orders GROUP BY week
SELECT COUNT(*) FROM orders WHERE note RLIKE BINARY '^ok'
SELECT name FROM customers WHERE name LIKE 'A!%' ESCAPE '!' OR name LIKE BINARY 'a%'
SELECT c.region, o.customer_id, SUM(o.total) AS s FROM orders o JOIN customers c ON c.id = o.customer_id GROUP BY c.region, o.customer_id WITH ROLLUP HAVING s > 0
SELECT id FROM orders WHERE NOT (total > 100 AND id < 3) OR NOT EXISTS (SELECT 1 FROM customers WHERE id > 100)
SELECT CONVERT_TZ('2026-01-01 00:00:00', '+00:00', '+01:00'), WEEKDAY('2026-01-01'), YEARWEEK('2026-01-01'), HOUR('10:00'), MICROSECOND('10:00:00.5'), MONTHNAME('2026-01-01'), DAYOFYEAR('2026-01-01')
SELECT JSON_EXTRACT(j, '$.a') FROM (SELECT '{"a": 1}' AS j) x
SELECT id FROM orders FETCH FIRST 1 ROWS ONLY
SELECT id FROM orders ORDER BY id OFFSET 1 ROWS FETCH NEXT 2 ROWS ONLY
SELECT id FROM orders ORDER BY id LIMIT 5 OFFSET 1
SELECT ((id + 1) * 2) - (total / 3) AS x FROM orders ORDER BY ((id + 1) * 2)
SELECT name, IF(region = 'EU', 1, 0) + IF(region = 'US', 2, 0) AS score FROM customers ORDER BY score DESC, name
SELECT region, SUM(CASE WHEN o.total > 100 THEN 1 ELSE 0 END) / COUNT(*) * 100 FROM customers c JOIN orders o ON c.id = o.customer_id GROUP BY region
SELECT o1.id, COUNT(o2.id) FROM orders o1 LEFT JOIN orders o2 ON o2.customer_id = o1.customer_id AND o2.placed_at <= o1.placed_at GROUP BY o1.id
SELECT CAST(JSON_EXTRACT('{"n": 5}', '$.n') AS UNSIGNED) + 1, LOWER('A') = 'a', 'a' 'b', CONCAT('a', NULL), NULL <=> NULL
SELECT INSERT('abc', 1, 1, 'x'), SPACE(2), MID(name, 2), QUOTE(name), LCASE(name), UCASE(name), RIGHT(name, 1), POSITION('l' IN name), OCTET_LENGTH(name), TO_CHAR(NOW(), 'YYYY') IS NULL FROM customers
SELECT STDDEV_POP(total), STDDEV_SAMP(total), VAR_POP(total), VAR_SAMP(total), BIT_AND(id), BIT_XOR(id) FROM orders
SELECT UPPER(c.name) FROM customers AS c WHERE c.region IN ('EU', 'US') AND c.id NOT IN (SELECT o.customer_id FROM orders o WHERE o.total > 500 AND o.customer_id IS NOT NULL)
select c.region, sum(o.total) as revenue from customers c, orders o where c.id = o.customer_id and o.placed_at >= date '2026-01-01' and o.placed_at < date '2026-01-01' + interval '1' year group by c.region order by revenue desc limit 10
