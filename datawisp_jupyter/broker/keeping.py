"""What an operator can do to kept connectors without serving: list them, delete one.

The list names no source: what a source is called is its owner's, also before operators.
"""

from __future__ import annotations

from dataclasses import dataclass
from datetime import datetime
from pathlib import Path

from datawisp_jupyter.broker.services import Holdings, open_holdings
from datawisp_jupyter.broker.settings import read_settings_file
from datawisp_jupyter.broker.world import real_world


@dataclass(frozen=True, slots=True, kw_only=True)
class KeptConnector:
    """That a connector exists, of which kind, and whose it is."""

    id: str
    kind: str
    owner: str
    created_at: datetime

    def as_json(self) -> dict[str, str]:
        """The same with JSON's types."""
        return {
            "id": self.id,
            "kind": self.kind,
            "owner": self.owner,
            "created_at": self.created_at.isoformat(),
        }


def _open(config: Path) -> Holdings:
    return open_holdings(read_settings_file(config), real_world())


def list_connectors(config: Path) -> list[KeptConnector]:
    """The connectors that the broker with these settings keeps, the oldest first."""
    holdings = _open(config)
    try:
        return [
            KeptConnector(
                id=kept.id,
                kind=kept.kind.value,
                owner=f"{kept.owner.subject} at {kept.owner.issuer}",
                created_at=kept.created_at,
            )
            for kept in holdings.connectors.all_kept()
        ]
    finally:
        holdings.store.close()


def delete_connector(config: Path, connector_id: str) -> None:
    """Destroy a connector's key and rows; raises ``NotFoundError`` when there is none.

    A broker that runs notices within a second and stops what runs on the source.
    """
    holdings = _open(config)
    try:
        holdings.connectors.remove_as_operator(connector_id)
    finally:
        holdings.store.close()
