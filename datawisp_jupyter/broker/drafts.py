"""What a person fills in for a source, checked field by field."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from pathlib import Path

from pydantic import SecretStr, ValidationError

from datawisp_jupyter.broker.engines.file_roots import checked_file
from datawisp_jupyter.broker.engines.network import is_this_machine
from datawisp_jupyter.broker.sentences import fields_of_model
from datawisp_jupyter.domain.connectors import MEMORY_SOURCE
from datawisp_jupyter.errors import InvalidRequestError, SourceDatabaseError
from datawisp_jupyter.wire.connectors import (
    SECRETS,
    SETTINGS,
    FileSettings,
    MySQLSettings,
    PostgresSettings,
)
from datawisp_jupyter.wire.messages import ConnectorDraft
from datawisp_jupyter.wire.model import Message


@dataclass(frozen=True, slots=True, kw_only=True)
class CheckedDraft:
    """Settings as JSON-compatible values with their defaults, and secrets in clear."""

    settings: dict[str, object]
    secrets: Mapping[str, str]

    def __repr__(self) -> str:
        return "CheckedDraft()"


@dataclass(frozen=True, slots=True, kw_only=True)
class DraftRules:
    """What holds for every source, whoever adds it.

    ``file_roots`` are the folders whose files may be sources; ``protected`` are the
    broker's own, which are refused even beneath a root.
    """

    file_roots: tuple[Path, ...]
    protected: tuple[Path, ...]

    def check(self, draft: ConnectorDraft) -> CheckedDraft:
        """The draft's settings and secrets; raises ``InvalidRequestError`` by field."""
        fields: dict[str, str] = {}
        if draft.name.casefold() == MEMORY_SOURCE:
            fields["name"] = "Choose another name: memory is what each kernel holds itself."
        settings = _find_valid(SETTINGS[draft.kind], draft.settings, fields)
        given = {name: secret.get_secret_value() for name, secret in draft.secrets.items()}
        secrets = _find_valid(SECRETS[draft.kind], given, fields)
        match settings:
            case PostgresSettings() | MySQLSettings():
                if settings.tls == "off" and not is_this_machine(settings.host):
                    fields["tls"] = "Encryption can be off only for a database on this machine."
            case FileSettings():
                try:
                    checked_file(
                        settings.path, draft.kind, roots=self.file_roots, protected=self.protected
                    )
                except SourceDatabaseError as error:
                    fields.update(error.fields)
            case _:
                pass
        if fields or settings is None or secrets is None:
            raise InvalidRequestError(
                "Some fields of the data source are not right.", fields=fields
            )
        return CheckedDraft(
            settings=settings.model_dump(mode="json"),
            secrets={
                name: value.get_secret_value()
                for name, value in secrets
                if isinstance(value, SecretStr)
            },
        )


def _find_valid(
    model: type[Message], given: Mapping[str, object], fields: dict[str, str]
) -> Message | None:
    """``given`` as ``model``, or None with a sentence for each faulty field in ``fields``."""
    try:
        return model.model_validate(dict(given))
    except ValidationError as error:
        fields.update(fields_of_model(error))
        return None
