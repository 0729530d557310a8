from casework.models.document import Document
from casework.models.file import DocumentFile
from casework.models.type import DocumentType

__all__ = ["Document", "DocumentFile", "DocumentType"]
