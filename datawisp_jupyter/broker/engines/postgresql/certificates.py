"""Where libpq finds the certificate authorities to trust."""

from __future__ import annotations

import hashlib
import os
import shutil
import ssl
import tempfile
import threading
from pathlib import Path

import certifi

_SYSTEM_BUNDLES = (
    "/etc/ssl/certs/ca-certificates.crt",
    "/etc/pki/tls/certs/ca-bundle.crt",
    "/etc/ssl/cert.pem",
)


def system_bundle() -> Path:
    """The system's bundle of authorities, or certifi's where the system has none.

    The drivers carry their own OpenSSL, whose built-in default path is that of the
    machine it was built on, so that the path is always given.
    """
    named: str | None = ssl.get_default_verify_paths().cafile
    candidates = [Path(name) for name in (named, *_SYSTEM_BUNDLES) if name is not None]
    return next((path for path in candidates if path.is_file()), Path(certifi.where()))


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
