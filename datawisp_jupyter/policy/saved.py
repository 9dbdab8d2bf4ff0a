"""Whether a saved query may run: under the right to run it, with its owner's eyes."""

from __future__ import annotations

from collections.abc import Callable, Iterable, Mapping
from dataclasses import replace
from fnmatch import fnmatchcase

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.catalog import Catalog
from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.grants import TableShare
from datawisp_jupyter.domain.saved_queries import ParameterRule, SavedQuery
from datawisp_jupyter.domain.scanner import scan
from datawisp_jupyter.domain.values import Shape
from datawisp_jupyter.errors import (
    AccessDeniedError,
    InternalError,
    ParameterError,
    Position,
    StatementError,
    StatementRefusedError,
)
from datawisp_jupyter.policy.caps import loosest
from datawisp_jupyter.policy.claims import PREFIX, find_claims
from datawisp_jupyter.policy.eyes import Eyes
from datawisp_jupyter.policy.judging import judge
from datawisp_jupyter.policy.permit import GrantedShare, Obligations, Permit, Reason
from datawisp_jupyter.policy.statement import CheckedStatement, Slot

CLAIM_PARAMETER = "claims_"
"""What no parameter's name may begin with: ``:claims.NAME`` is read as ``:claims_NAME``."""


def may_run(permit: Permit, name: str) -> bool:
    """Whether ``permit`` is for running the saved query of this name."""
    shares = permit.obligations.shares
    if permit.action is not Action.RUN:
        return False
    return shares is None or bool(_fitting(shares, name))


def check_saved(
    saved: SavedQuery,
    *,
    permit: Permit,
    dialect: Dialect,
    catalog: Catalog,
    shapes: Mapping[str, Shape],
    claims: Mapping[str, Shape],
    choices_of: ParameterRule | None = None,
) -> CheckedStatement:
    """The statement of ``saved``, or the one behind a parameter's choices.

    It reads what its owner may read; whoever runs it chooses values and nothing else.
    ``claims`` are those that the runner's sign-in carries.  Raises ``AccessDeniedError``
    when the permit is not for it, ``StatementError`` when it cannot run any more.
    """
    if permit.connector_id != saved.connector_id or not may_run(permit, saved.name):
        raise AccessDeniedError(
            "You may not run this saved query.", reasons=(Reason.ACTION_NOT_GRANTED,)
        )
    text = saved.sql
    if choices_of is not None:
        if choices_of not in saved.parameters or choices_of.choices_sql is None:
            raise InternalError("The parameter has no choices from a query.")
        text = choices_of.choices_sql
    narrowed = _narrowed(permit, saved.name)
    text, used = _with_claims(text, dialect, shapes, claims)

    def judged(eyes: Eyes | None) -> CheckedStatement:
        return judge(
            text,
            permit=narrowed,
            dialect=dialect,
            catalog=catalog,
            shapes={**shapes, **used},
            eyes=eyes,
        )

    statement = judged(None)
    if narrowed.obligations.denials:
        statement = _without_denied(judged, narrowed, catalog, dialect)
    return replace(
        statement,
        slots=tuple(_claimed(slot) for slot in statement.slots),
        basis=narrowed.basis,
        rows=narrowed.obligations.rows,
        seconds=narrowed.obligations.seconds,
    )


def _fitting(shares: Iterable[GrantedShare], name: str) -> tuple[GrantedShare, ...]:
    """The shares that are about the saved query of this name, in every part of their chain."""
    return tuple(
        share
        for share in shares
        if all(any(fnmatchcase(name, one) for one in patterns) for patterns in share.saved_queries)
    )


def _narrowed(permit: Permit, name: str) -> Permit:
    """The permit with those of its grants alone that are about the saved query."""
    obligations = permit.obligations
    if obligations.shares is None:
        return permit
    shares = _fitting(obligations.shares, name)
    return replace(
        permit,
        basis=tuple(dict.fromkeys(basis for share in shares for basis in share.basis)),
        obligations=replace(
            obligations,
            shares=shares,
            rows=loosest(share.rows for share in shares),
            seconds=loosest(share.seconds for share in shares),
        ),
    )


def _with_claims(
    text: str, dialect: Dialect, shapes: Mapping[str, Shape], claims: Mapping[str, Shape]
) -> tuple[str, dict[str, Shape]]:
    """The text with a parameter for each claim, at the same places, and their shapes."""
    if any(name.startswith(CLAIM_PARAMETER) for name in shapes):
        raise ParameterError(f"A parameter's name cannot begin with {CLAIM_PARAMETER}.")
    scanned = scan(text, dialect)
    used: dict[str, Shape] = {}
    for found, claim in zip(scanned.occurrences, find_claims(scanned), strict=True):
        if found.is_identifier:
            raise StatementRefusedError(
                "A saved query cannot hold IDENTIFIER(:name): whoever runs it chooses values"
                " and no names.",
                position=Position(offset=found.start, length=found.end - found.start),
            )
        if not claim.name:
            continue
        if claim.name not in claims:
            raise AccessDeniedError(
                "The saved query asks for something that your sign-in does not say of you.",
                hint="Tell the owner of the source.",
                reasons=(Reason.CLAIM_MISSING,),
            )
        dot = claim.span.start + len(PREFIX)
        text = f"{text[:dot]}_{text[dot + 1 :]}"
        used[f"{CLAIM_PARAMETER}{claim.name}"] = claims[claim.name]
    return text, used


def _claimed(slot: Slot) -> Slot:
    """The slot of a claim under the name that claims have."""
    if not slot.name.startswith(CLAIM_PARAMETER):
        return slot
    return replace(slot, name=f"{PREFIX}{slot.name.removeprefix(CLAIM_PARAMETER)}")


def _without_denied(
    judged: Callable[[Eyes | None], CheckedStatement],
    permit: Permit,
    catalog: Catalog,
    dialect: Dialect,
) -> CheckedStatement:
    """The statement over everything but what denials take away; they win here, too."""
    whole = GrantedShare(basis=permit.basis, chain=((TableShare(pattern="*"),),))
    rest = Obligations(shares=(whole,), denials=permit.obligations.denials)
    try:
        return judged(Eyes(catalog=catalog, obligations=rest, dialect=dialect))
    except StatementError as error:
        raise AccessDeniedError(
            "You may not run this saved query.", reasons=(Reason.DENIED,)
        ) from error
