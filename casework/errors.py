from django.db.models import Model

from portal.errors import Refusal


class CaseworkError(Refusal):
    """A rule of casework said no; ``about`` what stands in the audit trail, by its id and its case’s."""

    def __init__(self, message: str, *, about: Model | None = None) -> None:
        super().__init__(message)
        self.about = about


class CaseClosed(CaseworkError):
    """The case was open to this person when they opened the page, and is no more."""


class SentAlready(CaseworkError):
    """The same form, a second time."""


class NotWanted(CaseworkError):
    """What is sent for is settled, or being looked at."""


class CaseFull(CaseworkError):
    """The files of the case would take more room than a case has."""


class TooManyFiles(CaseworkError): ...


class NotOfThisHousehold(CaseworkError): ...


class FileNotReady(CaseworkError): ...


class SomeoneElsesDocument(CaseworkError): ...


class NotInTheQueue(CaseworkError): ...


class OwnCase(CaseworkError):
    """Nobody of the staff works on the case that is their own."""


class OwnSending(CaseworkError):
    """Who sent something for a household does not decide on it at the case desk."""


class EditedElsewhere(CaseworkError):
    """Somebody saved it after this page was opened. What they saved stays; what is typed here, too."""


class NotEditable(CaseworkError):
    """It is sent, or settled: there is no draft any more."""


class ObjectedAlready(CaseworkError):
    """The same thing, from another tab or a second press."""


class AnsweredAlready(CaseworkError): ...


class AnswersMissing(CaseworkError):
    """The record changed under the answers: they need another look before they are sent."""


class TooManyQuestions(CaseworkError):
    """So many wait for an answer that another would only be one more."""


class NotOpen(CaseworkError):
    """The question is answered, or withdrawn. What it says now is on the page."""


class NotTheirsToAnswer(CaseworkError):
    """What a delegate asks is asked of the consumer."""


class BeingChecked(CaseworkError):
    """A worker has the file in hand at this moment."""


class NotTheirsToTakeBack(CaseworkError): ...
