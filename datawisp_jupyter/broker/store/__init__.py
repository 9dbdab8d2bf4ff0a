"""What the broker keeps: SQLAlchemy models, migrations, the unit of work."""
