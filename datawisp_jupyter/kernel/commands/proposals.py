"""Sharing, transfer and support: proposed here, confirmed in the browser."""

from __future__ import annotations

from datawisp_jupyter.domain.actions import Action
from datawisp_jupyter.domain.grants import Effect
from datawisp_jupyter.kernel.commands.call import Call, Command, say
from datawisp_jupyter.kernel.commands.review import address_of, recipient_of
from datawisp_jupyter.kernel.proposing import grant_draft, propose, support_draft
from datawisp_jupyter.kernel.share_line import (
    SHARE_FLAGS,
    SHARE_OPTIONS,
    SUPPORT_OPTIONS,
    ShareLine,
    parse_share_line,
)

_NEEDS_TABLES = frozenset({Action.SEE, Action.QUERY, Action.EXPORT})


def _share(call: Call) -> None:
    line = parse_share_line(call.words, options=SHARE_OPTIONS, flags=SHARE_FLAGS)
    if len(line.words) != 2:
        raise call.misused(line.words[-1] if line.words else None)
    source, who = line.words
    draft = grant_draft(
        recipient_of(who),
        tables=line.tables,
        actions=_actions_of(call, line),
        saved_queries=line.saved_queries,
        until=line.until,
        rows=line.rows,
        seconds=line.seconds,
        note=line.note,
        effect=Effect.DENY if line.is_denial else Effect.ALLOW,
    )
    done = propose(call.session, source.text, draft, say)
    say("Confirmed: it is in force." if done.grant_id is None else f"Confirmed: {done.grant_id}.")


def _actions_of(call: Call, line: ShareLine) -> frozenset[Action]:
    """What ``--can`` says; else what the rest of the line is about."""
    actions = line.actions
    if not actions:
        actions = frozenset({Action.QUERY} if line.tables else set())
        if line.saved_queries is not None:
            actions |= {Action.RUN}
    if not actions or (actions & _NEEDS_TABLES and not line.tables and not line.is_denial):
        raise call.misused(
            None, "Say what of it: --tables orders, --tables '*' for all, or --saved NAME."
        )
    return actions


def _transfer(call: Call) -> None:
    from datawisp_jupyter.wire.grants import TransferRequest

    source, who = call.plain_words(2, 2)
    propose(call.session, source.text, TransferRequest(email=address_of(who)), say)
    say("Confirmed: the source is theirs now.")


def _support(call: Call) -> None:
    line = parse_share_line(call.words, options=SUPPORT_OPTIONS)
    if len(line.words) != 1 or line.hours is None or len(line.reason) < 3:
        raise call.misused(
            None, "How long and why have to be said: --hours 2 --reason 'slow joins'."
        )
    draft = support_draft(
        hours=line.hours, reason=line.reason, tables=line.tables, actions=line.actions
    )
    propose(call.session, line.words[0].text, draft, say)
    say("Confirmed: it ends by itself, and %datawisp shared shows it until then.")


SHARE = Command(
    name="share",
    argument="SOURCE PERSON|group:NAME [--tables T,… [--columns C,…] [--hide C,…] "
    "[--mask C[=null|constant|pseudonym],…] [--where '…']]... [--can see,query,…] [--saved NAME,…] "
    "[--until DAY] [--rows N] [--seconds N] [--note '…'] [--deny]",
    summary="propose to share a source; you confirm in JupyterLab",
    run=_share,
)
TRANSFER = Command(
    name="transfer",
    argument="SOURCE PERSON",
    summary="propose to give a source away; you confirm in JupyterLab",
    run=_transfer,
)
SUPPORT = Command(
    name="support",
    argument="SOURCE --hours N --reason '…' [--tables T,…] [--can see,…]",
    summary="propose to let support in for a while; you confirm in JupyterLab",
    run=_support,
)
