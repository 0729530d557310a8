"""What apps have to say of how they are: registered in ``AppConfig.ready()``, asked by machines."""

from collections.abc import Callable

from portal.metrics import Gauge

Gauges = Callable[[], list[Gauge]]
# Empty while all is well, else what is wrong, by name only.
Check = Callable[[], str]

_gauges: list[Gauges] = []
_checks: list[Check] = []


def register(*, gauges: Gauges | None = None, check: Check | None = None) -> None:
    if gauges is not None:
        _gauges.append(gauges)
    if check is not None:
        _checks.append(check)


def all_gauges() -> list[Gauge]:
    return [gauge for ask in _gauges for gauge in ask()]


def problems() -> list[str]:
    return [problem for check in _checks if (problem := check())]
