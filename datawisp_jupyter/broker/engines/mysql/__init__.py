"""MySQL and MariaDB: PyMySQL's connection, and server-side prepared statements over it."""
