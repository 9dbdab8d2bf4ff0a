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
