"""A person of the demo who comes by HTTP: signs in as browsers do, and owns a source.

There is no back door: this uses the pages, forms and the API that everybody uses.
"""

from __future__ import annotations

from html.parser import HTMLParser
from pathlib import Path
from types import TracebackType
from typing import Self

import httpx

from datawisp_jupyter.demo.people import DemoPerson
from datawisp_jupyter.errors import SourceError
from datawisp_jupyter.wire.messages import ConnectorList

_SECONDS = 30.0


class _HiddenFields(HTMLParser):
    """The hidden fields of a page's form."""

    def __init__(self) -> None:
        super().__init__()
        self.fields: dict[str, str] = {}

    def handle_starttag(self, tag: str, attrs: list[tuple[str, str | None]]) -> None:
        attributes = dict(attrs)
        name = attributes.get("name")
        if tag == "input" and attributes.get("type") == "hidden" and name:
            self.fields[name] = attributes.get("value") or ""


def _hidden_fields(page: str) -> dict[str, str]:
    parser = _HiddenFields()
    parser.feed(page)
    return parser.fields


class Visitor:
    """A browser without a window; ``url`` is the JupyterLab server's, without a path.

    A context manager: leaving it signs out.
    """

    def __init__(self, url: str) -> None:
        self._http = httpx.Client(
            base_url=url, follow_redirects=True, timeout=_SECONDS, trust_env=False
        )

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        error: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        try:
            self._http.follow_redirects = False
            self._http.post("/logout", data=_hidden_fields(self._http.get("/logout").text))
        finally:
            self._http.close()

    def sign_in(self, person: DemoPerson) -> None:
        """Sign in by the button and the provider's page; raises ``httpx.HTTPError``."""
        page = self._http.get("/login").raise_for_status()
        choice = self._http.post("/login", data=_hidden_fields(page.text)).raise_for_status()
        self._http.post(
            choice.url.join("/choose"),
            data=_hidden_fields(choice.text) | {"person": person.subject},
        ).raise_for_status()

    def own_duckdb_source(self, name: str, path: Path) -> None:
        """Add the file at ``path`` as a source ``name`` unless the person has one.

        Raises ``SourceError`` when the source cannot be opened.
        """
        answer = self._http.get("/datawisp/api/v1/connectors").raise_for_status()
        known = ConnectorList.model_validate_json(answer.content).connectors
        if any(connector.name == name and connector.mine for connector in known):
            return
        draft = {"name": name, "kind": "duckdb", "settings": {"path": str(path)}}
        answer = self._http.post(
            "/datawisp/api/v1/connectors",
            json=draft,
            headers={"X-XSRFToken": self._http.cookies["_xsrf"]},
        )
        if answer.is_error:
            raise SourceError(f"The sample source could not be added: {answer.text}")
