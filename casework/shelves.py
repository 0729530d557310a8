"""Where the files of documents lie: as they came, as we wrote them, and their thumbnails."""

from portal.shelves import Shelf

QUARANTINE = Shelf("quarantine")
DOCUMENTS = Shelf("documents")
THUMBNAILS = Shelf("thumbnails")
