"""Datawisp for Jupyter: governed data in a notebook."""

from __future__ import annotations


def _jupyter_server_extension_points() -> list[dict[str, str]]:
    """Tell Jupyter Server where its extension is; the name is Jupyter's."""
    return [{"module": "datawisp_jupyter.server.extension"}]


def _jupyter_labextension_paths() -> list[dict[str, str]]:
    """Tell JupyterLab where the built front end is; the name is Jupyter's."""
    return [{"src": "labextension", "dest": "datawisp_jupyter"}]
