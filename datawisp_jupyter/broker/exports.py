"""Exports: whether rows may be written to a file, and that they were, for owner and audit."""

from __future__ import annotations

from dataclasses import dataclass

from datawisp_jupyter.broker.audit import Audit, AuditEvent, Happening
from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.connectors import Connectors, PermittedConnector
from datawisp_jupyter.broker.discretion import own_reasons, reasons_behind
from datawisp_jupyter.broker.holdings import Mark, Marks, read_mark
from datawisp_jupyter.broker.uses import Use, Uses
from datawisp_jupyter.broker.world import World
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.errors import AccessDeniedError, AccessRevokedError, NotFoundError
from datawisp_jupyter.policy.exporting import authorize_export
from datawisp_jupyter.wire.exports import ExportRequest


@dataclass(frozen=True, slots=True, kw_only=True)
class _Origin:
    """A source that rows rest on, and the grants of it that gave them."""

    permitted: PermittedConnector
    grants: tuple[str, ...]


class Exports:
    """Says yes or no to exports, and keeps what was said."""

    def __init__(
        self, *, connectors: Connectors, marks: Marks, audit: Audit, uses: Uses, world: World
    ) -> None:
        self._connectors = connectors
        self._marks = marks
        self._audit = audit
        self._uses = uses
        self._world = world

    def allow(self, caller: Caller, request: ExportRequest) -> None:
        """Return if every source that the rows rest on may be exported from, and note it.

        Raises ``AccessDeniedError`` that says whom to ask, ``AccessRevokedError`` when the
        rows rest on something that is no more.
        """
        marks = [read_mark(text) for text in request.held_by]
        known = [mark for mark in marks if mark is not None]
        if len(known) < len(marks):
            raise _gone()
        origins = [
            self._checked(caller, connector_id, [one for one in known if one.about(connector_id)])
            for connector_id in dict.fromkeys(mark.connector_id for mark in known)
        ]
        for origin in origins:
            self._note(caller, request, origin)

    def _checked(self, caller: Caller, connector_id: str, marks: list[Mark]) -> _Origin:
        """The source with the yes of all its marks; a no is kept for its owner."""
        try:
            found = self._connectors.get_permitted(caller, connector_id, Action.FIND)
        except NotFoundError as error:
            raise _gone() from error
        if not all(self._marks.stands(caller, mark, found.facts) for mark in marks):
            raise _gone()
        try:
            permitted = self._connectors.get_permitted(caller, connector_id, Action.EXPORT)
        except AccessDeniedError as error:  # which is on the audit by now
            self._keep_no(caller, connector_id, error)
            raise _refused(found, error) from error
        try:
            self._require(caller, permitted, marks)
        except AccessDeniedError as error:
            self._note_no(caller, connector_id, error)
            self._keep_no(caller, connector_id, error)
            raise _refused(found, error) from error
        grants = dict.fromkeys(mark.basis.grant_id for mark in marks if mark.basis is not None)
        return _Origin(permitted=permitted, grants=tuple(grants))

    def _require(self, caller: Caller, permitted: PermittedConnector, marks: list[Mark]) -> None:
        for mark in marks:
            if mark.basis is not None:
                authorize_export(
                    caller.asker,
                    permitted.facts,
                    gave=mark.action,
                    basis=(mark.basis,),
                    now=self._world.now(),
                )

    def _note(self, caller: Caller, request: ExportRequest, origin: _Origin) -> None:
        permit = origin.permitted.permit
        self._audit.record(
            AuditEvent(
                happening=Happening.EXPORTED,
                person=caller.person.id,
                connector_id=permit.connector_id,
                action=permit.action,
                decision="yes",
                reasons=permit.reasons,
                details={
                    caller.via: caller.credential_id,
                    "format": request.format,
                    "rows": request.rows,
                    "bytes": request.bytes,
                    "columns": len(request.columns),
                    "grants": origin.grants,
                },
            )
        )
        self._uses.record(
            caller,
            Use(
                connector_id=permit.connector_id,
                action=permit.action,
                outcome="ok",
                basis=origin.grants,
                columns=request.columns,
                rows=request.rows,
                bytes=request.bytes,
            ),
        )

    def _note_no(self, caller: Caller, connector_id: str, error: AccessDeniedError) -> None:
        self._audit.record(
            AuditEvent(
                happening=Happening.DECIDED,
                person=caller.person.id,
                connector_id=connector_id,
                action=Action.EXPORT,
                decision="no",
                reasons=reasons_behind(error),
                details={caller.via: caller.credential_id},
            )
        )

    def _keep_no(self, caller: Caller, connector_id: str, error: AccessDeniedError) -> None:
        self._uses.record(
            caller,
            Use(
                connector_id=connector_id,
                action=Action.EXPORT,
                outcome=error.code,
                reasons=reasons_behind(error),
            ),
        )


def _gone() -> AccessRevokedError:
    return AccessRevokedError(
        "The rows may not be exported: the access that gave them was taken back, has ended or was"
        " changed, or the source is gone.",
        hint="Run the query again.",
    )


def _refused(found: PermittedConnector, error: AccessDeniedError) -> AccessDeniedError:
    return AccessDeniedError(
        f"You may not export these rows of {found.connector.name}.",
        hint=error.hint
        if own_reasons(error)
        else f"Ask its owner, {found.owner.name}, to allow export in the grant that gave them.",
        reasons=own_reasons(error),
    )
