"""What is written down of every query: begun, ended or refused, on the audit and as a use."""

from __future__ import annotations

from dataclasses import dataclass

from datawisp_jupyter.broker.audit import Audit, AuditEvent, Happening
from datawisp_jupyter.broker.auth import Caller
from datawisp_jupyter.broker.discretion import reasons_behind
from datawisp_jupyter.broker.statements import PreparedQuery, Question
from datawisp_jupyter.broker.uses import Use, Uses
from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.results import ResultEnd
from datawisp_jupyter.errors import DatawispError

MAX_COLUMNS = 200
"""The most columns that a use names; the rest is counted by nobody."""

_MAX_NAME = 128


@dataclass(frozen=True, slots=True, kw_only=True)
class Outcome:
    """What became of a query; ``code`` is ``ok`` or an error's code."""

    code: str
    end: ResultEnd
    columns: tuple[str, ...]


class QueryNotes:
    """Writes down what happens to queries; nothing of their values, texts or rows."""

    def __init__(self, *, audit: Audit, uses: Uses) -> None:
        self._audit = audit
        self._uses = uses

    def begun(self, caller: Caller, question: Question, prepared: PreparedQuery) -> None:
        """Note a yes, before it is used."""
        permit = prepared.statement.permit
        request = question.request
        self._audit.record(
            AuditEvent(
                happening=Happening.QUERY_STARTED,
                person=caller.person.id,
                connector_id=permit.connector_id,
                action=permit.action,
                decision="yes",
                reasons=permit.reasons,
                details={
                    caller.via: caller.credential_id,
                    "query": request.id,
                    "fingerprint": prepared.statement.fingerprint,
                    "parameters": tuple(sorted(request.parameters)),
                    "explain": request.explain,
                    "saved_query": None if question.saved is None else question.saved.name,
                    "grants": _grants_of(prepared),
                },
            )
        )

    def ended(
        self, caller: Caller, question: Question, prepared: PreparedQuery, outcome: Outcome
    ) -> None:
        """Note how a query that had begun came to its end."""
        end = outcome.end
        self._audit.record(
            AuditEvent(
                happening=Happening.QUERY_ENDED,
                person=caller.person.id,
                connector_id=prepared.permitted.connector.id,
                details={
                    "query": question.request.id,
                    "rows": end.rows,
                    "bytes": end.bytes,
                    "seconds": round(end.seconds, 3),
                    "truncated": end.truncated,
                    "end": outcome.code,
                },
            )
        )
        self._uses.record(
            caller,
            Use(
                connector_id=prepared.permitted.connector.id,
                action=prepared.statement.permit.action,
                outcome=outcome.code,
                basis=_grants_of(prepared),
                saved_query=None if question.saved is None else question.saved.name,
                fingerprint=prepared.statement.fingerprint,
                columns=tuple(name[:_MAX_NAME] for name in outcome.columns[:MAX_COLUMNS]),
                rows=end.rows,
                bytes=end.bytes,
                seconds=end.seconds,
            ),
        )

    def refused(
        self, caller: Caller, question: Question, connector_id: str, error: DatawispError
    ) -> None:
        """Note a no to what somebody wanted to run; who may not do it at all is noted before."""
        self._audit.record(
            AuditEvent(
                happening=Happening.DECIDED,
                person=caller.person.id,
                connector_id=connector_id,
                action=question.action,
                decision="no",
                reasons=reasons_behind(error),
                details={
                    caller.via: caller.credential_id,
                    "query": question.request.id,
                    "why": error.code,
                },
            )
        )
        saved_query = None if question.saved is None else question.saved.name
        self.not_run(caller, connector_id, question.action, error, saved_query=saved_query)

    def not_run(
        self,
        caller: Caller,
        connector_id: str,
        action: Action,
        error: DatawispError,
        *,
        saved_query: str | None,
    ) -> None:
        """Keep for the owner that somebody wanted something and did not get it."""
        self._uses.record(
            caller,
            Use(
                connector_id=connector_id,
                action=action,
                outcome=error.code,
                reasons=reasons_behind(error),
                saved_query=saved_query,
            ),
        )


def _grants_of(prepared: PreparedQuery) -> tuple[str, ...]:
    return tuple(dict.fromkeys(basis.grant_id for basis in prepared.statement.basis))
