"""What of an output may pass, by what the broker says of the kernel that made it."""

from __future__ import annotations

import json
import re
from collections.abc import Mapping
from typing import Any

from datawisp_jupyter.domain.connectors import Outline, OutputLevel, OutputRules
from datawisp_jupyter.server.net.sealed import (
    REMOVED,
    RESULT_MIME,
    SEALED_ERROR,
    is_removed,
    removed_bundle,
    sealed_again,
)

UNGOVERNED = OutputRules(outline=Outline.COLUMNS, output_level=OutputLevel.OPEN)
"""What holds for outputs of a kernel that has had no rows."""

STRICTEST = OutputRules(outline=Outline.NOTHING, output_level=OutputLevel.EVERYTHING)
"""What holds when nobody can say what a kernel has had."""

WIDGET_STATE = "application/vnd.jupyter.widget-state+json"
FORM_MODULE = "datawisp_jupyter"
FORM_CLASS = "jp-datawisp-form"

_GRID_KINDS = re.compile(
    r"application/vnd\.(dataresource\+json|vega(lite)?\.v[\d.]+\+json|plotly\.v1\+json"
    r"|apache\.arrow\.\w+)"
)
"""Tables as data, and charts that bring the rows that they are drawn from."""

_FRAME_HTML = re.compile(r"""class\s*=\s*["'][^"']*\bdataframe\b|<table id=["']T_""", re.IGNORECASE)
"""Tables of pandas and polars, and what a Styler of pandas draws."""

_FRAME_TEXT = re.compile(r"\A(shape: \(|pyarrow\.\w+|┌)|\[\d+ rows x \d+ columns\]")
_FRAME = ("output_type", "execution_count", "transient")
_VALUE_KEYS = frozenset(
    {"value", "_options_labels", "options", "index", "label", "placeholder", "tooltip",
     "description", "min", "max", "tags", "allowed_tags", "error"}
)  # fmt: skip


def screened_content(kind: str, content: Mapping[str, Any], rules: OutputRules) -> dict[str, Any]:
    """The content of an output, as a message or in a notebook, with nothing that may not pass."""
    if kind == "stream":
        return {**content, **_stream(content, rules)}
    if kind == "error":
        return {**content, **_error(content, rules)}
    data = content.get("data")
    if not isinstance(data, Mapping):
        return _in_frame(content, removed_bundle()) if _seals(rules) else dict(content)
    kept = screened_bundle(data, rules)
    if kept == dict(data):
        return dict(content)
    return _in_frame(content, kept)


def _in_frame(content: Mapping[str, Any], data: dict[str, Any]) -> dict[str, Any]:
    """The content with other data, and nothing that could be part of what was removed."""
    kept = {name: content[name] for name in _FRAME if name in content}
    return {**kept, "data": data, "metadata": {}}


def screened_bundle(data: Mapping[str, Any], rules: OutputRules) -> dict[str, Any]:
    """A MIME bundle with nothing that may not pass."""
    if RESULT_MIME in data:
        return sealed_again(data[RESULT_MIME], outline=rules.outline)
    if is_removed(data):
        return dict(data)
    if _seals(rules) or (rules.output_level is OutputLevel.RESULTS and _shows_a_frame(data)):
        return removed_bundle()
    return dict(data)


def screened_notebook(notebook: Mapping[str, Any], rules: OutputRules) -> dict[str, Any]:
    """A notebook as it may be saved; ``rules`` are those of the kernels that run it."""
    kept = dict(notebook)
    if isinstance(notebook.get("cells"), list):
        kept["cells"] = [_cell(cell, rules) for cell in notebook["cells"]]
    if isinstance(notebook.get("worksheets"), list):  # nbformat 3
        kept["worksheets"] = [
            screened_notebook(sheet, rules) if isinstance(sheet, Mapping) else sheet
            for sheet in notebook["worksheets"]
        ]
    metadata = notebook.get("metadata")
    if isinstance(metadata, Mapping) and "widgets" in metadata:
        others = {name: value for name, value in metadata.items() if name != "widgets"}
        widgets = _widgets(metadata["widgets"], rules)
        # An empty state is none: nbconvert reads what stands there.
        kept["metadata"] = {**others, "widgets": widgets} if widgets else others
    return kept


def is_notebook(value: object) -> bool:
    """Whether ``value`` is what any front end would open as a notebook."""
    return isinstance(value, Mapping) and any(
        isinstance(value.get(name), list) for name in ("cells", "worksheets")
    )


def _seals(rules: OutputRules) -> bool:
    return rules.output_level is OutputLevel.EVERYTHING


def _stream(content: Mapping[str, Any], rules: OutputRules) -> dict[str, Any]:
    return {"text": f"{REMOVED}\n"} if _seals(rules) and content.get("text") else {}


def _error(content: Mapping[str, Any], rules: OutputRules) -> dict[str, Any]:
    if not _seals(rules):
        return {}
    return dict(SEALED_ERROR)


def _shows_a_frame(data: Mapping[str, Any]) -> bool:
    if any(_GRID_KINDS.fullmatch(kind) for kind in data):
        return True
    markup, text = (_joined(data.get(kind)) for kind in ("text/html", "text/plain"))
    return _FRAME_HTML.search(markup) is not None or _FRAME_TEXT.search(text) is not None


def _joined(value: object) -> str:
    """A text of nbformat, which may be a list of lines; JSON of what is neither."""
    if isinstance(value, list):
        return "".join(str(one) for one in value)
    return value if isinstance(value, str) else json.dumps(value) if value else ""


def _cell(cell: object, rules: OutputRules) -> object:
    if not isinstance(cell, Mapping) or not isinstance(cell.get("outputs"), list):
        return cell
    outputs = [
        screened_content(str(output.get("output_type")), output, rules)
        if isinstance(output, Mapping)
        else output
        for output in cell["outputs"]
    ]
    return {**cell, "outputs": outputs}


def _widgets(widgets: object, rules: OutputRules) -> dict[str, Any]:
    """Saved widget state: none of a kernel that seals everything, and no values of forms."""
    if not isinstance(widgets, Mapping) or _seals(rules):
        return {}
    kept = dict(widgets)
    saved = widgets.get(WIDGET_STATE)
    if isinstance(saved, Mapping) and isinstance(saved.get("state"), Mapping):
        state = saved["state"]
        forms = _of_forms(state)
        kept[WIDGET_STATE] = {
            **saved,
            "state": {
                name: _without_values(model) if name in forms else model
                for name, model in state.items()
            },
        }
    return kept


def _of_forms(state: Mapping[str, Any]) -> set[str]:
    """The models of forms of ours, and all that stand inside of them."""
    found = {name for name, model in state.items() if _is_form(model)}
    waiting = list(found)
    while waiting:
        text = json.dumps(state[waiting.pop()])
        inside = {one for one in re.findall(r"IPY_MODEL_(\w+)", text) if one in state} - found
        found |= inside
        waiting += inside
    return found


def _is_form(model: object) -> bool:
    held = model.get("state") if isinstance(model, Mapping) else None
    if not isinstance(model, Mapping) or not isinstance(held, Mapping):
        return False
    classes = held.get("_dom_classes")
    return FORM_MODULE in (model.get("model_module"), held.get("_model_module")) or (
        isinstance(classes, list) and FORM_CLASS in classes
    )


def _without_values(model: object) -> object:
    if not isinstance(model, Mapping) or not isinstance(model.get("state"), Mapping):
        return model
    held = {name: value for name, value in model["state"].items() if name not in _VALUE_KEYS}
    return {**{k: v for k, v in model.items() if k != "buffers"}, "state": held}
