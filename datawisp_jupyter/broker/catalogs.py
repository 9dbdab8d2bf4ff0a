"""Catalogs of sources, kept in memory for a while and asked for again when stale."""

from __future__ import annotations

import threading
from collections.abc import Callable, Collection, Mapping
from datetime import timedelta

from datawisp_jupyter.broker.engines.protocol import Engine, Target
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import Connector, ConnectorKind


class Catalogs:
    """The catalogs of connectors; nothing of them is written anywhere."""

    def __init__(
        self, *, engines: Mapping[ConnectorKind, Engine], longest: timedelta, world: World
    ) -> None:
        self._engines = engines
        self._longest = longest
        self._world = world
        self._kept: dict[str, Catalog] = {}
        self._lock = threading.Lock()

    def get(
        self, connector: Connector, target: Callable[[], Target], *, newest: timedelta | None = None
    ) -> Catalog:
        """The connector's catalog, at most ``newest`` old; blocks when it must be asked for.

        ``target`` opens the connector and is called only then.
        """
        longest = self._longest if newest is None else min(newest, self._longest)
        with self._lock:
            kept = self._kept.get(connector.id)
        if kept is not None and self._world.now() - kept.taken_at <= longest:
            return kept
        fresh = self._engines[connector.kind].catalog(target())
        with self._lock:
            self._kept[connector.id] = fresh
        return fresh

    def known(self, connector_ids: Collection[str]) -> dict[str, Catalog]:
        """The catalogs that are kept of these connectors, however old; asks no source."""
        with self._lock:
            return {key: self._kept[key] for key in connector_ids if key in self._kept}

    def forget(self, connector_id: str) -> None:
        """Drop the catalog of a connector."""
        with self._lock:
            self._kept.pop(connector_id, None)
