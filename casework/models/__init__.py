from casework.models.change import ChangeReport
from casework.models.document import Document
from casework.models.file import DocumentFile
from casework.models.objection import Objection
from casework.models.question import Question
from casework.models.renewal import CoverageReminder, Renewal
from casework.models.statement import Statement
from casework.models.type import DocumentType

__all__ = [
    "ChangeReport",
    "CoverageReminder",
    "Document",
    "DocumentFile",
    "DocumentType",
    "Objection",
    "Question",
    "Renewal",
    "Statement",
]
