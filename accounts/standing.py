"""Who is told when assisters' standing changes: upper floors register in ``AppConfig.ready()``.

A function is called in the transaction of the change, before it commits, with the assisters it concerns,
what happened to them, and who did it (None: a day had come). It may write and post; a refusal that leaves it
undoes the change.
"""

from collections.abc import Callable, Sequence

from accounts.models import Assister, StandingChange, User

What = StandingChange.What
# After these an assister's work for an entity is over: nothing comes back by itself.
ENDING = frozenset({What.REVOKED, What.AFFILIATION_ENDED, What.ENTITY_ENDED})
# After these it pauses, until it is given back.
PAUSING = frozenset(
    {
        What.SUSPENDED,
        What.LAPSED,
        What.BADGE_RETURNED,
        What.SWITCHED_OFF,
        What.ENTITY_SUSPENDED,
    }
)

Listener = Callable[[Sequence[Assister], StandingChange.What, User | None], None]


class StandingChanged:
    def __init__(self) -> None:
        self._listeners: list[Listener] = []

    def register(self, function: Listener) -> None:
        """``function(assisters, what, by)``: positional, in this order."""
        self._listeners.append(function)

    def tell(
        self, assisters: Sequence[Assister], what: StandingChange.What, by: User | None
    ) -> None:
        """Call everyone who registered. Only workflows do this, once their own rows are written."""
        if assisters:
            for function in self._listeners:
                function(assisters, what, by)


standing_changed = StandingChanged()
