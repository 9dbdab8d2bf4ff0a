"""The command line: ``datawisp``.

Exit statuses: 0 done, 1 failed, 2 a setting or an argument is wrong, 3 what was named
does not exist.
"""

from __future__ import annotations

import argparse
import json
import sys
from collections.abc import Callable, Sequence
from pathlib import Path

from datawisp_jupyter._version import API_VERSION, __version__
from datawisp_jupyter.errors import ConfigurationError, DatawispError, NotFoundError

EXIT_FAILED = 1
EXIT_CONFIGURATION = 2
EXIT_NOT_FOUND = 3

Run = Callable[[argparse.Namespace], int]


def build_parser(command: str = "") -> argparse.ArgumentParser:
    """The grammar of the command line; each command's handler stands beside its options.

    The options of ``demo`` are only there when it is the ``command`` to come, because they
    take long to import.
    """
    parser = argparse.ArgumentParser(
        prog="datawisp", description="Governed data in notebooks.", allow_abbrev=False
    )
    commands = parser.add_subparsers(required=True, metavar="COMMAND")

    broker = commands.add_parser("broker", help="serve: hold secrets, decide, run queries")
    broker.set_defaults(run=_serve)
    source = broker.add_mutually_exclusive_group()
    source.add_argument("--config", type=Path, metavar="FILE", help="settings in TOML or JSON")
    source.add_argument(
        "--from-stdin",
        action="store_true",
        help="settings as one JSON line; the broker ends when its standard input does",
    )
    parts = broker.add_subparsers(metavar="PART")
    openapi = parts.add_parser("openapi", help="print the API's description (OpenAPI)")
    openapi.add_argument("--json", action="store_true", help="it always is")
    openapi.set_defaults(run=_openapi)

    connectors = commands.add_parser("connectors", help="list or delete what the broker keeps")
    verbs = connectors.add_subparsers(required=True, metavar="VERB")
    listing = verbs.add_parser("list", help="ids, kinds and owners of the data sources")
    _add_keeping_options(listing, _list_connectors)
    deletion = verbs.add_parser("delete", help="destroy a source's key and all that is kept of it")
    deletion.add_argument("id", help="the connector's id")
    _add_keeping_options(deletion, _delete_connector)

    doctor = commands.add_parser("doctor", help="look whether this installation can work")
    doctor.add_argument("--config", type=Path, metavar="FILE", help="a broker's settings, too")
    doctor.add_argument("--json", action="store_true", help="answer in JSON")
    doctor.set_defaults(run=_doctor)

    version = commands.add_parser("version", help="say which version this is")
    version.add_argument("--json", action="store_true", help="answer in JSON")
    version.set_defaults(run=_version)

    demo = commands.add_parser("demo", help="JupyterLab with two people, real data and a tour")
    demo.set_defaults(run=_demo)
    if command == "demo":
        from datawisp_jupyter.demo.command import add_arguments

        add_arguments(demo)
    return parser


def _add_keeping_options(parser: argparse.ArgumentParser, run: Run) -> None:
    parser.add_argument(
        "--config", type=Path, metavar="FILE", required=True, help="the broker's settings"
    )
    parser.add_argument("--json", action="store_true", help="answer in JSON")
    parser.set_defaults(run=run)


def _serve(options: argparse.Namespace) -> int:
    from datawisp_jupyter.broker.serve import serve, serve_from_stdin
    from datawisp_jupyter.broker.settings import read_settings_file

    if options.from_stdin:
        return serve_from_stdin()
    if options.config is None:
        raise ConfigurationError("datawisp broker needs --config FILE or --from-stdin.")
    return serve(read_settings_file(options.config), ends_with_input=False)


def _openapi(_options: argparse.Namespace) -> int:
    from datawisp_jupyter.broker.app import describe_api

    _say(json.dumps(describe_api(), indent=2, sort_keys=True))
    return 0


def _list_connectors(options: argparse.Namespace) -> int:
    from datawisp_jupyter.broker.keeping import list_connectors

    kept = list_connectors(options.config)
    if options.json:
        _say(json.dumps([entry.as_json() for entry in kept]))
    else:
        for entry in kept:
            _say(f"{entry.id}  {entry.kind:<12}{entry.created_at:%Y-%m-%d}  {entry.owner}")
    return 0


def _delete_connector(options: argparse.Namespace) -> int:
    from datawisp_jupyter.broker.keeping import delete_connector

    delete_connector(options.config, options.id)
    _say(json.dumps({"deleted": options.id}) if options.json else f"Deleted {options.id}.")
    return 0


def _doctor(options: argparse.Namespace) -> int:
    from datawisp_jupyter.broker.doctor import examine

    findings = examine(options.config)
    if options.json:
        _say(json.dumps([finding.as_json() for finding in findings]))
    else:
        for finding in findings:
            _say(f"{'ok    ' if finding.is_good else 'FAILED'}  {finding.what}: {finding.found}")
    return 0 if all(finding.is_good for finding in findings) else EXIT_FAILED


def _version(options: argparse.Namespace) -> int:
    if options.json:
        _say(json.dumps({"version": __version__, "api": API_VERSION}))
    else:
        _say(f"datawisp {__version__} (API {API_VERSION})")
    return 0


def _demo(options: argparse.Namespace) -> int:
    from datawisp_jupyter.demo.command import run

    return run(options)


def _say(text: str) -> None:
    sys.stdout.write(f"{text}\n")


def main(arguments: Sequence[str] | None = None) -> int:
    """Run one command; the value is the exit status."""
    given = list(sys.argv[1:] if arguments is None else arguments)
    options = build_parser(given[0] if given else "").parse_args(given)
    run: Run = options.run
    try:
        return run(options)
    except ConfigurationError as error:
        sys.stderr.write(f"datawisp: {error}\n")
        return EXIT_CONFIGURATION
    except NotFoundError as error:
        sys.stderr.write(f"datawisp: {error}\n")
        return EXIT_NOT_FOUND
    except DatawispError as error:
        sys.stderr.write(f"datawisp: {error}\n")
        return EXIT_FAILED


if __name__ == "__main__":
    sys.exit(main())
