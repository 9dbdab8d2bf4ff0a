"""The package installs without Node.js and shows up enabled, from a wheel alone."""

from __future__ import annotations

import json
import os
import re
import subprocess
import sys
import sysconfig
import tarfile
import venv
import zipfile
from collections.abc import Iterator, Mapping
from pathlib import Path

import pytest

ROOT = Path(__file__).resolve().parents[2]
COLOURS = re.compile(r"\x1b\[[0-9;]*m")
NODE = frozenset({"node", "nodejs", "npm", "npx", "yarn", "yarnpkg", "pnpm", "corepack", "jlpm"})


@pytest.fixture(scope="module")
def environment(tmp_path_factory: pytest.TempPathFactory) -> dict[str, str]:
    """This environment with everything on PATH but what belongs to Node.js."""
    folder = tmp_path_factory.mktemp("path")
    for directory in os.get_exec_path():
        for program in Path(directory).glob("*"):
            link = folder / program.name
            if program.name not in NODE and not link.is_symlink():
                link.symlink_to(program)
    return {**os.environ, "PATH": str(folder)}


@pytest.fixture(scope="module")
def dist(tmp_path_factory: pytest.TempPathFactory, environment: Mapping[str, str]) -> Path:
    """A folder with an sdist of this tree and a wheel that was built from the sdist."""
    folder = tmp_path_factory.mktemp("dist")
    command = [sys.executable, "-m", "build", "--outdir", str(folder), str(ROOT)]
    built = subprocess.run(command, env=environment, capture_output=True, text=True, check=False)
    assert built.returncode == 0, built.stdout[-5000:] + built.stderr[-5000:]
    return folder


@pytest.fixture(scope="module")
def sdist(dist: Path) -> Iterator[tarfile.TarFile]:
    (path,) = dist.glob("*.tar.gz")
    with tarfile.open(path) as archive:
        yield archive


@pytest.fixture(scope="module")
def wheel(dist: Path) -> Path:
    (path,) = dist.glob("*.whl")
    return path


@pytest.fixture(scope="module")
def installed(
    tmp_path_factory: pytest.TempPathFactory, wheel: Path, environment: Mapping[str, str]
) -> Path:
    """An environment with the wheel in it; the dependencies are those of this environment."""
    prefix = tmp_path_factory.mktemp("elsewhere")
    venv.create(prefix, symlinks=True)
    python = prefix / "bin" / "python"
    command = [sys.executable, "-m", "pip", "--python", str(python), "install", "--no-deps"]
    subprocess.run([*command, "--quiet", str(wheel)], env=environment, check=True)
    (site,) = prefix.glob("lib/python*/site-packages")
    (site / "dependencies.pth").write_text(sysconfig.get_path("purelib") + "\n")
    return prefix


def answer(prefix: Path, environment: Mapping[str, str], *command: str) -> str:
    """What a Python module of the environment prints, on both outputs."""
    python = str(prefix / "bin" / "python")
    home = {"HOME": str(prefix), "JUPYTER_CONFIG_DIR": str(prefix / "config")}
    done = subprocess.run(
        [python, "-m", *command],
        env={**environment, **home},
        cwd=prefix,
        capture_output=True,
        text=True,
        check=False,
    )
    assert done.returncode == 0, done.stderr
    return COLOURS.sub("", done.stdout + done.stderr)


def test_sdist_holds_the_sources_of_everything(sdist: tarfile.TarFile) -> None:
    """What is built is not in it, and what it is built from is."""
    names = {name.partition("/")[2] for name in sdist.getnames()}
    assert {
        "LICENSE",
        "README.md",
        "install.json",
        "pyproject.toml",
        "scripts/frontend.py",
        "labextension/package.json",
        "labextension/yarn.lock",
        "notebooks/00_tour.ipynb",
        "datawisp_jupyter/py.typed",
    } <= names
    assert not [name for name in names if "node_modules" in name]
    assert not [name for name in names if name.startswith("datawisp_jupyter/labextension/")]


def test_wheel_holds_what_jupyter_looks_for(wheel: Path) -> None:
    """The labextension, its note on the package manager, and the server's configuration."""
    with zipfile.ZipFile(wheel) as archive:
        names = {name.partition(".data/data/")[2] or name for name in archive.namelist()}
    share = "share/jupyter/labextensions/datawisp_jupyter"
    assert {
        f"{share}/package.json",
        f"{share}/install.json",
        "etc/jupyter/jupyter_server_config.d/datawisp_jupyter.json",
        "datawisp_jupyter/py.typed",
        "datawisp_jupyter/demo/00_tour.ipynb",
    } <= names
    assert [name for name in names if name.startswith(f"{share}/static/remoteEntry")]
    assert not [name for name in names if name.startswith(("tests/", "labextension/", "scripts/"))]


def test_server_extension_is_enabled_with_no_further_step(
    installed: Path, environment: Mapping[str, str]
) -> None:
    """`jupyter server extension list` names it, enabled and valid."""
    listed = answer(installed, environment, "jupyter_server.extension.serverextension", "list")
    assert re.search(r"datawisp_jupyter enabled\n.*\n *datawisp_jupyter \S+ OK", listed)


def test_labextension_is_enabled_with_no_further_step(
    installed: Path, environment: Mapping[str, str]
) -> None:
    """`jupyter labextension list` names it, enabled and OK."""
    listed = answer(installed, environment, "jupyterlab.labextensions", "list")
    (line,) = [line for line in listed.splitlines() if " datawisp_jupyter v" in line]
    assert "enabled" in line
    assert "OK" in line
    package = installed / "share/jupyter/labextensions/datawisp_jupyter/package.json"
    assert json.loads(package.read_text())["jupyterlab"]["_build"]["load"]


def test_command_is_installed(installed: Path) -> None:
    """`datawisp version` answers from the wheel and from nowhere else."""
    command = [str(installed / "bin" / "datawisp"), "version"]
    done = subprocess.run(command, cwd=installed, capture_output=True, text=True, check=False)
    assert done.returncode == 0, done.stderr
    assert "0.1.0" in done.stdout
