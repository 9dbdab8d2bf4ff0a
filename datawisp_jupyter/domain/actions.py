"""What can be done to a source."""

from __future__ import annotations

from enum import StrEnum


class Action(StrEnum):
    """What can be done to a source.

    ``FIND`` is to know that it exists and comes with every grant; ``SEE`` is to see its
    schema, as far as granted; ``RUN`` runs its saved queries, ``QUERY`` statements of one's
    own; ``EXPORT`` takes results out of the kernel's memory; ``MANAGE`` shares on, never
    more than one has.  ``OWN`` is the owner's alone: settings, saved queries, who sees what,
    transfer, removal.
    """

    FIND = "source:find"
    SEE = "source:see"
    RUN = "source:run"
    QUERY = "source:query"
    EXPORT = "source:export"
    MANAGE = "source:manage"
    OWN = "source:own"


GRANTABLE = frozenset({Action.SEE, Action.RUN, Action.QUERY, Action.EXPORT, Action.MANAGE})
"""The actions that a grant can name."""

IMPLIED: dict[Action, frozenset[Action]] = {
    Action.QUERY: frozenset({Action.QUERY, Action.SEE}),
}
"""Whoever may write statements sees the names that they are written with."""


def with_implied(actions: frozenset[Action]) -> frozenset[Action]:
    """``actions`` and those that come with them."""
    return actions.union(*(IMPLIED.get(action, frozenset()) for action in actions))
