"""Reviewing and revoking, for the commands and for Python code alike."""

from __future__ import annotations

from collections.abc import Mapping
from dataclasses import dataclass
from typing import TYPE_CHECKING

from datawisp_jupyter.domain.grants import RecipientKind
from datawisp_jupyter.errors import StatementError
from datawisp_jupyter.kernel.recipients import Named
from datawisp_jupyter.kernel.results import Result
from datawisp_jupyter.kernel.words import Word

if TYPE_CHECKING:
    from datawisp_jupyter.domain.values import BindableValue
    from datawisp_jupyter.kernel.session import KernelSession
    from datawisp_jupyter.wire.grants import RecipientDraft, RevokeReport


@dataclass(frozen=True, slots=True, kw_only=True)
class Seen:
    """A source with somebody's eyes: what they may do, and the columns that they see."""

    decisions: Result
    columns: Result


class Reviewer:
    """Who has access to what of the person's sources; every answer is a sealed result."""

    def __init__(self, session: KernelSession) -> None:
        self._session = session

    def grants(self, source: str | None) -> Result:
        """What the person gave, of one source or of all."""
        from datawisp_jupyter.kernel.review import grants_table

        client = self._session.client()
        if source is None:
            return self._kept(grants_table("grants given", client.grants_given().grants))
        self._session.connector(source)
        return self._kept(grants_table(f"grants of {source}", client.grants_of(source).grants))

    def received(self) -> Result:
        """What others gave the person."""
        from datawisp_jupyter.kernel.review import grants_table

        grants = self._session.client().grants_received().grants
        return self._kept(grants_table("grants received", grants))

    def uses(self, source: str, email: str | None) -> Result:
        """Who fetched what of a source, and what was refused."""
        from datawisp_jupyter.kernel.review import uses_table

        self._session.connector(source)
        uses = self._session.client().uses(source, email).uses
        return self._kept(uses_table(f"uses of {source}", uses))

    def refusals(self, source: str, email: str | None) -> Result:
        """What was refused of a source, with the reasons."""
        from datawisp_jupyter.kernel.review import uses_table

        self._session.connector(source)
        uses = self._session.client().uses(source, email).uses
        refused = [one for one in uses if one.outcome != "ok"]
        return self._kept(uses_table(f"refusals of {source}", refused))

    def view_as(
        self, source: str, who: Named, sql: Word | None, namespace: Mapping[str, object]
    ) -> Seen:
        """A source with the eyes of a person, or of anybody in a group.

        The values of the statement's parameters come from ``namespace``.
        """
        from datawisp_jupyter.kernel.review import columns_table, decisions_table
        from datawisp_jupyter.wire.grants import ViewAsRequest
        from datawisp_jupyter.wire.values import wire_value_of

        values = {} if sql is None else self._values(source, sql, namespace)
        self._session.connector(source)
        is_person = who.kind is RecipientKind.PERSON
        request = ViewAsRequest(
            email=who.name if is_person else None,
            groups=None if is_person else (who.name,),
            sql=None if sql is None else sql.text,
            parameters={name: wire_value_of(value) for name, value in values.items()},
        )
        seen = self._session.client().view_as(source, request)
        title = f"{source} as somebody else sees it"
        return Seen(
            decisions=self._kept(decisions_table(title, seen)),
            columns=self._kept(columns_table(title, seen.tables)),
        )

    def revoke(self, grant_id: str) -> RevokeReport:
        """End one grant."""
        return self._session.client().revoke(grant_id)

    def revoke_all(self, who: Named, source: str | None) -> RevokeReport:
        """End everything that the person gave to somebody, of one source or of all."""
        from datawisp_jupyter.wire.grants import RevokeAllRequest

        if source is not None:
            self._session.connector(source)
        request = RevokeAllRequest(recipient=recipient_draft(who), connector=source)
        return self._session.client().revoke_all(request)

    def _values(
        self, source: str, sql: Word, namespace: Mapping[str, object]
    ) -> dict[str, BindableValue]:
        from datawisp_jupyter.kernel.parameters import collect_values

        try:
            return collect_values(
                sql.text,
                self._session.dialect(source),
                given={},
                namespace=namespace,
                hidden={},
            )
        except StatementError as error:
            error.position = sql.place_of(error.position)
            raise

    def _kept(self, result: Result) -> Result:
        self._session.keep(result)
        return result


def recipient_draft(who: Named) -> RecipientDraft:
    """The message that names somebody."""
    from datawisp_jupyter.wire.grants import RecipientDraft

    return RecipientDraft(kind=who.kind, name=who.name)
