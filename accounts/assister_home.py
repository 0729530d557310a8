"""Further cards of the page for assisters: apps register what they have for them, such as materials."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass

from accounts.next_steps import Words


@dataclass(frozen=True)
class Card:
    """One thing that assisters may come for. Everybody sees it: it must not depend on who looks."""

    title: Words
    text: Words
    url: str
    action: Words
    order: int = 50


Provider = Callable[[], Iterable[Card]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    _providers.append(provider)


def cards() -> list[Card]:
    found = [card for provider in _providers for card in provider()]
    return sorted(found, key=lambda card: card.order)
