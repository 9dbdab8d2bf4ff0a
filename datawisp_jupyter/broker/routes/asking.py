"""Queries: run, look at without running, stop, and take their rows out of memory."""

from __future__ import annotations

from datawisp_jupyter.broker.discretion import is_owners
from datawisp_jupyter.broker.routes.call import Called
from datawisp_jupyter.broker.rows import RowsResponse
from datawisp_jupyter.broker.statements import Question
from datawisp_jupyter.wire.exports import ExportRequest
from datawisp_jupyter.wire.messages import QueryRequest, StatementView
from datawisp_jupyter.wire.model import Identifier


async def run_query(call: Called, request: QueryRequest) -> RowsResponse:
    """Rows as an Arrow IPC stream with an end mark; see ``wire.arrow``."""
    return RowsResponse(
        caller=call.caller,
        question=Question(request=request, action=call.action),
        queries=call.services.queries,
        running=call.services.running,
        limiter=call.query_threads,
    )


def check_query(call: Called, request: QueryRequest) -> StatementView:
    """What would run, without running it."""
    statement = call.services.queries.look_at(
        call.caller, Question(request=request, action=call.action)
    )
    return StatementView(
        sql=statement.sql if is_owners(statement.permit) else statement.shown,
        dialect=statement.dialect.value,
        parameters=statement.parameters,
        tables=statement.tables,
    )


def export_rows(call: Called, request: ExportRequest) -> None:
    """Ask whether rows may be written to a file; the yes is noted as an export."""
    call.services.exports.allow(call.caller, request)


def stop_query(call: Called, query_id: Identifier) -> None:
    """Stop a query; the answer is the same whether there was one."""
    call.services.running.cancel(call.caller, query_id)
