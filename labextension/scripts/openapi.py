"""Print the broker's OpenAPI document: the source of ``src/api/types.ts``."""

import json
import sys

from datawisp_jupyter.broker.app import describe_api

if __name__ == "__main__":
    json.dump(describe_api(), sys.stdout, indent=1, sort_keys=True)
