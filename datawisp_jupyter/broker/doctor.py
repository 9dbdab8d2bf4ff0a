"""Looks whether this installation can work, and says what is missing."""

from __future__ import annotations

import importlib
import sys
from dataclasses import dataclass
from importlib.metadata import PackageNotFoundError, version
from pathlib import Path

from datawisp_jupyter.broker.services import open_holdings
from datawisp_jupyter.broker.settings import read_settings_file
from datawisp_jupyter.broker.world import real_world
from datawisp_jupyter.errors import DatawispError

_LIBRARIES = {
    "adbc-driver-postgresql": "adbc_driver_postgresql",
    "alembic": "alembic",
    "cryptography": "cryptography",
    "duckdb": "duckdb",
    "fastapi": "fastapi",
    "joserfc": "joserfc",
    "jupyter-server": "jupyter_server",
    "psycopg": "psycopg",
    "pyarrow": "pyarrow",
    "sqlalchemy": "sqlalchemy",
    "sqlglot": "sqlglot",
    "uvicorn": "uvicorn",
}


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """One thing that was looked at."""

    what: str
    is_good: bool
    found: str

    def as_json(self) -> dict[str, object]:
        """The same with JSON's types."""
        return {"what": self.what, "ok": self.is_good, "found": self.found}


def examine(config: Path | None) -> list[Finding]:
    """What was found: Python, the libraries that it needs, and a broker's settings."""
    python = ".".join(map(str, sys.version_info[:3]))
    findings = [Finding(what="python", is_good=sys.version_info >= (3, 11), found=python)]
    findings += [_library(name, module) for name, module in _LIBRARIES.items()]
    if config is not None:
        findings.append(_settings(config))
    return findings


def _library(name: str, module: str) -> Finding:
    try:
        importlib.import_module(module)
        return Finding(what=name, is_good=True, found=version(name))
    except (ImportError, PackageNotFoundError):
        return Finding(what=name, is_good=False, found="it cannot be imported")


def _settings(config: Path) -> Finding:
    try:
        open_holdings(read_settings_file(config), real_world()).store.close()
    except DatawispError as error:
        return Finding(what=str(config), is_good=False, found=str(error))
    return Finding(what=str(config), is_good=True, found="settings, store and keys fit together")
