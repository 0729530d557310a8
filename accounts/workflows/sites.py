"""An entity's work sites: added, changed, closed, opened again by its contact. Never deleted.

Whoever saves says which version they saw: of two tabs, the second is told of the first.
"""

from collections.abc import Sequence
from dataclasses import asdict, dataclass
from datetime import time
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accounts.errors import SiteChanged, SiteTaken
from accounts.models import Entity, OpeningHours, Site, User
from accounts.workflows.entity_requests import refuse_ended
from audit import trail
from portal.db import refusing

# (weekday, opens, closes)
Hours = Sequence[tuple[int, time, time]]


@dataclass(frozen=True)
class SiteFacts:
    street: str
    city: str
    zip_code: str
    phone: str
    languages: list[str]
    is_wheelchair_accessible: bool | None


@trail.workflow("site.add")
def add(*, entity: Entity, facts: SiteFacts, hours: Hours, by: User) -> Site:
    """Put a place on record. Raises EntityEnded, SiteTaken."""
    refuse_ended(Entity.objects.get(pk=entity.pk))
    site = Site(entity=entity, **asdict(facts))
    _save(site, hours)
    trail.record("site.add", by=by, about=site, entity=entity)
    return site


@trail.workflow("site.change")
def change(*, site: UUID, version: int, facts: SiteFacts, hours: Hours, by: User) -> Site:
    """Put right what is on record. Raises EntityEnded, SiteChanged, SiteTaken."""
    found = _as_seen(site, version)
    for name, value in asdict(facts).items():
        setattr(found, name, value)
    _save(found, hours)
    trail.record("site.change", by=by, about=found, entity=found.entity)
    return found


@trail.workflow("site.close")
def close(*, site: UUID, version: int, by: User) -> Site:
    """Nobody is sent there from today; who works there and what was sent there stays on record.

    Raises EntityEnded, SiteChanged.
    """
    found = _as_seen(site, version)
    found.closed_on = found.closed_on or timezone.localdate()
    found.save(update_fields=["closed_on", "version"])
    trail.record("site.close", by=by, about=found, entity=found.entity)
    return found


@trail.workflow("site.reopen")
def reopen(*, site: UUID, version: int, by: User) -> Site:
    """As it was before it closed. Raises EntityEnded, SiteChanged."""
    found = _as_seen(site, version)
    found.closed_on = None
    found.save(update_fields=["closed_on", "version"])
    trail.record("site.reopen", by=by, about=found, entity=found.entity)
    return found


def _as_seen(site: UUID, version: int) -> Site:
    """Locked, and one version further, if it is still the one that was seen."""
    Site.objects.select_for_update().get(pk=site)
    found = Site.objects.select_related("entity").get(pk=site)
    refuse_ended(found.entity)
    if found.version != version:
        raise SiteChanged(
            _(
                "This site was changed meanwhile, in another window or by somebody else. What is on "
                "record now stands below. Save again to put in its place what you entered."
            )
        )
    found.version += 1
    return found


def _save(site: Site, hours: Hours) -> None:
    """Raises SiteTaken; the hours take the place of those before."""
    taken = SiteTaken(
        _("Your entity has a site at this address already. It may be among the closed ones.")
    )
    with refusing("site_address_unique", taken):
        site.save()
    site.opening_hours.all().delete()
    OpeningHours.objects.bulk_create(
        OpeningHours(site=site, weekday=day, opens_at=opens, closes_at=closes)
        for day, opens, closes in hours
    )
