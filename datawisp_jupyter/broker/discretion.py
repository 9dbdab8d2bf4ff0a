"""What a person who does not own a source may learn of what went wrong there.

Databases, drivers and our own engines say what is the matter for the owner: host and user,
names in the statement that was made of the person's, columns that a grant leaves out.  For
everybody else an error is made anew, from its class and the class of its SQLSTATE, with
sentences that stand here and nowhere else: nothing of the error itself goes on.
"""

from __future__ import annotations

from collections.abc import Mapping
from types import MappingProxyType

from datawisp_jupyter.errors import (
    AccessDeniedError,
    DatawispError,
    InternalError,
    LimitReachedError,
    ParameterError,
    QueryCancelledError,
    QueryFailedError,
    QueryTimeoutError,
    SourceCertificateError,
    SourceCredentialsError,
    SourceDatabaseError,
    SourceError,
    SourceUnreachableError,
    StatementError,
    StatementSyntaxError,
    UnknownNameError,
)
from datawisp_jupyter.policy.permit import Permit, Reason

_ASK_OWNER = "Tell its owner, who can see why."

_OF_CLASS: Mapping[str, str] = MappingProxyType(
    {
        "08": "The connection to the database broke; run it again.",
        "0A": "The database does not support what the statement asks for.",
        "21": "A part of the statement gave more rows or columns than can stand in its place.",
        "22": "The database could not compute a value: look at divisions, conversions, dates and"
        " the sizes of numbers.",
        "25": "The state of the session does not allow the statement.",
        "28": "The database refused the source's credentials.",
        "40": "The database broke the statement off because of others; run it again.",
        "42": "The database does not accept the statement: look at functions, types, casts and"
        " GROUP BY.",
        "53": "The database server is out of resources.",
        "54": "The statement goes beyond a limit of the database.",
        "55": "Something that the statement needs is in use; try again.",
        "57": "The database server broke the statement off.",
        "58": "The database server had a system error.",
        "XX": "The database server had an internal error.",
    }
)
"""Sentences by class of SQLSTATE (SQL:2016 part 2, clause 24): the first two characters."""

_OF_ERROR: Mapping[type[DatawispError], tuple[str, str | None]] = MappingProxyType(
    {
        QueryCancelledError: ("The query was stopped.", None),
        QueryTimeoutError: (
            "The query took longer than its time limit and was stopped at the source.",
            "Narrow the statement.",
        ),
        SourceUnreachableError: ("The data source cannot be reached.", _ASK_OWNER),
        SourceCredentialsError: ("The data source cannot be reached.", _ASK_OWNER),
        SourceCertificateError: ("The data source cannot be reached.", _ASK_OWNER),
        SourceDatabaseError: ("The data source cannot be opened.", _ASK_OWNER),
        QueryFailedError: (
            "The database could not run the statement.",
            "Look at functions, types and casts.",
        ),
        SourceError: ("The data source failed.", _ASK_OWNER),
        ParameterError: (
            "A parameter's value does not fit the place where it stands, or the source has no"
            " type for it.",
            None,
        ),
        StatementSyntaxError: ("The database cannot parse the statement.", None),
        UnknownNameError: ("The database does not know a name in the statement.", None),
        StatementError: ("The database does not accept the statement.", None),
        LimitReachedError: ("Too much runs at the source at once.", "Try again later."),
        InternalError: ("Datawisp failed, and it is not your fault.", _ASK_OWNER),
    }
)
"""Sentences by class of error; the nearest class counts."""

_OWN_REASONS = frozenset({Reason.SIGN_IN_TOO_WEAK.value, Reason.SIGN_IN_TOO_OLD.value})
"""Reasons that a person can do something about; the others are the owner's to know."""


def is_owners(permit: Permit) -> bool:
    """Whether a permit is an owner's, who may know everything about their source."""
    return Reason.OWNER in permit.reasons


def discreet_source_error(error: DatawispError, permit: Permit) -> DatawispError:
    """What an engine raised, as the person whom ``permit`` is for may see it."""
    if is_owners(permit):
        return error
    family = next((cls for cls in type(error).__mro__ if cls in _OF_ERROR), InternalError)
    sentence, hint = _OF_ERROR[family]
    state = _class_of(error.sqlstate)
    if state is not None and family in {QueryFailedError, StatementError}:
        sentence, hint = _OF_CLASS[state], None
    made = family if family is not ParameterError else type(error)
    discreet: DatawispError = made(
        sentence, hint=hint, sqlstate=None if state is None else f"{state}000"
    )
    return discreet


def discreet_refusal(error: DatawispError, permit: Permit) -> DatawispError:
    """What policy said of a statement: our words and the person's own, without the reasons."""
    if is_owners(permit):
        return error
    return type(error)(
        error.message,
        hint=error.hint,
        position=error.position,
        suggestions=error.suggestions,
        reasons=own_reasons(error),
    )


def own_reasons(error: DatawispError) -> tuple[str, ...]:
    """The reasons of a no that the person to whom it is said may know."""
    return tuple(reason for reason in error.reasons if reason in _OWN_REASONS)


def reasons_behind(error: DatawispError) -> tuple[str, ...]:
    """All reasons of a no, for the owner and the audit, also when it was told discreetly."""
    told = error.__cause__
    return told.reasons if isinstance(told, DatawispError) and told.reasons else error.reasons


def discreet_denial(error: AccessDeniedError) -> AccessDeniedError:
    """A no to somebody who knows of the source, without the reasons that are the owner's."""
    return type(error)(error.message, hint=error.hint, reasons=own_reasons(error))


def _class_of(sqlstate: str | None) -> str | None:
    state = (sqlstate or "")[:2]
    return state if state in _OF_CLASS else None
