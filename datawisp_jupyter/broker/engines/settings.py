"""What the operator decides for all engines; the broker's settings are turned into this."""

from __future__ import annotations

from dataclasses import dataclass
from pathlib import Path


@dataclass(frozen=True, slots=True, kw_only=True)
class EngineSettings:
    """Bounds that hold for every query, whoever asks.

    ``file_roots`` are the only directories that file sources may lie in; with none, no
    file source opens.  ``protected_paths`` are the broker's own directories, which are
    refused even beneath a root.  ``runtime_directory`` takes short-lived private files;
    None stands for the system's temporary directory.  ``sessions_per_person`` is how many
    idle sessions of one person wait for the next query.  ``file_memory`` and
    ``file_threads`` bound the process of a file source.  Durations are in seconds.
    """

    file_roots: tuple[Path, ...] = ()
    protected_paths: tuple[Path, ...] = ()
    runtime_directory: Path | None = None
    connect_seconds: float = 10.0
    lock_seconds: float = 10.0
    idle_seconds: float = 120.0
    sessions_per_person: int = 8
    file_memory: str = "1GB"
    file_threads: int = 2
