from portal.errors import Refusal


class TrainingError(Refusal):
    """A rule of training or job aids said no."""


class NotRightYet(TrainingError):
    """Some answers of a check are wrong; ``wrong`` holds the numbers of the questions."""

    def __init__(self, message: str, wrong: set[int]) -> None:
        super().__init__(message)
        self.wrong = wrong


class MinutesDoNotAddUp(TrainingError): ...


class DraftExists(TrainingError): ...


class PublishedAlready(TrainingError): ...


class NothingToPublish(TrainingError): ...


class BadVideo(TrainingError): ...
