"""Statements that the server prepares, over PyMySQL's connection.

PyMySQL itself writes values into the statement's text.  This module speaks the binary
protocol instead (COM_STMT_PREPARE, COM_STMT_EXECUTE): the text holds placeholders alone,
and values travel beside it with their types.  Rows come in binary, too, which is exact.
"""

from __future__ import annotations

import struct
from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from pymysql import err
from pymysql.connections import Connection
from pymysql.constants import COMMAND, SERVER_STATUS
from pymysql.protocol import FieldDescriptorPacket, MysqlPacket

from datawisp_jupyter.broker.engines.mysql.values import encoded_parameters
from datawisp_jupyter.domain.values import ScalarValue

_LONGEST_PACKET = 0xFFFFFF
_CHUNK = 1 << 18


@dataclass(frozen=True, slots=True, kw_only=True)
class Prepared:
    """A statement as the server has it; without columns it returns no rows."""

    number: int
    columns: int
    parameters: int


def prepare(connection: Connection, sql: str) -> Prepared:
    """Let the server parse one statement; raises ``pymysql.Error`` as it refuses."""
    connection._execute_command(COMMAND.COM_STMT_PREPARE, sql)  # noqa: SLF001 - see the module
    packet = _packet(connection)
    _, number, columns, parameters = struct.unpack_from("<BIHH", packet.get_all_data())
    for count in (parameters, columns):
        _skip_definitions(connection, count)
    return Prepared(number=number, columns=columns, parameters=parameters)


def _packet(connection: Connection) -> MysqlPacket:
    return connection._read_packet()  # noqa: SLF001 - see the module


def _skip_definitions(connection: Connection, count: int) -> None:
    for _ in range(count + 1 if count else 0):  # and the mark behind them
        _packet(connection)


def execute(
    connection: Connection, prepared: Prepared, values: Sequence[ScalarValue]
) -> tuple[FieldDescriptorPacket, ...]:
    """Run with bound values; the result's columns, none when there is no result."""
    if len(values) != prepared.parameters:
        raise err.ProgrammingError(1210, "parameters and values differ in number")
    head = struct.pack("<IBI", prepared.number, 0, 1)
    payload = head + encoded_parameters(values)
    connection._execute_command(COMMAND.COM_STMT_EXECUTE, payload)  # noqa: SLF001
    first = _packet(connection)
    if first.is_ok_packet():
        return ()
    count = first.read_length_encoded_integer()
    columns = tuple(
        connection._read_packet(FieldDescriptorPacket)  # noqa: SLF001
        for _ in range(count)
    )
    _packet(connection)  # the mark behind them
    return columns


def deallocate(connection: Connection, prepared: Prepared) -> None:
    """Forget the statement at the server, which does not answer."""
    number = struct.pack("<I", prepared.number)
    connection._execute_command(COMMAND.COM_STMT_CLOSE, number)  # noqa: SLF001


def rows(connection: Connection) -> Iterator[bytes]:
    """The rows of the running statement, each as its packet's payload.

    The server waits while nobody reads.  Raises ``pymysql.Error`` when it breaks off.
    """
    source = connection._rfile  # noqa: SLF001 - packet by packet would take twice the time
    kept, parts = b"", b""
    while True:
        place, size = 0, len(kept)
        while size - place >= 4:
            length = int.from_bytes(kept[place : place + 3], "little")
            end = place + 4 + length
            if end > size:
                break
            payload = kept[place + 4 : end]
            place = end
            if length == _LONGEST_PACKET:
                parts += payload
                continue
            if parts:
                payload, parts = parts + payload, b""
            elif payload[0] == 0xFE and length < 9:
                _check_end(payload)
                return
            elif payload[0] == 0xFF:
                err.raise_mysql_exception(payload)
            yield payload
        kept = _more(source, kept[place:])


def _more(source: object, kept: bytes) -> bytes:
    """``kept`` with at least one byte more, and all of its packet when that is large."""
    read = source.read1  # type: ignore[attr-defined]
    chunks = [kept]
    size = len(kept)
    wanted = size + 1
    if size >= 4:
        wanted = 4 + int.from_bytes(kept[:3], "little")
    while size < wanted:
        chunk = read(_CHUNK)
        if not chunk:
            raise err.OperationalError(2013, "the connection broke")
        chunks.append(chunk)
        size += len(chunk)
    return b"".join(chunks)


def _check_end(payload: bytes) -> None:
    _, _, status = struct.unpack_from("<BHH", payload)
    if status & SERVER_STATUS.SERVER_MORE_RESULTS_EXISTS:
        raise err.InternalError(2014, "a second result follows")
