"""Where libpq finds the certificate authorities to trust."""

from __future__ import annotations

import hashlib
import os
import shutil
import tempfile
import threading
from pathlib import Path


class CertificateFiles:
    """PEM texts as private files, because libpq takes a path; removed on ``close``."""

    def __init__(self, directory: Path | None) -> None:
        self._parent = directory
        self._directory: Path | None = None
        self._lock = threading.Lock()

    def path_of(self, pem: str) -> Path:
        """The file that holds ``pem``, written once."""
        with self._lock:
            if self._directory is None:
                self._directory = Path(tempfile.mkdtemp(prefix="datawisp-ca-", dir=self._parent))
            path = self._directory / f"{hashlib.sha256(pem.encode()).hexdigest()}.pem"
            if not path.exists():
                descriptor = os.open(path, os.O_WRONLY | os.O_CREAT | os.O_EXCL, 0o600)
                with os.fdopen(descriptor, "w", encoding="utf-8") as file:
                    file.write(pem)
            return path

    def close(self) -> None:
        """Remove the files."""
        with self._lock:
            if self._directory is not None:
                shutil.rmtree(self._directory)
                self._directory = None
