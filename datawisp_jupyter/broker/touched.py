"""Which kernels have had rows of which sources, so that the server can look after what they show.

A kernel says itself how much it seals, but what runs in it can change what it says.  Here
is what the broker knows: it gave the rows.
"""

from __future__ import annotations

import threading
from collections import defaultdict

from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.connectors import Connectors
from datawisp_jupyter.broker.leases import Leases
from datawisp_jupyter.broker.store.database import Store
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.connectors import Connector, Outline, OutputLevel, OutputRules
from datawisp_jupyter.domain.connectors import strictest as strictest_of

_UNSEEN = OutputRules(outline=Outline.NOTHING, output_level=OutputLevel.RESULTS)
"""What holds at least for a kernel that may have had rows from the broker before this one."""


class TouchedSources:
    """The sources that gave rows to each lease while this broker ran; for any thread."""

    def __init__(
        self, *, store: Store, connectors: Connectors, leases: Leases, world: World
    ) -> None:
        self._store = store
        self._connectors = connectors
        self._leases = leases
        self._began = world.now()
        self._lock = threading.Lock()
        self._touched: defaultdict[str, dict[str, OutputRules]] = defaultdict(dict)

    def note(self, caller: Caller, connector: Connector) -> None:
        """Remember, before the first row leaves, that the caller's kernel gets rows."""
        if caller.via != "lease":
            return
        rules = OutputRules(outline=connector.outline, output_level=connector.output_level)
        with self._lock:
            touched = self._touched[caller.credential_id]
            before = touched.get(connector.id)
            touched[connector.id] = strictest_of([rules] if before is None else [rules, before])

    def strictest(self, lease_id: str) -> OutputRules | None:
        """What the outputs of the lease's kernel are held to; None when it has had no rows.

        What an owner has decided since the rows came counts as well, if it is stricter.
        Raises ``NotFoundError`` when there is no such lease.
        """
        created_at = self._leases.get_created_at(lease_id)
        with self._lock:
            touched = dict(self._touched.get(lease_id, {}))
        with self._store.unit() as unit:
            now = self._connectors.output_rules_of(unit, touched)
        rules = [*touched.values(), *now.values()]
        if created_at < self._began:
            rules.append(_UNSEEN)
        return strictest_of(rules) if rules else None

    def forget(self, lease_id: str) -> None:
        """The lease is over."""
        with self._lock:
            self._touched.pop(lease_id, None)
