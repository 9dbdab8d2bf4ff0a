"""Fixtures that several kinds of tests share; each has a module of its own in ``fixtures``."""

pytest_plugins = [
    "fixtures.broker",
    "fixtures.demo",
    "fixtures.postgres",
    "fixtures.mariadb",
    "fixtures.engines",
    "fixtures.sales",
    "fixtures.pictures",
    "fixtures.elsewhere",
]
