"""A DuckDB in memory that can reach nothing but what is registered with it."""

from __future__ import annotations

from typing import TYPE_CHECKING

from datawisp_jupyter.errors import ConfigurationError

if TYPE_CHECKING:
    import duckdb

# The order matters: a locked configuration takes nothing more.
_CLOSING = (
    "SET enable_progress_bar = false",
    "SET enable_external_access = false",
    "SET lock_configuration = true",
)


def closed_database(*settings: str) -> duckdb.DuckDBPyConnection:
    """A new database: neither files nor the network, no extensions, no spilling to disk.

    It sees no Python variables either, and its settings cannot be changed any more; tables
    can still be registered.  ``settings`` are statements to run before they are locked.
    Raises ``ConfigurationError`` without DuckDB.
    """
    try:
        import duckdb
    except ImportError as error:
        raise ConfigurationError(
            "The package duckdb is not installed in this kernel's environment.",
            hint="Install it with: %pip install duckdb",
        ) from error
    connection = duckdb.connect(
        ":memory:",
        config={
            "temp_directory": "",
            "max_temp_directory_size": "0GB",
            "autoinstall_known_extensions": "false",
            "autoload_known_extensions": "false",
            "allow_community_extensions": "false",
            "allow_persistent_secrets": "false",
            "python_enable_replacements": "false",
        },
    )
    for setting in (*settings, *_CLOSING):
        connection.execute(setting).fetchall()
    return connection
