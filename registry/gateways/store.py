"""Files are kept under the hash of their content, so the same file is kept once."""

import hashlib
import os
import tempfile
from pathlib import Path
from typing import Protocol


class Store(Protocol):
    """Where files are kept."""

    def keep(self, content: bytes) -> str: ...

    def read(self, sha256: str) -> bytes: ...

    def drop(self, sha256: str) -> None: ...


class FolderStore:
    """Keep files in a folder of this machine, or of a shared disk."""

    def __init__(self, folder: Path) -> None:
        self.folder = folder

    def keep(self, content: bytes) -> str:
        """Keep the content and give its hash. Whole or not at all, also when power fails."""
        sha256 = hashlib.sha256(content).hexdigest()
        path = self._path(sha256)
        if not path.exists():
            path.parent.mkdir(parents=True, exist_ok=True)
            with tempfile.NamedTemporaryFile(dir=path.parent, delete=False) as file:
                file.write(content)
                file.flush()
                os.fsync(file.fileno())
            os.replace(file.name, path)
        return sha256

    def read(self, sha256: str) -> bytes:
        """Give the content, or raise FileNotFoundError; ValueError when it is not what was kept."""
        content = self._path(sha256).read_bytes()
        if hashlib.sha256(content).hexdigest() != sha256:
            raise ValueError("the file in the store is damaged")
        return content

    def drop(self, sha256: str) -> None:
        """Delete the content for good. What is gone already stays gone."""
        self._path(sha256).unlink(missing_ok=True)

    def _path(self, sha256: str) -> Path:
        if len(sha256) != 64 or not sha256.isalnum():
            raise ValueError("no hash")
        return self.folder / sha256[:2] / sha256
