"""Numbers for Prometheus, counted in each process and added up over all of this machine's.

The library shares its counters in files of settings.METRICS_DIR; where they are, it must know
before it is imported. What the database knows is asked when somebody looks.
"""

import os
from functools import cache

from django.conf import settings

os.environ["PROMETHEUS_MULTIPROC_DIR"] = str(settings.METRICS_DIR)

from prometheus_client import CollectorRegistry, Counter, Histogram, generate_latest
from prometheus_client.metrics_core import GaugeMetricFamily
from prometheus_client.multiprocess import MultiProcessCollector

METHODS = {"GET", "HEAD", "POST"}
SECONDS = (0.025, 0.05, 0.1, 0.25, 0.5, 1, 2.5, 5, 10)
Rows = dict[tuple[str, ...], float]

REQUESTS = Counter(
    "portal_requests", "Requests answered, by view.", ["view", "method", "status"], registry=None
)
DURATIONS = Histogram(
    "portal_request_seconds", "How long answers took.", ["view"], buckets=SECONDS, registry=None
)
REFUSALS = Counter("portal_limiter_refusals", "Attempts over a limit.", ["limit"], registry=None)


@cache
def _make_folder() -> None:
    """When there is something to count: most commands have nothing."""
    settings.METRICS_DIR.mkdir(parents=True, exist_ok=True)


def count_request(view: str, method: str, status: int, seconds: float) -> None:
    """Views by name: addresses are without number, and some are secret."""
    _make_folder()
    verb = method if method in METHODS else "other"
    REQUESTS.labels(view or "none", verb, str(status)).inc()
    DURATIONS.labels(view or "none").observe(seconds)


def count_refusal(limit: str) -> None:
    _make_folder()
    REFUSALS.labels(limit).inc()


class Gauge:
    """Something that is read when it is looked at: a name, what it is, and rows by label."""

    def __init__(self, name: str, about: str, labels: list[str], rows: Rows) -> None:
        self.family = GaugeMetricFamily(name, about, labels=labels)
        for values, number in rows.items():
            self.family.add_metric(values, number)

    def collect(self) -> list[GaugeMetricFamily]:
        return [self.family]


def page(gauges: list[Gauge]) -> bytes:
    _make_folder()
    registry = CollectorRegistry()
    MultiProcessCollector(registry)
    for gauge in gauges:
        registry.register(gauge)
    return generate_latest(registry)
