"""One file for each kind of database, one protocol for all."""
