CREATE TABLE customers(id int primary key, name text, email text, region varchar(20), ssn text);
CREATE TABLE orders(id int primary key, customer_id int, total decimal(12,2), placed_at datetime, note text);
CREATE TABLE salaries(id int primary key, name text, amount decimal(12,2));
INSERT INTO customers VALUES (1,'Alice','CANARYEMAIL-alice@corp.example','EU','CANARYSSN-111'),(2,'Bob','CANARYEMAIL-bob@corp.example','US','CANARYSSN-222'),(3,'Carol','CANARYEMAIL-carol@corp.example','EU','CANARYSSN-333');
INSERT INTO orders VALUES (1,1,10.50,'2026-01-02 10:00','ok-1'),(2,1,250,'2026-02-03 11:00','ok-2'),(3,2,999.99,'2026-03-04 12:00','ok-3'),(4,2,1500,'2026-03-05 13:00','CANARYROW-4'),(5,3,90000,'2026-04-06 14:00','CANARYROW-5');
INSERT INTO salaries VALUES (1,'CANARYSAL-Alice',91234),(2,'CANARYSAL-Bob',81234);
CREATE SEQUENCE s1;
CREATE FUNCTION wipef() RETURNS INT MODIFIES SQL DATA BEGIN DELETE FROM orders; RETURN 1; END;
