"""What machines ask: does this process answer, can it serve, how is it?"""

import logging
from ipaddress import ip_address

from django.conf import settings
from django.contrib.auth.decorators import login_not_required
from django.db import DatabaseError, connection
from django.db.migrations.executor import MigrationExecutor
from django.http import Http404, HttpRequest, HttpResponse
from django.views.decorators.cache import never_cache

from portal import metrics, seeing
from portal.middleware import client_address

logger = logging.getLogger(__name__)


@login_not_required
@never_cache
def healthz(request: HttpRequest) -> HttpResponse:
    """The process answers; nothing else is looked at, so that a slow database restarts no one."""
    return HttpResponse("ok\n", content_type="text/plain")


@login_not_required
@never_cache
def readyz(request: HttpRequest) -> HttpResponse:
    """The database answers and has every migration, and nothing waits for too long.

    For machines inside only: it costs, and what is wrong with us is nobody else's business.
    """
    _must_be_inside(request)
    problems = _problems()
    if problems:
        return HttpResponse(
            f"not ready: {', '.join(problems)}\n", content_type="text/plain", status=503
        )
    return HttpResponse("ready\n", content_type="text/plain")


def _problems() -> list[str]:
    try:
        executor = MigrationExecutor(connection)
        if executor.migration_plan(executor.loader.graph.leaf_nodes()):
            return ["migrations are missing"]
        return seeing.problems()
    except DatabaseError:
        return ["the database does not answer"]


@login_not_required
@never_cache
def metrics_page(request: HttpRequest) -> HttpResponse:
    """For Prometheus, from inside only."""
    _must_be_inside(request)
    return HttpResponse(
        metrics.page([*_of_database()]), content_type="text/plain; version=0.0.4; charset=utf-8"
    )


def _must_be_inside(request: HttpRequest) -> None:
    """Others are told that there is nothing here.

    What a proxy forwarded that is not counted in TRUSTED_PROXIES comes from anybody, whatever
    address the proxy has.
    """
    address = client_address(request)
    is_forwarded = "X-Forwarded-For" in request.headers and not settings.TRUSTED_PROXIES
    if address is None or is_forwarded or not _is_of_ours(address):
        raise Http404


def _is_of_ours(address: str) -> bool:
    return any(ip_address(address) in network for network in settings.MACHINES_ALLOWED)


def _of_database() -> list[metrics.Gauge]:
    """What the processes counted is told even when the database is down."""
    try:
        found, up = seeing.all_gauges(), 1.0
    except DatabaseError as error:
        logger.error("No metrics of the database: %s", type(error).__name__)
        found, up = [], 0.0
    return [*found, metrics.Gauge("portal_database_up", "Whether it answered.", [], {(): up})]
