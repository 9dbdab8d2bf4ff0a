CREATE SCHEMA IF NOT EXISTS hr;
CREATE TABLE public.customers(id int primary key, name text, email text, region text, ssn text);
CREATE TABLE public.orders(id int primary key, customer_id int, total numeric, placed_at timestamp, note text);
CREATE TABLE public.salaries(id int primary key, name text, amount numeric);
CREATE TABLE hr.orders(id int, secret text);
INSERT INTO customers VALUES
 (1,'Alice','CANARYEMAIL-alice@corp.example','EU','CANARYSSN-111'),
 (2,'Bob','CANARYEMAIL-bob@corp.example','US','CANARYSSN-222'),
 (3,'Carol','CANARYEMAIL-carol@corp.example','EU','CANARYSSN-333');
INSERT INTO orders VALUES
 (1,1,10.50,'2026-01-02 10:00','ok-1'),(2,1,250,'2026-02-03 11:00','ok-2'),(3,2,999.99,'2026-03-04 12:00','ok-3'),
 (4,2,1500,'2026-03-05 13:00','CANARYROW-4'),(5,3,90000,'2026-04-06 14:00','CANARYROW-5');
INSERT INTO salaries VALUES (1,'CANARYSAL-Alice',91234),(2,'CANARYSAL-Bob',81234);
INSERT INTO hr.orders VALUES (1,'CANARYHR-1');
CREATE VIEW public.v_all_salaries AS SELECT * FROM salaries;
CREATE FUNCTION public.purge() RETURNS int LANGUAGE plpgsql AS $$ BEGIN DELETE FROM public.orders; RETURN 1; END $$;
CREATE FUNCTION public.noisy(t text) RETURNS boolean LANGUAGE plpgsql COST 0.0000001 AS $$ BEGIN RAISE NOTICE 'saw %', t; RETURN true; END $$;
CREATE SEQUENCE public.seq1;
