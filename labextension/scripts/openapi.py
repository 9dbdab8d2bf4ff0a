"""Print the broker's OpenAPI document: the source of ``src/api/types.ts``."""

import json
import sys

from pydantic.json_schema import models_json_schema

from datawisp_jupyter.wire import messages
from datawisp_jupyter.wire.model import Message
from datawisp_jupyter.wire.problem import Problem


def document() -> dict[str, object]:
    models = [
        one
        for one in vars(messages).values()
        if isinstance(one, type) and issubclass(one, Message) and one is not Message
    ]
    _, schema = models_json_schema(
        [(one, "validation") for one in [*models, Problem]],
        ref_template="#/components/schemas/{model}",
    )
    return {
        "openapi": "3.1.0",
        "info": {"title": "Datawisp broker", "version": "1"},
        "paths": {},
        "components": {"schemas": schema["$defs"]},
    }


if __name__ == "__main__":
    json.dump(document(), sys.stdout, indent=1, sort_keys=True)
