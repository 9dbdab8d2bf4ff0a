"""A person's statement with DuckDB's placeholders, and the values that belong to them."""

from __future__ import annotations

from collections.abc import Callable, Mapping
from dataclasses import dataclass, field
from decimal import Decimal
from typing import TYPE_CHECKING

from datawisp_jupyter.domain.connectors import Dialect
from datawisp_jupyter.domain.scanner import BYTE_ORDER_MARK, Occurrence, ScannedStatement, scan
from datawisp_jupyter.domain.values import BindableValue, ScalarValue
from datawisp_jupyter.errors import (
    MultipleStatementsError,
    ParameterError,
    ParameterTypeError,
    Position,
    StatementRefusedError,
    StatementSyntaxError,
)
from datawisp_jupyter.kernel.memory.placing import Draft, Piece, joined
from datawisp_jupyter.kernel.memory.reading import Reading, read_statement

if TYPE_CHECKING:
    import duckdb

MOST_PLACEHOLDERS = 65_535
_SPACE_OR_END = " \t\r\n\f;"
_BLANKS = {ord("\u00a0"): " ", ord(BYTE_ORDER_MARK): " "}
_NEVER = "SELECT NULL WHERE false"


@dataclass(frozen=True, slots=True, kw_only=True)
class BoundStatement:
    """A statement that can run once its tables are there."""

    draft: Draft
    reading: Reading
    parameters: tuple[str, ...]
    values: Mapping[str, ScalarValue] = field(repr=False)


def bind(
    database: duckdb.DuckDBPyConnection, text: str, values: Mapping[str, BindableValue]
) -> BoundStatement:
    """``text`` with a placeholder for each value; raises ``StatementError`` for a bad one.

    A list becomes one placeholder for each item; an empty one matches nothing.
    """
    scanned = scan(text, Dialect.DUCKDB)
    if scanned.unclosed is not None:
        raise StatementSyntaxError(
            "A quote or comment that begins here has no end.",
            position=Position(offset=scanned.unclosed),
        )
    if scanned.second is not None:
        raise MultipleStatementsError(
            "There is more than one statement; run one at a time.",
            position=Position(offset=scanned.second),
        )
    places = _Placeholders(scanned, values)
    draft = places.written(places.mark)
    reading = read_statement(database, draft)
    places.require(reading)
    return BoundStatement(
        draft=places.written(places.expanded),
        reading=reading,
        parameters=scanned.names,
        values=places.bound(),
    )


class _Placeholders:
    """The placeholders of one statement: one for each place where a parameter stands."""

    def __init__(self, scanned: ScannedStatement, values: Mapping[str, BindableValue]) -> None:
        self._scanned = scanned
        self._text = _plain(scanned)
        self._values = values
        self._dropped: dict[int, bool] = {}
        self._sole: set[str] = set()
        self._prefix = "p"
        while f"${self._prefix}" in scanned.text:  # the person's own would be taken for ours
            self._prefix += "p"

    def _name(self, number: int) -> str:
        return f"{self._prefix}{number}"

    def written(self, placeholder: Callable[[int, Occurrence], str]) -> Draft:
        """The text with what ``placeholder`` says for each place."""
        text = self._text
        pieces: list[Piece] = []
        position = 0
        for number, found in enumerate(self._scanned.occurrences):
            start, end = self._extent(found)
            pieces.append(_copied(text, position, start))
            pieces.append(
                Piece(
                    text=placeholder(number, found),
                    start=found.start,
                    end=found.end,
                    is_copied=False,
                )
            )
            position = end
        pieces.append(_copied(text, position, max(position, len(text.rstrip(_SPACE_OR_END)))))
        return joined(pieces)

    def mark(self, number: int, found: Occurrence) -> str:
        """One placeholder for each place, or the quoted name."""
        return self._identifier(found) if found.is_identifier else f"${self._name(number)}"

    def expanded(self, number: int, found: Occurrence) -> str:
        """A placeholder for each item of a list."""
        value = self._values[found.name]
        if found.is_identifier or not isinstance(value, tuple):
            return self.mark(number, found)
        if not value:
            return _NEVER if self._name(number) in self._sole else ""
        return ", ".join(f"${self._name(number)}_{item}" for item in range(len(value)))

    def bound(self) -> dict[str, ScalarValue]:
        """The value of each placeholder."""
        found: dict[str, ScalarValue] = {}
        for number, one in enumerate(self._scanned.occurrences):
            if one.is_identifier:
                continue
            value = self._values[one.name]
            if isinstance(value, tuple):
                found |= {
                    f"{self._name(number)}_{place}": _bindable(one.name, item)
                    for place, item in enumerate(value)
                }
            else:
                found[self._name(number)] = _bindable(one.name, value)
        if len(found) > MOST_PLACEHOLDERS:
            raise ParameterTypeError(
                f"The lists hold more than {MOST_PLACEHOLDERS:,} values together,"
                " which is the most that DuckDB takes.",
                hint="Make a data frame of them and join it.",
            )
        return found

    def require(self, reading: Reading) -> None:
        """Raise unless each parameter is read as a value, and lists stand after ``IN``."""
        numbers = {
            self._name(number): number
            for number, one in enumerate(self._scanned.occurrences)
            if not one.is_identifier
        }
        if reading.placeholders - set(numbers):
            raise StatementRefusedError(
                "A placeholder of DuckDB stands in the statement.",
                hint="Parameters are written as :name.",
            )
        for name in sorted(set(numbers) - reading.placeholders):
            raise ParameterError(
                "A parameter stands where no value can stand.",
                hint="A value cannot stand for a name or a keyword; IDENTIFIER(:name) stands for"
                " the name of a table or column.",
                position=_position(self._scanned.occurrences[numbers[name]]),
            )
        listed = {name for one in reading.lists for name in one if name is not None}
        for name, number in numbers.items():
            found = self._scanned.occurrences[number]
            if isinstance(self._values[found.name], tuple) and name not in listed:
                raise ParameterTypeError(
                    f"The parameter {found.name} is a list, and a list stands where one value"
                    " must stand.",
                    hint=f"A list can stand in IN (:{found.name}).",
                    position=_position(found),
                )
        for one in reading.lists:
            self._settle_empty(one, numbers)

    def _settle_empty(self, listed: tuple[str | None, ...], numbers: Mapping[str, int]) -> None:
        """Let an empty list stand for nothing, and a list of empty ones for no rows."""
        follows = False  # whether something stands before, so that its comma goes
        are_all_empty = all(self._is_empty(name, numbers) for name in listed)
        for name in listed:
            if name is None or not self._is_empty(name, numbers):
                follows = True
            elif are_all_empty and not follows:
                self._sole.add(name)
                follows = True
            else:
                self._dropped[self._occurrence(numbers[name]).start] = follows

    def _is_empty(self, name: str | None, numbers: Mapping[str, int]) -> bool:
        return name is not None and self._values[self._occurrence(numbers[name]).name] == ()

    def _occurrence(self, number: int) -> Occurrence:
        return self._scanned.occurrences[number]

    def _extent(self, found: Occurrence) -> tuple[int, int]:
        """What is replaced: the parameter, with its comma where an empty list is left out."""
        match self._dropped.get(found.start):
            case None:
                return found.start, found.end
            case True:
                return self._before_space(found.start) - 1, found.end
            case False:
                return found.start, self._past_space(found.end) + 1

    def _past_space(self, position: int) -> int:
        rest = self._text[position:]
        return position + len(rest) - len(rest.lstrip())

    def _before_space(self, position: int) -> int:
        return len(self._text[:position].rstrip())

    def _identifier(self, found: Occurrence) -> str:
        value = self._values[found.name]
        if not isinstance(value, str) or not value:
            raise ParameterTypeError(
                f"IDENTIFIER(:{found.name}) needs a text: the name of a table or column.",
                position=_position(found),
            )
        return '"' + value.replace('"', '""') + '"'


def _plain(scanned: ScannedStatement) -> str:
    """The text with blanks for comments and for what only looks like a blank; offsets stay."""
    quoted = sorted(scanned.quoted, key=lambda span: span.start)
    text = scanned.text
    for span in scanned.comments:
        text = text[: span.start] + " " * (span.end - span.start) + text[span.end :]
    parts, position = [], 0
    for span in quoted:
        parts += [text[position : span.start].translate(_BLANKS), text[span.start : span.end]]
        position = span.end
    return "".join([*parts, text[position:].translate(_BLANKS)])


def _copied(text: str, start: int, end: int) -> Piece:
    return Piece(text=text[start:end], start=start, end=end, is_copied=True)


def _position(found: Occurrence) -> Position:
    return Position(offset=found.start, length=found.end - found.start)


def _bindable(name: str, value: ScalarValue) -> ScalarValue:
    """A value that DuckDB binds with its own type; what it would round is refused."""
    fault = None
    if isinstance(value, Decimal):
        if not value.is_finite():
            fault = "DuckDB's DECIMAL has neither NaN nor infinity"
        else:
            digits, exponent = value.as_tuple().digits, int(value.as_tuple().exponent)
            if max(len(digits), -exponent, len(digits) + exponent) > 38:
                fault = "DuckDB's DECIMAL holds at most 38 digits"
    elif isinstance(value, int) and not -(1 << 127) <= value < 1 << 127:
        fault = "DuckDB's largest integer has 128 bits"
    if fault is not None:
        raise ParameterTypeError(f"The parameter {name} cannot be bound: {fault}.")
    return value
