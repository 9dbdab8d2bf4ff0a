"""The words of a magic's line: where each stands, and which are options."""

from __future__ import annotations

import difflib
from collections.abc import Collection, Iterator
from dataclasses import dataclass

from datawisp_jupyter.errors import InvalidRequestError, Position

_OPENING = "([{"
_CLOSING = ")]}"


@dataclass(frozen=True, slots=True, kw_only=True)
class Word:
    """A word of the line as it was written, quotes included, and where it stands."""

    text: str
    offset: int

    def place_of(self, position: Position | None) -> Position:
        """Where in the line a place in this word is; the word itself without one."""
        if position is None:
            return Position(offset=self.offset, length=max(1, len(self.text)))
        return Position(offset=self.offset + position.offset, length=position.length)


@dataclass(frozen=True, slots=True, kw_only=True)
class Option:
    """An option with its value; the value of one that takes none is its own name."""

    name: Word
    value: Word


def refuse_line(message: str, word: Word, hint: str | None = None) -> InvalidRequestError:
    """The error for ``word``, with its place in the line."""
    position = Position(offset=word.offset, length=max(1, len(word.text)))
    return InvalidRequestError(message, hint=hint, position=position)


def split_line(line: str, start: int = 0) -> list[Word]:
    """The words of ``line`` from ``start``: separated by blanks, except inside quotes and brackets.

    Not the shell's rules: quotes are kept, because they say that a value is text, and an
    apostrophe inside a word is only an apostrophe.
    """
    words: list[Word] = []
    place = start
    while place < len(line):
        if line[place].isspace():
            place += 1
            continue
        end = _word_end(line, place)
        words.append(Word(text=line[place:end], offset=place))
        place = end
    return words


def _word_end(line: str, start: int) -> int:
    depth = 0
    place = start
    while place < len(line):
        character = line[place]
        if character.isspace() and depth == 0:
            return place
        if character in "'\"" and (depth or place == start or line[place - 1] == "="):
            place = _quote_end(line, place)
            continue
        if character in _OPENING:
            depth += 1
        elif character in _CLOSING:
            depth = max(0, depth - 1)
        place += 1
    if depth:
        word = Word(text=line[start:].rstrip(), offset=start)
        raise refuse_line("A bracket on the first line is not closed.", word)
    return place


def _quote_end(line: str, start: int) -> int:
    quote = line[start]
    place = start + 1
    while place < len(line):
        if line[place] == "\\":
            place += 2
        elif line[place] == quote:
            return place + 1
        else:
            place += 1
    word = Word(text=line[start:].rstrip(), offset=start)
    raise refuse_line("A quotation mark on the first line is not closed.", word)


def unquoted(text: str) -> str:
    """``text`` without the quotes around it; a backslash keeps the same quote inside."""
    if len(text) < 2 or text[0] not in "'\"" or text[-1] != text[0]:
        return text
    quote = text[0]
    return text[1:-1].replace("\\" + quote, quote)


def read_words(
    words: list[Word], *, valued: Collection[str], flags: Collection[str]
) -> Iterator[Word | Option]:
    """The options among ``words``, which begin with a dash, and every other word as it is.

    ``valued`` are written ``--name VALUE`` or ``--name=VALUE``, ``flags`` take no value.
    """
    waiting = iter(words)
    for word in waiting:
        if word.text.startswith("-"):
            yield _read_option(word, waiting, valued, flags)
        else:
            yield word


def _read_option(
    word: Word, words: Iterator[Word], valued: Collection[str], flags: Collection[str]
) -> Option:
    name, equals, rest = word.text.partition("=")
    option = Word(text=name, offset=word.offset)
    if name not in valued and name not in flags:
        raise _unknown_option(option, (*valued, *flags))
    if name in flags:
        if equals:
            raise refuse_line(f"The option {name} takes no value.", word)
        return Option(name=option, value=option)
    if equals:
        value = Word(text=rest, offset=word.offset + len(name) + 1)
        return Option(name=option, value=value)
    following = next(words, None)
    if following is None or following.text in valued or following.text in flags:
        raise refuse_line(f"The option {name} needs a value.", option)
    return Option(name=option, value=following)


def _unknown_option(word: Word, options: Collection[str]) -> InvalidRequestError:
    near = difflib.get_close_matches(word.text, options, n=1)
    hint = f"The options are {', '.join(options)}." if options else "It takes no options."
    return InvalidRequestError(
        f"There is no option {word.text}.",
        hint=None if near else hint,
        position=Position(offset=word.offset, length=len(word.text)),
        suggestions=near,
    )
