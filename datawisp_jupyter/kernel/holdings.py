"""What this kernel holds of whose sources, and dropping it when that no longer stands."""

from __future__ import annotations

import threading
from collections.abc import Collection, Mapping, Sequence

from datawisp_jupyter.domain.connectors import OutputRules
from datawisp_jupyter.kernel.registry import ResultRegistry
from datawisp_jupyter.kernel.results import Result, ResultFacts
from datawisp_jupyter.kernel.retention import Reason
from datawisp_jupyter.kernel.sealed.governance import Governance
from datawisp_jupyter.kernel.variables import Stored, StoredVariables

_WHY = {
    Reason.REVOKED: "your access was taken back, has ended or was changed, or the source is gone",
    Reason.SIGNED_OUT: "you were signed out, or this kernel's lease has ended",
}


class Holdings:
    """The marks of all rows in this kernel's memory; safe to use from any thread.

    A mark says what some rows rest on, and means something to the broker alone.  The client
    sends all of them with each call, and has those dropped that the broker's answer names.
    """

    def __init__(
        self, results: ResultRegistry, variables: StoredVariables, governance: Governance
    ) -> None:
        self._results = results
        self._variables = variables
        self._governance = governance
        self._lock = threading.Lock()
        self._notices: list[str] = []

    def marks(self) -> Sequence[str]:
        """Every mark that some rows in memory have."""
        return sorted(self._results.marks() | self._variables.marks())

    def facts(self) -> tuple[ResultFacts, ...]:
        """What is known of all rows in memory."""
        return (*(one.facts for one in self._results.all()), *self._variables.facts())

    @property
    def is_any(self) -> bool:
        """Whether there is anything in memory that could have to go."""
        return bool(self._results.entries() or self._variables.facts())

    def drop(self, marks: Collection[str]) -> None:
        """Let go of all rows that rest on one of ``marks``, and remember to say so."""
        self._governance.lift(marks)
        stored = self._variables.drop(marks)
        self._tell(self._results.drop(marks), stored, Reason.REVOKED)

    def drop_all(self) -> None:
        """Let go of all rows, because nobody is signed in any more."""
        stored = self._variables.drop_all()
        self._tell(self._results.drop_all(Reason.SIGNED_OUT), stored, Reason.SIGNED_OUT)

    def _tell(self, results: Sequence[Result], stored: Sequence[Stored], reason: Reason) -> None:
        sources = [one.source for one in results] + [one.facts.source for one in stored]
        with self._lock:
            for source in dict.fromkeys(sources):
                names = dict.fromkeys(one.name for one in stored if one.facts.source == source)
                count = sum(one.source == source for one in results)
                self._notices.append(_notice(source, count, list(names), _WHY[reason]))

    def learn(self, rules: Mapping[str, OutputRules]) -> None:
        """Keep to what the owners of the sources allow notebooks to show now."""
        self._results.learn(rules)
        self._variables.learn(rules)
        self._governance.learn(rules)

    def take_notices(self) -> tuple[str, ...]:
        """What the person has not been told yet."""
        with self._lock:
            told, self._notices = tuple(self._notices), []
        return told


def _notice(source: str, results: int, names: Sequence[str], why: str) -> str:
    parts = []
    if results:
        parts.append(f"{results} result{'' if results == 1 else 's'}")
    if names:
        parts.append(f"the variable{'' if len(names) == 1 else 's'} {', '.join(names)}")
    return (
        f"Datawisp let go of {' and '.join(parts)} of {source}: {why}. Copies that you made "
        "are not followed."
    )


def revoked_while_streaming(source: str) -> str:
    """What a cell says when the rows stop coming because the access was taken back."""
    return f"The owner of {source} took back your access while the query ran; nothing was kept."
