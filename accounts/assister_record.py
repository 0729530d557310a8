"""What else is on an assister's record in the administration: upper floors say what they know of them."""

from collections.abc import Callable, Iterable

from accounts.models import Assister

Provider = Callable[[Assister], Iterable[str]]
_providers: list[Provider] = []


def register(provider: Provider) -> None:
    _providers.append(provider)


def lines(assister: Assister) -> list[str]:
    return [line for provider in _providers for line in provider(assister)]
