"""The kernel's client against a socket that answers what the test says."""

from __future__ import annotations

import io
import socket
import tempfile
import threading
from collections.abc import Callable, Collection, Iterator, Mapping
from contextlib import contextmanager, suppress
from dataclasses import dataclass, field
from pathlib import Path

import pyarrow as pa
import pytest

from datawisp_jupyter.client.endpoint import UnixEndpoint
from datawisp_jupyter.client.sync import BrokerClient
from datawisp_jupyter.domain.connectors import OutputLevel, OutputRules
from datawisp_jupyter.domain.results import ResultEnd
from datawisp_jupyter.errors import (
    BrokerUnavailableError,
    BrokerVersionError,
    DatawispError,
    InternalError,
    Position,
    QueryCancelledError,
    QueryFailedError,
    StreamInterruptedError,
    UnknownNameError,
)
from datawisp_jupyter.wire.arrow import END_KEY, HEADER_KEY, StreamHeader, end_mark_of
from datawisp_jupyter.wire.messages import QueryRequest
from datawisp_jupyter.wire.problem import problem_of

REQUEST = QueryRequest(id="query-0001", connector="sales", sql="SELECT 1")
PATIENCE = 20.0


def _answer(status: str, body: bytes, *, api: str = "1", kind: str = "application/json") -> bytes:
    head = (
        f"HTTP/1.1 {status}\r\nDatawisp-Api: {api}\r\nContent-Type: {kind}\r\n"
        f"Content-Length: {len(body)}\r\n\r\n"
    )
    return head.encode() + body


def _problem(error: DatawispError) -> bytes:
    return _answer(f"{error.status} Refused", problem_of(error).model_dump_json().encode())


def _stream(*, rows: int = 3, error: DatawispError | None = None, has_end: bool = True) -> bytes:
    header = StreamHeader(
        query_id="query-0001", source="sales", outline="shape", output_level="results"
    )
    schema = pa.schema([("n", pa.int64())], metadata={HEADER_KEY: header.model_dump_json()})
    sink = io.BytesIO()
    with pa.ipc.new_stream(sink, schema) as writer:
        writer.write_batch(pa.record_batch([pa.array(range(rows))], schema=schema))
        if has_end:
            end = ResultEnd(rows=rows, bytes=8 * rows, seconds=0.1, truncated=False)
            empty = pa.record_batch([pa.array([], pa.int64())], schema=schema)
            writer.write_batch(empty, custom_metadata={END_KEY: end_mark_of(end, error)})
    return sink.getvalue()


def _chunked(body: bytes, *, size: int = 50, is_whole: bool = True) -> bytes:
    head = "HTTP/1.1 200 OK\r\nDatawisp-Api: 1\r\nTransfer-Encoding: chunked\r\n\r\n"
    pieces = [body[place : place + size] for place in range(0, len(body), size)]
    chunks = b"".join(b"%x\r\n%b\r\n" % (len(piece), piece) for piece in pieces)
    return head.encode() + chunks + (b"0\r\n\r\n" if is_whole else b"")


@dataclass
class Script:
    """A broker of a few lines: what it was asked, and what it answers to each request."""

    client: BrokerClient
    asked: list[str] = field(default_factory=list)
    heads: list[str] = field(default_factory=list)
    was_asked: threading.Event = field(default_factory=threading.Event)
    was_told_to_stop: threading.Event = field(default_factory=threading.Event)


@contextmanager
def _broker(reply: Callable[[str], bytes | None]) -> Iterator[Script]:
    """Serve until the test is over; None keeps a request waiting for its client to go away."""
    with tempfile.TemporaryDirectory(prefix="dwc", dir="/tmp") as directory:
        path = Path(directory) / "s"
        listener = socket.socket(socket.AF_UNIX)
        listener.bind(str(path))
        listener.listen()
        script = Script(client=BrokerClient(UnixEndpoint(path=str(path)), authorization="L x"))
        threads: list[threading.Thread] = []

        def serve(connection: socket.socket) -> None:
            with connection:
                head = b""
                while b"\r\n\r\n" not in head:
                    piece = connection.recv(4096)
                    if not piece:
                        return
                    head += piece
                line = head.split(b"\r\n", 1)[0].decode().rsplit(" ", 1)[0]
                script.heads.append(head.decode())
                script.asked.append(line)
                script.was_asked.set()
                if line.startswith("DELETE"):
                    script.was_told_to_stop.set()
                answer = reply(line)
                if answer is not None:
                    connection.sendall(answer)
                while answer is None and connection.recv(4096):
                    pass

        def accept() -> None:
            while True:
                try:
                    connection, _ = listener.accept()
                except OSError:
                    return
                threads.append(threading.Thread(target=serve, args=(connection,)))
                threads[-1].start()

        accepting = threading.Thread(target=accept)
        accepting.start()
        try:
            yield script
        finally:
            listener.shutdown(socket.SHUT_RDWR)
            listener.close()
            for thread in [accepting, *threads]:
                thread.join(PATIENCE)
                assert not thread.is_alive()


def _rows(script: Script) -> list[int]:
    with script.client.query(REQUEST).rows() as reader:
        return [value for batch in reader for value in batch.column(0).to_pylist()]


def test_rows_arrive_whatever_the_chunks() -> None:
    """A body in chunks of any size is one stream, and the end mark is read."""
    for size in (1, 7, 4096):
        with _broker(lambda _, size=size: _chunked(_stream(), size=size)) as script:
            assert _rows(script) == [0, 1, 2]
            assert script.asked == ["POST /v1/queries"]


def test_every_request_says_its_version_and_who_asks() -> None:
    """The API header and the credential are on each call."""
    with _broker(lambda _: _chunked(_stream())) as script:
        _rows(script)
        assert "Datawisp-Api: 1\r\n" in script.heads[0]
        assert "Authorization: L x\r\n" in script.heads[0]


class Held:
    """What a kernel holds, and what it had to let go of."""

    def __init__(self, *marks: str) -> None:
        self.held = list(marks)
        self.dropped: set[str] = set()
        self.rules: dict[str, OutputRules] = {}

    def marks(self) -> list[str]:
        """What is sent."""
        return self.held

    def drop(self, marks: Collection[str]) -> None:
        """What the broker named."""
        self.dropped |= set(marks)

    def learn(self, rules: Mapping[str, OutputRules]) -> None:
        """What the broker allows."""
        self.rules |= rules


def _holding(script: Script, held: Held) -> BrokerClient:
    endpoint = script.client._endpoint
    return BrokerClient(endpoint, authorization="L x", holdings=held)


def test_every_request_says_what_is_held_and_answers_name_what_must_go() -> None:
    """On small calls, on streams and on refusals alike; what is not held is never dropped."""
    told = b"\r\nDatawisp-Dropped: g:2, g:9\r\nDatawisp-Outputs: g:1=everything/shape\r\n"
    answers = {
        "GET /v1/me": _answer("500 Oh", b"{}").replace(b"\r\n", told, 1),
        "POST /v1/queries": _chunked(_stream()).replace(b"\r\n", told, 1),
        "DELETE /v1/queries/query-0001": _answer("204 No Content", b"").replace(b"\r\n", told, 1),
    }
    for call in (
        lambda client: client.query(REQUEST).rows().__enter__(),
        lambda client: client.cancel("query-0001"),
        lambda client: client.me(),
    ):
        with _broker(answers.get) as script:
            held = Held("g:1", "g:2")
            with suppress(InternalError):
                call(_holding(script, held))
            assert "Datawisp-Holding: g:1,g:2\r\n" in script.heads[0]
            assert held.dropped == {"g:2"}
            assert held.rules["g:1"].output_level is OutputLevel.EVERYTHING


def test_a_kernel_that_holds_nothing_says_nothing() -> None:
    """There is no empty header."""
    with _broker(lambda _: _chunked(_stream())) as script:
        _rows(script)
        assert "Datawisp-Holding" not in script.heads[0]


def test_no_broker_is_a_clear_error() -> None:
    """A socket that is not there, and one that nobody listens on."""
    client = BrokerClient(UnixEndpoint(path="/nonexistent/broker.sock"), authorization="x")
    with pytest.raises(BrokerUnavailableError, match="does not answer") as caught:
        client.me()
    assert caught.value.hint is not None


def test_a_broker_that_hangs_up_is_a_clear_error() -> None:
    """A connection that is closed without an answer, or in the middle of its head."""
    for answer in (b"", b"HTTP/1.1", b"nonsense\r\n\r\n"):
        with _broker(lambda _, answer=answer: answer) as script:
            with pytest.raises(BrokerUnavailableError):
                script.client.me()
            with pytest.raises(BrokerUnavailableError):
                _rows(script)


@pytest.mark.parametrize("api", ["2", "", "0", "one"])
def test_a_broker_of_another_version_is_a_clear_error(api: str) -> None:
    """Whatever else the answer says, its version is looked at first."""
    with _broker(lambda _: _answer("200 OK", b"{}", api=api)) as script:
        with pytest.raises(BrokerVersionError, match="version"):
            script.client.me()
        with pytest.raises(BrokerVersionError):
            _rows(script)


def test_a_refusal_is_raised_as_the_error_that_it_was() -> None:
    """Class, message, hint, place and suggestions survive the wire."""
    error = UnknownNameError(
        "There is no column b.",
        hint="Look again.",
        position=Position(offset=7, length=1),
        suggestions=["c"],
    )
    with _broker(lambda _: _problem(error)) as script:
        with pytest.raises(UnknownNameError, match="There is no column b") as caught:
            _rows(script)
        assert caught.value.position == error.position
        assert caught.value.suggestions == ("c",)
        assert script.asked == ["POST /v1/queries"]


@pytest.mark.parametrize("body", [b"", b"<html>", b"{}", b'{"code": 5}'])
def test_an_answer_that_cannot_be_read_is_a_fault_of_ours(body: bytes) -> None:
    """Neither a strange refusal nor a strange document comes through as something else."""
    for status in ("200 OK", "500 Oh"):
        with (
            _broker(lambda _, status=status: _answer(status, body)) as script,
            pytest.raises(InternalError),
        ):
            script.client.me()


@pytest.mark.parametrize("kept", [0, 1, 10, 200, 500, -300, -20])
def test_a_stream_that_breaks_off_gives_no_rows(kept: int) -> None:
    """Wherever it is cut, the error is the same, and carries none of the bytes."""
    body = _stream()[:kept]
    for is_whole in (True, False):
        with _broker(lambda _, whole=is_whole: _chunked(body, is_whole=whole)) as script:
            with pytest.raises(StreamInterruptedError, match="broke off") as caught:
                _rows(script)
            assert caught.value.__cause__ is None


def test_a_stream_without_an_end_mark_gives_no_rows() -> None:
    """An orderly end of the stream is not enough."""
    with (
        _broker(lambda _: _chunked(_stream(has_end=False))) as script,
        pytest.raises(StreamInterruptedError),
    ):
        _rows(script)


def test_an_error_in_mid_stream_is_raised_as_what_it_was() -> None:
    """The end mark's problem comes out as its class."""
    error = QueryFailedError("A number was divided by zero.", sqlstate="22012")
    with _broker(lambda _: _chunked(_stream(error=error))) as script:
        with pytest.raises(QueryFailedError, match="divided by zero") as caught:
            _rows(script)
        assert caught.value.sqlstate == "22012"


def _waiting(line: str) -> bytes | None:
    return _answer("204 No Content", b"") if line.startswith("DELETE") else None


def test_stop_while_waiting_wakes_the_reader_and_tells_the_broker() -> None:
    """Another thread stops a query that has no answer yet."""
    with _broker(_waiting) as script:
        call = script.client.query(REQUEST)
        raised: list[BaseException] = []

        def run() -> None:
            try:
                with call.rows():
                    raise AssertionError("there are no rows")
            except BaseException as error:
                raised.append(error)

        thread = threading.Thread(target=run)
        thread.start()
        assert script.was_asked.wait(PATIENCE)
        call.stop()
        thread.join(PATIENCE)
        assert not thread.is_alive()
        assert isinstance(raised[0], QueryCancelledError)
        assert script.was_told_to_stop.is_set()
        assert script.asked[-1] == "DELETE /v1/queries/query-0001"


def test_stop_before_the_start_lets_nothing_start() -> None:
    """A query that was stopped before it was sent is never sent."""
    with _broker(_waiting) as script:
        call = script.client.query(REQUEST)
        call.stop()
        with pytest.raises(QueryCancelledError), call.rows():
            raise AssertionError("there are no rows")
        assert "POST /v1/queries" not in script.asked


@pytest.mark.parametrize("failure", [KeyboardInterrupt, ValueError, GeneratorExit])
def test_a_reader_who_leaves_early_stops_the_query(failure: type[BaseException]) -> None:
    """Stop in the middle of the rows closes the connection and tells the broker."""

    def reply(line: str) -> bytes | None:
        if line.startswith("DELETE"):
            return _answer("204 No Content", b"")
        return _chunked(_stream(), is_whole=False)

    with _broker(reply) as script:
        with pytest.raises(failure), script.client.query(REQUEST).rows():
            raise failure
        assert script.was_told_to_stop.wait(PATIENCE)


def test_leaving_without_reading_on_stops_the_query() -> None:
    """Whoever has seen enough does not let the source work on."""

    def reply(line: str) -> bytes | None:
        return _waiting(line) or _chunked(_stream())

    with _broker(reply) as script:
        with script.client.query(REQUEST).rows() as reader:
            next(iter(reader))
        assert script.was_told_to_stop.is_set()


def test_the_credential_is_not_in_the_clients_text() -> None:
    """A traceback that shows the client does not show the lease."""
    client = BrokerClient(UnixEndpoint(path="/x"), authorization="Datawisp-Lease ZQXSECRET")
    assert "ZQXSECRET" not in repr(client)
