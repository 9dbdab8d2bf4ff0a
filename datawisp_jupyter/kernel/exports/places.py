"""Where an export goes: a file that is there as a whole or not at all."""

from __future__ import annotations

import os
import shutil
import tempfile
from collections.abc import Iterator
from contextlib import contextmanager
from pathlib import Path

from datawisp_jupyter.domain.exports import ROW_FORMATS, ExportFormat
from datawisp_jupyter.errors import ConflictError, InvalidRequestError


def format_of(path: Path) -> ExportFormat:
    """The format that the ending of a file's name says; ``InvalidRequestError`` for others."""
    ending = path.suffix.lower().removeprefix(".")
    if ending in ROW_FORMATS:
        return ExportFormat(ending)
    endings = ", ".join(f".{one}" for one in ROW_FORMATS)
    raise InvalidRequestError(
        f"{path.name or 'The name'} does not say what to write.",
        hint=f"End the name in one of {endings}.",
    )


def place_of(path: str | os.PathLike[str]) -> Path:
    """The whole path; ``InvalidRequestError`` when it can be no file of a folder that is there."""
    try:
        whole = Path(path).expanduser().absolute()
        os.fsencode(whole)
        is_folder, has_folder = whole.is_dir(), whole.parent.is_dir()
    except (RuntimeError, ValueError) as error:  # somebody's home that is not there; surrogates
        raise InvalidRequestError("This is no path of a file.") from error
    except OSError as error:
        raise _unwritable(whole, error) from error
    if "\0" in str(whole):
        raise InvalidRequestError("This is no path of a file.")
    if is_folder:
        raise InvalidRequestError(f"{whole} is a folder.", hint="Write the name of a file.")
    if not has_folder:
        raise InvalidRequestError(f"There is no folder {whole.parent}.", hint="Make it first.")
    return whole


def require_free(path: Path, *, overwrite: bool) -> None:
    """Raise ``ConflictError`` when there is such a file and it shall stay."""
    if not overwrite and os.path.lexists(path):
        raise ConflictError(
            f"There is a file {path} already.",
            hint="Choose another name, or say overwrite=True (--overwrite on a line).",
        )


@contextmanager
def file_in_place(path: Path, *, overwrite: bool) -> Iterator[Path]:
    """A name to write a new file to, which takes the place of ``path`` when all went well.

    It lies in a folder of its own beside ``path`` that only its user can open, and whatever
    happens nothing else of it stays.  The file can be read by its user alone.  Raises
    ``InvalidRequestError`` when it cannot be written, ``ConflictError`` like ``require_free``.
    """
    try:
        folder = Path(tempfile.mkdtemp(prefix=".export-", dir=path.parent))
        try:
            made = folder / f"export{path.suffix}"
            yield made
            made.chmod(0o600)
            _flush(made)
            _move(made, path, overwrite=overwrite)
        finally:
            shutil.rmtree(folder, ignore_errors=True)
    except OSError as error:
        raise _unwritable(path, error) from error


def _unwritable(path: Path, error: OSError) -> InvalidRequestError:
    reason = os.strerror(error.errno) if error.errno else "it is unknown why"
    return InvalidRequestError(f"{path} cannot be written: {reason}.")


def _flush(path: Path) -> None:
    with path.open("rb") as file:
        os.fsync(file.fileno())


def _move(made: Path, path: Path, *, overwrite: bool) -> None:
    if overwrite:
        made.replace(path)
        return
    try:
        path.hardlink_to(made)  # unlike a rename, this never replaces what is there
    except FileExistsError:
        require_free(path, overwrite=False)
    except OSError:  # a file system without links
        require_free(path, overwrite=False)
        made.rename(path)
