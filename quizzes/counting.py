"""Where throttles and sign-in limits count: small files in VAR_DIR, one count for all processes of a machine.

In a table each request that is counted would be a write, in line behind the reviews for SQLite's one writer, and wait
for the disk. These files need no migration and wait for nothing; a machine that crashes forgets minutes of counts.
"""

from __future__ import annotations

import contextlib
import logging
import os
import pickle
import tempfile
import time
import zlib
from typing import Any

from django.core.cache.backends.base import DEFAULT_TIMEOUT
from django.core.cache.backends.filebased import FileBasedCache

logger = logging.getLogger(__name__)
TORN = (EOFError, ValueError, zlib.error, pickle.UnpicklingError)  # of a file that a crash has left half written
SWEEP = 60.0  # seconds between two looks for counts that are over


class Files(FileBasedCache):
    """Django's cache in files, with an `add` that one process wins, and that a full disk does not bring down.

    Where nothing can be written, counts of requests stand still, and no password is tried: the lock that sign-in
    takes by `add` is never got.
    """

    _swept = float("-inf")

    def add(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> bool:
        """Whether there was no such key; of several who ask at once only one is told so."""
        target = self._key_to_file(key, version)
        if self.has_key(key, version):  # which takes away what is over
            return False
        try:
            self._createdir()
            with tempfile.NamedTemporaryFile(dir=self._dir) as file:
                self._write_content(file, timeout, value)
                file.flush()
                os.link(file.name, target)  # fails where another was quicker
        except FileExistsError:
            return False
        except OSError as error:
            logger.error("nothing can be counted in %s: %s", self._dir, error)
            return False
        return True

    def get(self, key: Any, default: Any = None, version: Any = None) -> Any:
        try:
            return super().get(key, default, version)
        except (OSError, *TORN):
            return default

    def has_key(self, key: Any, version: Any = None) -> bool:
        try:
            return super().has_key(key, version)
        except OSError:
            return False

    def set(self, key: Any, value: Any, timeout: Any = DEFAULT_TIMEOUT, version: Any = None) -> None:
        try:
            super().set(key, value, timeout, version)
        except OSError as error:
            logger.error("nothing can be counted in %s: %s", self._dir, error)

    def _createdir(self) -> None:
        if os.path.isdir(self._dir):
            return
        with contextlib.suppress(OSError):  # writing will say so
            os.makedirs(os.path.dirname(self._dir), exist_ok=True)  # else it too would be closed to everybody else
            super()._createdir()

    def _is_expired(self, f: Any) -> bool:
        try:
            return super()._is_expired(f)
        except TORN:
            self._delete(f.name)
            return True

    def _cull(self) -> None:
        """Once a minute, not at each write: take away what is over, then of too many some."""
        if time.monotonic() < self._swept + SWEEP:
            return
        self._swept = time.monotonic()
        for name in self._list_cache_files():
            with contextlib.suppress(OSError), open(name, "rb") as file:
                self._is_expired(file)
        super()._cull()
