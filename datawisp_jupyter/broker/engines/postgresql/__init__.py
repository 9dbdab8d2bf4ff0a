"""PostgreSQL: psycopg describes and controls, ADBC streams."""
