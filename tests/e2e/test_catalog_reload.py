"""A person reloads a source's tables after the database has changed."""

from __future__ import annotations

import sqlite3

from fixtures.lab import API, Lab, running_lab


def table_names(lab: Lab, source: str, query: str = "") -> list[str]:
    """The tables that the panel would show."""
    answer = lab.browser.get(f"{API}/connectors/{source}/catalog{query}")
    return [table["name"] for table in answer.json()["tables"]]


def test_reloading_asks_the_source_again(lab_issuer: str) -> None:
    """The catalog is kept for a while; ``refresh=true`` passes the server and asks anew."""
    with running_lab({"issuer": lab_issuer, "file_roots": ["/tmp"]}) as lab:
        path = lab.server.folder / "files" / "growing.sqlite"
        path.parent.mkdir()
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE first (a)")
        lab.add_source(name="growing", kind="sqlite", settings={"path": str(path)})
        assert table_names(lab, "growing") == ["first"]
        with sqlite3.connect(path) as database:
            database.execute("CREATE TABLE second (a)")
        assert table_names(lab, "growing") == ["first"]
        assert table_names(lab, "growing", "?refresh=true") == ["first", "second"]
