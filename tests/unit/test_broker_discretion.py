"""What the broker keeps to itself: memory, logs, and what people gave for a field."""

from __future__ import annotations

import io
import logging
import subprocess
import sys
from pathlib import Path

import pytest
from pydantic import BaseModel, ConfigDict, Field, ValidationError, field_validator

from datawisp_jupyter.broker.logs import DiscreetFormatter
from datawisp_jupyter.broker.sentences import fields_of_model

SECRET = "hunter2"

PROBE = """
import ctypes, os, resource, sys
from datawisp_jupyter.broker.hardening import harden_process
harden_process()
dumpable = ctypes.CDLL(None).prctl(3, 0, 0, 0, 0) if sys.platform == "linux" else 0
print(dumpable, *resource.getrlimit(resource.RLIMIT_CORE), oct(os.umask(0)))
"""


def test_the_process_cannot_be_dumped() -> None:
    """Not dumpable, no core beyond one byte, new files private; all of it for good."""
    root = Path(__file__).resolve().parents[2]
    found = subprocess.run(
        [sys.executable, "-c", PROBE], capture_output=True, text=True, cwd=root, check=True
    )
    assert found.stdout.split() == ["0", "1", "1", "0o77"]


def logged(error: BaseException) -> str:
    stream = io.StringIO()
    handler = logging.StreamHandler(stream)
    handler.setFormatter(DiscreetFormatter("%(levelname)s %(message)s"))
    log = logging.Logger("test")
    log.addHandler(handler)
    log.error("It failed.", exc_info=error)
    return stream.getvalue()


def fail_twice() -> None:
    try:
        raise KeyError(SECRET)
    except KeyError as error:
        raise ValueError(f"cannot use {SECRET}") from error


def test_the_log_tells_where_and_of_which_kind_but_not_what() -> None:
    """Texts of exceptions may hold data; places in the code do not."""
    with pytest.raises(ValueError, match=SECRET) as caught:
        fail_twice()
    text = logged(caught.value)
    assert SECRET not in text
    assert "fail_twice" in text
    assert text.index("KeyError") < text.index("ValueError")


def test_the_log_tells_of_every_exception_in_a_group() -> None:
    """Tasks that run together fail together."""
    text = logged(ExceptionGroup(SECRET, [KeyError(SECRET), OSError(SECRET)]))
    assert SECRET not in text
    assert "KeyError" in text
    assert "OSError" in text


class Form(BaseModel):
    model_config = ConfigDict(extra="forbid")

    name: str = Field(min_length=3, pattern="^[a-z]+$")
    port: int = Field(ge=1, le=10)
    rate: float = Field(gt=0, lt=1)
    is_on: bool
    word: str = Field(max_length=3)

    @field_validator("word")
    @classmethod
    def _lower(cls, value: str) -> str:
        if value != value.lower():
            raise ValueError("TLS words are written in small letters")
        return value


@pytest.mark.parametrize(
    ("given", "expected"),
    [
        ({}, dict.fromkeys(("name", "port", "rate", "is_on", "word"), "This is needed.")),
        ({"more": SECRET}, {"more": "There is no such field."}),
        ({"name": SECRET}, {"name": "This does not have the form that it must have."}),
        ({"name": "a"}, {"name": "This must have at least 3 characters."}),
        ({"name": 7}, {"name": "This must be a text."}),
        ({"port": SECRET}, {"port": "This must be a whole number."}),
        ({"port": 1.5}, {"port": "This must be a whole number."}),
        ({"port": 0}, {"port": "This must be 1 or more."}),
        ({"port": 99}, {"port": "This must be 10 or less."}),
        ({"rate": 0}, {"rate": "This must be more than 0.0."}),
        ({"rate": 1}, {"rate": "This must be less than 1.0."}),
        ({"is_on": SECRET}, {"is_on": "This must be true or false."}),
        ({"word": SECRET}, {"word": "This must have at most 3 characters."}),
        ({"word": "ABC"}, {"word": "TLS words are written in small letters."}),
    ],
)
def test_a_faulty_field_gets_a_sentence_without_what_was_given(
    given: dict[str, object], expected: dict[str, str]
) -> None:
    """The sentence says what is needed; what was given stays away."""
    good = {"name": "abc", "port": 5, "rate": 0.5, "is_on": True, "word": "abc"}
    with pytest.raises(ValidationError) as caught:
        Form.model_validate(good | given if given else {})
    fields = fields_of_model(caught.value)
    assert fields == expected
    assert SECRET not in str(fields)
