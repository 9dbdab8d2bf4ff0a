"""What the pages say of the server is what the code does."""

from __future__ import annotations

import re
from pathlib import Path

from traitlets.config import Config

from datawisp_jupyter.server.extension import forced_configuration
from datawisp_jupyter.server.settings import settings_of
from datawisp_jupyter.server.signin import CALLBACK_PATH
from datawisp_jupyter.server.sockets import CLOSE_CODE
from datawisp_jupyter.server.traits import DatawispExtension

DOCS = Path(__file__).resolve().parents[3] / "docs"
SSO = (DOCS / "sso.md").read_text(encoding="utf-8")
SECURITY = (DOCS / "security.md").read_text(encoding="utf-8")


def test_every_forced_setting_has_its_row() -> None:
    """The table of what is forced names all of it and nothing else."""
    values = {"DatawispExtension": {"issuer": "https://id.example", "client_id": "lab"}}
    forced = forced_configuration(settings_of(DatawispExtension(config=Config(values))))
    section = SECURITY.partition("## What is forced\n")[2].partition("\n## ")[0]
    rows = [line.split("|")[1] for line in section.splitlines() if line.startswith("| `")]
    named = {name for row in rows for name in re.findall(r"`(\w+\.\w+)`", row)}
    assert named == {f"{part}.{name}" for part in forced for name in forced[part]}


def test_recipes_set_settings_that_exist_and_are_accepted(tmp_path: Path) -> None:
    """Each provider's recipe, run as configuration, passes every check but its secret file."""
    recipes = re.findall(r"### (.+?)\n.*?```python\n(.*?)```", SSO, re.DOTALL)
    assert [name for name, _ in recipes] == ["Keycloak", "Microsoft Entra ID", "Okta", "Google"]
    secret = tmp_path / "secret"
    secret.write_text("x")
    for _, recipe in recipes:
        assignments = re.findall(r"c\.DatawispExtension\.(\w+) = (.+)", recipe)
        config = Config()
        exec(recipe, {"c": config})  # noqa: S102 (a recipe is configuration code)
        config.DatawispExtension.client_secret_file = str(secret)
        extension = DatawispExtension(config=config)
        assert {name for name, _ in assignments} <= set(extension.class_own_traits(config=True))
        found = settings_of(extension)
        assert found.oauth_callback_url.endswith(f"/{CALLBACK_PATH}")
        assert found.client_secret == "x"


def test_figures_on_the_pages_are_the_codes() -> None:
    """The close code and the redirect path are looked up."""
    assert f"(code {CLOSE_CODE})" in SSO
    assert f"https://YOUR-SERVER/{CALLBACK_PATH}" in SSO
