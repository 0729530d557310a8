"""Where documents lie: in a storage of Django's that no address leads to, under names that nobody chose."""

from collections.abc import Callable
from datetime import datetime
from pathlib import Path
from typing import IO
from uuid import UUID

from django.conf import settings
from django.core.files.base import ContentFile, File
from django.core.files.storage import FileSystemStorage, storages


class OwnDisk(FileSystemStorage):
    """A folder of this machine, or one that all machines share; readable by our user alone."""

    def __init__(self) -> None:
        super().__init__(file_permissions_mode=0o600, directory_permissions_mode=0o700)

    @property
    def base_location(self) -> Path:
        return Path(settings.UPLOAD_DIR)

    @property
    def location(self) -> str:
        return str(self.base_location.absolute())


class Shelf:
    """Files of one sort. The name of each is the id of the row that knows it."""

    def __init__(self, name: str) -> None:
        self.name = name

    def put(self, key: UUID, content: bytes | IO[bytes]) -> None:
        """Instead of whatever lies there: what a try before this one left."""
        self.delete(key)
        if not isinstance(content, bytes):
            content.seek(0)
        file = ContentFile(content) if isinstance(content, bytes) else File(content)
        storages["uploads"].save(self._path(key), file)

    def open(self, key: UUID) -> IO[bytes]:
        """Raises FileNotFoundError."""
        return storages["uploads"].open(self._path(key), "rb")

    def read(self, key: UUID) -> bytes:
        with self.open(key) as file:
            return file.read()

    def delete(self, key: UUID) -> None:
        storages["uploads"].delete(self._path(key))

    def delete_strays(self, *, before: datetime, is_known: Callable[[UUID], bool]) -> int:
        """Delete files of an earlier time than ``before`` that no row knows; says how many."""
        strays = [key for key in self._keys() if self._put_at(key) < before and not is_known(key)]
        for key in strays:
            self.delete(key)
        return len(strays)

    def _path(self, key: UUID) -> str:
        return f"{self.name}/{key}"

    def _keys(self) -> list[UUID]:
        try:
            _folders, names = storages["uploads"].listdir(self.name)
        except FileNotFoundError:  # nothing was ever put there
            return []
        return [UUID(name) for name in names]

    def _put_at(self, key: UUID) -> datetime:
        return storages["uploads"].get_modified_time(self._path(key))
