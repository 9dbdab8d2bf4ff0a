"""Everything that the routes use, wired in one place."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from datetime import timedelta
from pathlib import Path

from datawisp_jupyter.broker.audit import Audit
from datawisp_jupyter.broker.auth import Authenticator
from datawisp_jupyter.broker.catalogs import Catalogs
from datawisp_jupyter.broker.connectors import Connectors
from datawisp_jupyter.broker.drafts import DraftRules
from datawisp_jupyter.broker.engines.protocol import Engine
from datawisp_jupyter.broker.engines.registry import build_engines
from datawisp_jupyter.broker.engines.settings import EngineSettings
from datawisp_jupyter.broker.exports import Exports
from datawisp_jupyter.broker.grants import Grants
from datawisp_jupyter.broker.holdings import Marks
from datawisp_jupyter.broker.keystore import FileKeyStore, private_directory
from datawisp_jupyter.broker.leases import Leases
from datawisp_jupyter.broker.ownership import Ownership
from datawisp_jupyter.broker.planning import Planning
from datawisp_jupyter.broker.proposals import Proposals
from datawisp_jupyter.broker.provider import IdentityProvider
from datawisp_jupyter.broker.queries import Queries
from datawisp_jupyter.broker.query_notes import QueryNotes
from datawisp_jupyter.broker.running import RunningQueries
from datawisp_jupyter.broker.saved_queries import SavedQueries
from datawisp_jupyter.broker.sessions import Admission, Lifetime, Sessions
from datawisp_jupyter.broker.settings import BrokerSettings
from datawisp_jupyter.broker.statements import Statements
from datawisp_jupyter.broker.store.database import Store, store_url
from datawisp_jupyter.broker.tokens import TokenVerifier
from datawisp_jupyter.broker.touched import TouchedSources
from datawisp_jupyter.broker.uses import Uses
from datawisp_jupyter.broker.vault import Vault, load_wrapping_key
from datawisp_jupyter.broker.viewing import Viewing
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.connectors import ConnectorKind

WRAPPING_KEY_FILE = "wrapping.key"
DATA_KEYS_DIRECTORY = "data-keys"


@dataclass(frozen=True, slots=True, kw_only=True)
class Services:
    """The broker's parts."""

    settings: BrokerSettings
    store: Store
    engines: Mapping[ConnectorKind, Engine]
    authenticator: Authenticator
    sessions: Sessions
    leases: Leases
    connectors: Connectors
    catalogs: Catalogs
    grants: Grants
    ownership: Ownership
    proposals: Proposals
    saved_queries: SavedQueries
    viewing: Viewing
    uses: Uses
    marks: Marks
    queries: Queries
    exports: Exports
    planning: Planning
    running: RunningQueries
    touched: TouchedSources

    def close(self) -> None:
        """Stop what runs and close every database."""
        self.running.cancel_all()
        for engine in self.engines.values():
            engine.close()
        self.store.close()


@dataclass(frozen=True, slots=True, kw_only=True)
class Holdings:
    """What the broker keeps: enough to list and to delete connectors without serving."""

    store: Store
    vault: Vault
    audit: Audit
    connectors: Connectors


def own_directories(settings: BrokerSettings) -> tuple[Path, ...]:
    """The broker's own directories, which no source may lie in."""
    socket_path = settings.socket_path
    runtime = () if socket_path is None else (socket_path.parent,)
    return (settings.state_dir, settings.key_dir, *runtime)


def open_holdings(settings: BrokerSettings, world: World) -> Holdings:
    """Open, and if need be make, the store and the vault."""
    private_directory(settings.state_dir, "state_dir")
    private_directory(settings.key_dir, "key_dir")
    keys = FileKeyStore(settings.key_dir / DATA_KEYS_DIRECTORY)
    wrapping_key = load_wrapping_key(settings.key_dir / WRAPPING_KEY_FILE, keys, world)
    vault = Vault(wrapping_key=wrapping_key, keys=keys, world=world)
    store = Store(store_url(settings.database_url.get_secret_value(), settings.state_dir))
    store.migrate()
    audit = Audit(store=store, world=world)
    rules = DraftRules(file_roots=settings.file_roots, protected=own_directories(settings))
    connectors = Connectors(store=store, vault=vault, audit=audit, rules=rules, world=world)
    return Holdings(store=store, vault=vault, audit=audit, connectors=connectors)


def _sessions_of(settings: BrokerSettings, holdings: Holdings, world: World) -> Sessions:
    provider = IdentityProvider(issuer=settings.issuer, ca_bundle=settings.ca_bundle, world=world)
    verifier = TokenVerifier(
        provider=provider,
        issuer=settings.issuer,
        client_id=settings.client_id,
        algorithms=settings.allowed_algorithms,
        username_claim=settings.username_claim,
        groups_claim=settings.claim_groups_key,
        filter_claims=settings.filter_claims,
        world=world,
    )
    return Sessions(
        store=holdings.store,
        audit=holdings.audit,
        verifier=verifier,
        admission=Admission(
            users=frozenset(settings.allowed_users),
            groups=frozenset(settings.allowed_groups),
            admin_groups=frozenset(settings.admin_groups),
        ),
        lifetime=Lifetime(
            longest=timedelta(seconds=settings.session_max_age),
            idle=timedelta(seconds=settings.session_idle),
        ),
        world=world,
    )


def build_services(settings: BrokerSettings, world: World) -> Services:
    """The broker's parts, put together; the caller closes them."""
    holdings = open_holdings(settings, world)
    store, audit, connectors = holdings.store, holdings.audit, holdings.connectors
    sessions = _sessions_of(settings, holdings, world)
    leases = Leases(
        store=store, audit=audit, sessions=sessions, instance=settings.instance, world=world
    )
    engines = build_engines(
        EngineSettings(
            file_roots=settings.file_roots,
            protected_paths=own_directories(settings),
            runtime_directory=None if settings.socket_path is None else settings.socket_path.parent,
            sessions_per_person=settings.queries_per_person,
        )
    )
    catalogs = Catalogs(
        engines=engines, longest=timedelta(seconds=settings.catalog_seconds), world=world
    )
    uses = Uses(store=store, world=world)
    marks = Marks(store=store, connectors=connectors, world=world)
    grants = Grants(
        store=store,
        audit=audit,
        connectors=connectors,
        catalogs=catalogs,
        engines=engines,
        sessions=sessions,
        issuer=settings.issuer,
        claims=frozenset(settings.filter_claims),
        world=world,
    )
    running = RunningQueries(
        store=store,
        sessions=sessions,
        leases=leases,
        connectors=connectors,
        per_person=settings.queries_per_person,
        world=world,
    )
    touched = TouchedSources(store=store, connectors=connectors, leases=leases, world=world)
    return Services(
        settings=settings,
        store=store,
        engines=engines,
        authenticator=Authenticator(
            server_key=settings.server_key.get_secret_value(), sessions=sessions, leases=leases
        ),
        sessions=sessions,
        leases=leases,
        connectors=connectors,
        catalogs=catalogs,
        grants=grants,
        ownership=Ownership(
            store=store,
            audit=audit,
            grants=grants,
            issuer=settings.issuer,
            support_group=settings.support_group,
            support_hours=settings.support_hours,
            world=world,
        ),
        proposals=Proposals(audit=audit, world=world),
        saved_queries=SavedQueries(
            store=store,
            audit=audit,
            connectors=connectors,
            catalogs=catalogs,
            claims=frozenset(settings.filter_claims),
            world=world,
        ),
        viewing=Viewing(
            store=store,
            connectors=connectors,
            catalogs=catalogs,
            sessions=sessions,
            issuer=settings.issuer,
            world=world,
        ),
        uses=uses,
        marks=marks,
        queries=Queries(
            statements=Statements(connectors=connectors, catalogs=catalogs),
            connectors=connectors,
            engines=engines,
            running=running,
            notes=QueryNotes(audit=audit, uses=uses),
            touched=touched,
            longest_seconds=settings.query_seconds,
            world=world,
        ),
        exports=Exports(connectors=connectors, marks=marks, audit=audit, uses=uses, world=world),
        planning=Planning(connectors=connectors, catalogs=catalogs),
        running=running,
        touched=touched,
    )
