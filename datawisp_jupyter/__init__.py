"""Datawisp for Jupyter: governed data in a notebook."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from datawisp_jupyter._version import __version__

if TYPE_CHECKING:
    from datawisp_jupyter.domain.grants import Mask, TableShare
    from datawisp_jupyter.errors import DatawispError
    from datawisp_jupyter.kernel.api import (
        Column,
        SignedIn,
        Source,
        Table,
        aquery,
        describe,
        forget,
        query,
        results,
        sources,
        tables,
        use,
        whoami,
    )
    from datawisp_jupyter.kernel.api_sharing import (
        grants,
        received,
        revoke,
        revoke_all,
        run,
        saved_queries,
        share,
        support,
        transfer,
        uses,
        view_as,
    )
    from datawisp_jupyter.kernel.results import Result

_MODULES = {
    "DatawispError": "datawisp_jupyter.errors",
    "Mask": "datawisp_jupyter.domain.grants",
    "Result": "datawisp_jupyter.kernel.results",
    "TableShare": "datawisp_jupyter.domain.grants",
    **dict.fromkeys(
        (
            "Column",
            "SignedIn",
            "Source",
            "Table",
            "aquery",
            "describe",
            "forget",
            "query",
            "results",
            "sources",
            "tables",
            "use",
            "whoami",
        ),
        "datawisp_jupyter.kernel.api",
    ),
    **dict.fromkeys(
        (
            "grants",
            "received",
            "revoke",
            "revoke_all",
            "run",
            "saved_queries",
            "share",
            "support",
            "transfer",
            "uses",
            "view_as",
        ),
        "datawisp_jupyter.kernel.api_sharing",
    ),
}
"""Where each public name lives; servers and brokers import the package without the kernel."""

__all__ = [
    "Column",
    "DatawispError",
    "Mask",
    "Result",
    "SignedIn",
    "Source",
    "Table",
    "TableShare",
    "__version__",
    "aquery",
    "describe",
    "forget",
    "grants",
    "query",
    "received",
    "results",
    "revoke",
    "revoke_all",
    "run",
    "saved_queries",
    "share",
    "sources",
    "support",
    "tables",
    "transfer",
    "use",
    "uses",
    "view_as",
    "whoami",
]


def __getattr__(name: str) -> Any:
    """Import a public name when it is first used (PEP 562)."""
    if name not in _MODULES:
        raise AttributeError(f"module {__name__!r} has no attribute {name!r}")
    import importlib

    return getattr(importlib.import_module(_MODULES[name]), name)


def __dir__() -> list[str]:
    return sorted({*globals(), *__all__})


def load_ipython_extension(ipython: Any) -> None:
    """Register the magics in an IPython shell; the second time does nothing."""
    from datawisp_jupyter.kernel.shell import load

    load(ipython)


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell Jupyter Server where its extension is; the name is Jupyter's."""
    return [{"module": "datawisp_jupyter.server.entry"}]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Tell JupyterLab where the built front end is; the name is Jupyter's."""
    return [{"src": "labextension", "dest": "datawisp_jupyter"}]
