"""Who has access to what, what it was used for, and taking it back."""

from __future__ import annotations

from datawisp_jupyter.errors import InvalidRequestError
from datawisp_jupyter.kernel.commands.call import Call, Command, counted, say
from datawisp_jupyter.kernel.recipients import Named, parse_recipient
from datawisp_jupyter.kernel.sharing import Reviewer
from datawisp_jupyter.kernel.words import Word, unquoted


def recipient_of(word: Word) -> Named:
    """Whom a word names; the error points at it."""
    try:
        return parse_recipient(unquoted(word.text))
    except InvalidRequestError as error:
        error.position = word.place_of(None)
        raise


def address_of(word: Word) -> str:
    """The e-mail address that a word is; a group is refused."""
    named = recipient_of(word)
    if named.kind.value != "person":
        raise InvalidRequestError(
            "This is for one person: name an e-mail address.",
            position=word.place_of(None),
        )
    return named.name


def _shared(call: Call) -> None:
    words = call.plain_words(0, 1)
    call.show(Reviewer(call.session).grants(words[0].text if words else None))


def _received(call: Call) -> None:
    call.plain_words(0, 0)
    call.show(Reviewer(call.session).received())


def _uses(call: Call) -> None:
    source, *person = call.plain_words(1, 2)
    address = address_of(person[0]) if person else None
    call.show(Reviewer(call.session).uses(source.text, address))


def _explain(call: Call) -> None:
    source, *person = call.plain_words(1, 2)
    if call.sql is not None and not person:
        raise call.misused(call.sql, "A statement is explained for somebody: name the person.")
    reviewer = Reviewer(call.session)
    address = address_of(person[0]) if person else None
    call.show(reviewer.refusals(source.text, address))
    if call.sql is not None:
        seen = reviewer.view_as(source.text, recipient_of(person[0]), call.sql, call.shell.user_ns)
        call.show(seen.decisions)


def _view_as(call: Call) -> None:
    who, source = call.plain_words(2, 2)
    seen = Reviewer(call.session).view_as(
        source.text, recipient_of(who), call.sql, call.shell.user_ns
    )
    call.show(seen.decisions)
    call.show(seen.columns)


def _revoke(call: Call) -> None:
    first, *rest = call.plain_words(1, 3)
    reviewer = Reviewer(call.session)
    if first.text == "--all":
        if not rest:
            raise call.misused(first)
        source = rest[1].text if len(rest) > 1 else None
        report = reviewer.revoke_all(recipient_of(rest[0]), source)
    elif rest or first.text.startswith("-"):
        raise call.misused(first)
    else:
        report = reviewer.revoke(first.text)
    stopped = f"; {counted(report.queries, 'running query', 'running queries')} stopped"
    say(f"Revoked {counted(report.grants, 'grant')}{stopped if report.queries else ''}.")


SHARED = Command(
    name="shared", argument="[SOURCE]", summary="whom you gave access to what", run=_shared
)
RECEIVED = Command(name="received", argument="", summary="what others gave you", run=_received)
USES = Command(
    name="uses", argument="SOURCE [PERSON]", summary="what was fetched of your source", run=_uses
)
EXPLAIN = Command(
    name="explain",
    argument="SOURCE [PERSON [-- SELECT …]]",
    summary="why something was refused, or would be",
    run=_explain,
    takes_sql=True,
)
VIEW_AS = Command(
    name="view-as",
    argument="PERSON|group:NAME SOURCE [-- SELECT …]",
    summary="your source with somebody else's eyes",
    run=_view_as,
    takes_sql=True,
)
REVOKE = Command(
    name="revoke",
    argument="ID | --all PERSON|group:NAME [SOURCE]",
    summary="take access back at once",
    run=_revoke,
)
