"""What every engine does: test, describe its catalog, and stream checked statements."""

from __future__ import annotations

from abc import ABC, abstractmethod
from collections.abc import Iterator, Mapping
from dataclasses import dataclass
from types import TracebackType
from typing import ClassVar, Self

import pyarrow as pa

from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import ConnectorKind
from datawisp_jupyter.domain.values import BindableValue
from datawisp_jupyter.policy.statement import CheckedStatement


@dataclass(frozen=True, slots=True, kw_only=True)
class Target:
    """An opened connector: validated settings and the secrets, for as long as it is used.

    ``principal_key`` keeps database sessions of different people apart: a connection is
    never handed from one key to another.
    """

    connector_id: str
    kind: ConnectorKind
    principal_key: str
    settings: Mapping[str, object]
    secrets: Mapping[str, str]

    def __repr__(self) -> str:  # secrets must not reach a log through a traceback
        return f"Target({self.kind}, {self.connector_id})"


@dataclass(frozen=True, slots=True, kw_only=True)
class Limits:
    """Caps of one query; ``rows`` is what may be sent, one more is looked for."""

    rows: int | None
    seconds: float


@dataclass(frozen=True, slots=True, kw_only=True)
class Finding:
    """A right of the database account that goes beyond reading: a stable code, and why."""

    code: str
    sentence: str


@dataclass(frozen=True, slots=True, kw_only=True)
class BlastRadius:
    """What the database account could do if every check of ours failed.

    ``grant_script`` makes an account that can read the same tables and nothing else; its
    password is ``PASSWORD_TO_REPLACE``.  Both are empty where there are no accounts.
    """

    findings: tuple[Finding, ...] = ()
    grant_script: str = ""


PASSWORD_TO_REPLACE = "<replace this by a new password>"  # noqa: S105 - a placeholder


@dataclass(frozen=True, slots=True, kw_only=True)
class Probe:
    """What a test of a connection found."""

    product: str
    encryption: str
    tables: int
    warnings: tuple[str, ...] = ()
    blast_radius: BlastRadius = BlastRadius()


class RowStream(ABC):
    """Batches of one running query; a context manager that ends the query when left.

    Iteration blocks and runs in a worker thread.  ``cancel`` may be called from any
    thread at any time, more than once; it stops the query at the database, and the
    iteration then raises ``QueryCancelledError``.  ``truncated`` is meaningful when the
    iteration has ended.  Batches are about one MiB, and no more than a few are held.
    """

    schema: pa.Schema
    truncated: bool

    @abstractmethod
    def __iter__(self) -> Iterator[pa.RecordBatch]: ...

    @abstractmethod
    def cancel(self) -> None:
        """Stop the query at the database."""

    @abstractmethod
    def close(self) -> None:
        """End the query; closing twice does nothing."""

    def __enter__(self) -> Self:
        return self

    def __exit__(
        self,
        kind: type[BaseException] | None,
        value: BaseException | None,
        traceback: TracebackType | None,
    ) -> None:
        self.close()


class RunningQuery(ABC):
    """A query that has been accepted but may not have answered yet.

    ``open`` blocks until the database has described the result or refused, and returns
    the stream.  ``cancel`` works before, during and after ``open``, from any thread.
    """

    @abstractmethod
    def open(self) -> RowStream:
        """Wait for the description of the result; called once."""

    @abstractmethod
    def cancel(self) -> None:
        """Stop the query at the database."""


class Engine(ABC):
    """One kind of database.  All methods block; errors are of ``datawisp_jupyter.errors``.

    Errors carry SQLSTATE, position and our own words; a driver's text never leaves the
    engine, because it may hold values.
    """

    kind: ClassVar[ConnectorKind]

    @abstractmethod
    def probe(self, target: Target) -> Probe:
        """Connect for real and look around; the answer of *Test connection*."""

    @abstractmethod
    def catalog(self, target: Target) -> Catalog:
        """The tables that the connector's account can read."""

    @abstractmethod
    def blast_radius(self, target: Target) -> BlastRadius:
        """What the account may do beyond reading, and the script for one that may not."""

    @abstractmethod
    def start(
        self,
        target: Target,
        statement: CheckedStatement,
        values: Mapping[str, BindableValue],
        limits: Limits,
        *,
        explain: bool = False,
    ) -> RunningQuery:
        """Accept a checked statement with the values of its parameters; does not block.

        With ``explain`` the rows are the lines of the database's plan, in one text column
        named ``plan``, and the statement itself is not run.
        """

    @abstractmethod
    def forget(self, connector_id: str) -> None:
        """Close every database session of a connector, cancelling what runs."""

    @abstractmethod
    def close(self) -> None:
        """Close everything."""
