"""The error tree: one class per different reaction, each with a stable code.

The tree is also the HTTP mapping: the broker turns an error into an RFC 9457
problem document by reading ``code`` and ``status`` from its class, and the client
rebuilds the same class from ``code``.  No message ever holds a value from the data,
a parameter's value or a secret; messages say what was wrong, where, and what to do.
"""

from __future__ import annotations

from collections.abc import Iterator, Mapping, Sequence
from dataclasses import dataclass
from typing import ClassVar


@dataclass(frozen=True, slots=True, kw_only=True)
class Position:
    """A place in the statement that the person wrote: zero-based character offset."""

    offset: int
    length: int = 1


class DatawispError(Exception):
    """Base of every error that Datawisp raises on purpose.

    ``message`` is a whole sentence for a person.  ``hint`` says what to do next.
    ``position`` points into the statement as the person wrote it.  ``fields`` names
    the faulty settings of a form, one sentence each.  ``reasons`` are reason codes of
    a decision.  ``sqlstate`` is the five-character SQLSTATE of a database's refusal.
    """

    code: ClassVar[str] = "internal"
    status: ClassVar[int] = 500
    title: ClassVar[str] = "Datawisp failed"

    def __init__(
        self,
        message: str,
        *,
        hint: str | None = None,
        position: Position | None = None,
        fields: Mapping[str, str] | None = None,
        reasons: Sequence[str] = (),
        suggestions: Sequence[str] = (),
        sqlstate: str | None = None,
    ) -> None:
        super().__init__(message)
        self.message = message
        self.hint = hint
        self.position = position
        self.fields = dict(fields or {})
        self.reasons = tuple(reasons)
        self.suggestions = tuple(suggestions)
        self.sqlstate = sqlstate

    def __str__(self) -> str:
        return self.message if self.hint is None else f"{self.message} {self.hint}"


class InternalError(DatawispError):
    """A fault of ours; the details are in the broker's log, never in the answer."""


class ConfigurationError(DatawispError):
    """A setting is missing or wrong; the message names it."""

    code = "configuration_invalid"
    title = "A setting is missing or wrong"


# --- who is asking -----------------------------------------------------------------


class NotSignedInError(DatawispError):
    """No live single sign-on session stands behind the call."""

    code = "not_signed_in"
    status = 401
    title = "Not signed in"


class SignInRefusedError(DatawispError):
    """The identity provider's answer did not stand up to validation."""

    code = "sign_in_refused"
    status = 401
    title = "Sign-in refused"


class LeaseError(DatawispError):
    """The kernel has no lease, or its lease is over."""

    code = "lease_invalid"
    status = 401
    title = "This kernel has no valid lease"


class ProviderError(DatawispError):
    """The identity provider cannot be reached or answers nonsense."""

    code = "provider_failed"
    status = 502
    title = "The identity provider failed"


class AccessDeniedError(DatawispError):
    """The refusal: the no of a decision, with its reason codes."""

    code = "access_denied"
    status = 403
    title = "Not allowed"


class AccessRevokedError(AccessDeniedError):
    """A yes that stood when the query began was taken back, has ended or was narrowed."""

    code = "access_revoked"
    title = "Your access was taken back"


class NotFoundError(DatawispError):
    """Missing, or not yours: the answer is the same for both."""

    code = "not_found"
    status = 404
    title = "Not found"


class ConflictError(DatawispError):
    """The request contradicts what exists, for example a name that is taken."""

    code = "conflict"
    status = 409
    title = "Conflict"


class ConfirmationNeededError(ConflictError):
    """What was asked for is possible, but has to be meant.

    ``reasons`` are codes; the same request with them in ``accept`` goes through.  ``fields``
    has a sentence for each.
    """

    code = "confirmation_needed"
    title = "Please confirm"


class InvalidRequestError(DatawispError):
    """A message does not have the form it must have; ``fields`` says where."""

    code = "request_invalid"
    status = 422
    title = "The request is not valid"


class MethodError(DatawispError):
    """The address exists, but takes another HTTP method."""

    code = "method_not_allowed"
    status = 405
    title = "This method is not offered here"


class RequestTooLargeError(DatawispError):
    """The request's body is longer than the broker reads."""

    code = "request_too_large"
    status = 413
    title = "The request is too long"


class LimitReachedError(DatawispError):
    """Too much of the person's runs at once; it is worth trying again later."""

    code = "limit_reached"
    status = 429
    title = "Too much at once"


# --- the statement -----------------------------------------------------------------


class StatementError(DatawispError):
    """Base of all that can be wrong with the text of a statement."""

    code = "statement_invalid"
    status = 422
    title = "The statement cannot be run"


class EmptyStatementError(StatementError):
    """There is nothing to run: blank, or comments only."""

    code = "statement_empty"


class StatementSyntaxError(StatementError):
    """The text does not parse in the source's dialect."""

    code = "statement_syntax"


class MultipleStatementsError(StatementError):
    """More than one statement."""

    code = "statement_multiple"


class StatementRefusedError(StatementError):
    """The statement parses, but policy does not let it run."""

    code = "statement_refused"
    status = 403
    title = "The statement is not allowed"


class UnknownNameError(StatementError):
    """A table or column does not exist in what the person may see."""

    code = "name_unknown"


class ParameterError(StatementError):
    """Base of all that can be wrong with parameters; never holds a value."""

    code = "parameter_invalid"


class MissingParameterError(ParameterError):
    """A parameter of the statement has no value."""

    code = "parameter_missing"


class UnusedParameterError(ParameterError):
    """A parameter was given by name that the statement does not use."""

    code = "parameter_unused"


class ParameterTypeError(ParameterError):
    """A value is of a type that cannot be bound, or stands where its shape cannot."""

    code = "parameter_type"


# --- the source --------------------------------------------------------------------


class SourceError(DatawispError):
    """Base of what a data source can answer instead of rows."""

    code = "source_failed"
    status = 502
    title = "The data source failed"


class SourceUnreachableError(SourceError):
    """No connection could be made."""

    code = "source_unreachable"
    title = "The data source cannot be reached"


class SourceCredentialsError(SourceError):
    """The database refused the connector's user name or password."""

    code = "source_credentials"
    title = "The data source refused the credentials"


class SourceDatabaseError(SourceError):
    """The server answers, but the database or file does not exist or cannot be opened."""

    code = "source_database"
    title = "The database cannot be opened"


class SourceCertificateError(SourceError):
    """The server's certificate does not verify, or it offers no encryption."""

    code = "source_certificate"
    title = "The connection is not secure"


class QueryFailedError(SourceError):
    """The database refused or broke off the statement; ``sqlstate`` says how."""

    code = "query_failed"
    status = 422
    title = "The database could not run the statement"


class QueryCancelledError(DatawispError):
    """The query was stopped: by the person, by sign-out or by revocation."""

    code = "query_cancelled"
    status = 409
    title = "The query was stopped"


class QueryTimeoutError(DatawispError):
    """The query took longer than its time limit and was stopped at the source."""

    code = "query_timeout"
    status = 504
    title = "The query took too long"


# --- the broker --------------------------------------------------------------------


class BrokerUnavailableError(DatawispError):
    """The broker is not running or does not answer."""

    code = "broker_unavailable"
    status = 503
    title = "The broker does not answer"


class BrokerVersionError(DatawispError):
    """Broker and client do not speak the same version of the API."""

    code = "broker_version"
    status = 426
    title = "The broker is of another version"


class StreamInterruptedError(DatawispError):
    """The stream of rows ended before its end mark; no part of it is kept."""

    code = "stream_interrupted"
    status = 502
    title = "The stream of rows broke off"


def _subclasses(cls: type[DatawispError]) -> Iterator[type[DatawispError]]:
    yield cls
    for child in cls.__subclasses__():
        yield from _subclasses(child)


def error_classes() -> dict[str, type[DatawispError]]:
    """Every error class by its stable code.

    Classes that others derive for themselves keep the code that they inherit, and a problem
    becomes one of those here.
    """
    return {
        cls.code: cls
        for cls in _subclasses(DatawispError)
        if cls is not DatawispError and cls.__module__ == __name__
    }
