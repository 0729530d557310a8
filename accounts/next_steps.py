"""What the dashboard offers: each floor registers what it knows of a person's next steps."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from django.utils.functional import Promise

from accounts.models import User

Words = str | Promise


@dataclass(frozen=True)
class NextStep:
    """One thing to do. ``role`` names in which role; lower ``order`` comes first."""

    role: Words
    title: Words
    text: Words
    url: str = ""
    action: Words = ""
    count: int | None = None
    order: int = 50


Provider = Callable[[User], Iterable[NextStep]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    _providers.append(provider)


def of(user: User) -> list[tuple[Words, list[NextStep]]]:
    """The steps of each role this person has, most urgent first, roles in the order they came."""
    by_role: dict[str, tuple[Words, list[NextStep]]] = {}
    for provider in _providers:
        for step in provider(user):
            by_role.setdefault(str(step.role), (step.role, []))[1].append(step)
    return [(role, sorted(steps, key=lambda step: step.order)) for role, steps in by_role.values()]
