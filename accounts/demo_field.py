"""The rest of the demo's field: entities and assisters over all of California, in every standing.

The same rows every time: what is chosen is chosen by a generator with a fixed seed.
"""

import random
import unicodedata
from datetime import date, datetime, time, timedelta
from typing import Any

from allauth.account.models import EmailAddress
from django.utils import timezone

from accounts import demo_words
from accounts.models import (
    Affiliation,
    Assister,
    Badge,
    Certification,
    Entity,
    OpeningHours,
    Site,
    StandingChange,
    User,
)

ENTITIES, ASSISTERS = 38, 290
FIRST_NUMBER = 500_001_000
GRACE = timedelta(days=30)
YEAR = timedelta(days=365)
# How many of a hundred; the first is what is left over.
STANDINGS = {
    "ready": 0,
    "due_soon": 8,
    "in_grace": 4,
    "unbadged": 6,
    "pending": 6,
    "invited": 8,
    "suspended": 4,
    "expired": 4,
    "revoked": 3,
    "switched_off": 2,
    "left": 3,
}
NOTES = {
    "suspended": ("papers", "The training of this year is missing. Send us its certificate."),
    "revoked": ("rules", "The program’s rules on consumers’ consent were broken."),
    "affiliation_ended": ("left", "Moved to another employer."),
}


def load(hashed: str) -> None:
    """Once; afterwards nothing of it is touched. ``hashed`` is everybody's password."""
    if not Assister.objects.filter(certification_number=str(FIRST_NUMBER)).exists():
        Field(hashed).make()


class Field:
    """Everything is made in memory first and written table by table."""

    def __init__(self, hashed: str) -> None:
        self.hashed, self.dice = hashed, random.Random(5)
        self.now, self.today = timezone.now(), timezone.localdate()
        self.rows: dict[type, list[Any]] = {
            model: []
            for model in (
                Entity,
                Site,
                OpeningHours,
                User,
                EmailAddress,
                Assister,
                Affiliation,
                Certification,
                Badge,
                StandingChange,
            )
        }

    def make(self) -> None:
        for number in range(ENTITIES):
            self._entity(number)
        for number in range(ASSISTERS):
            self._assister(number)
        for model, rows in self.rows.items():
            model._default_manager.bulk_create(rows, batch_size=500)  # type: ignore[attr-defined]

    def _add(self, row: Any) -> Any:
        self.rows[type(row)].append(row)
        return row

    # --- where they work -------------------------------------------------------------------------

    def _entity(self, number: int) -> None:
        """The last two are suspended and ended, to try what that means."""
        status = {ENTITIES - 2: "suspended", ENTITIES - 1: "ended"}.get(number, "active")
        city, zip_code, county = demo_words.PLACES[number % len(demo_words.PLACES)]
        is_plan = number % 5 == 4
        names = demo_words.PLANS if is_plan else demo_words.ORGANIZATIONS
        entity = self._add(
            Entity(
                kind=Entity.Kind.PBEE if is_plan else Entity.Kind.CEE,
                legal_name=names[number % len(names)].format(city=city),
                status=status,
                counties=[county],
                phone=self._phone(),
                email=f"office{number}@entity.example",
            )
        )
        if status != "active":
            what = "entity_suspended" if status == "suspended" else "entity_ended"
            reason = "papers" if status == "suspended" else "closed"
            note = "The yearly report is late." if status == "suspended" else ""
            self._add(StandingChange(entity=entity, what=what, reason=reason, note=note))
        self._site(entity, city, zip_code)
        if number % 3 == 0:
            self._site(entity, *demo_words.PLACES[(number + 20) % len(demo_words.PLACES)][:2])

    def _site(self, entity: Entity, city: str, zip_code: str) -> None:
        site = self._add(
            Site(
                entity=entity,
                street=f"{self.dice.randrange(100, 4000)} {self.dice.choice(demo_words.STREETS)}",
                city=city,
                zip_code=zip_code,
                phone=self._phone(),
                languages=self._languages(),
                is_wheelchair_accessible=self.dice.choice([True, True, True, False, None]),
            )
        )
        opens, closes = self.dice.choice([(8, 17), (9, 17), (9, 18), (10, 19)])
        days = range(6) if self.dice.random() < 0.3 else range(5)
        for weekday in days:
            last = 13 if weekday == OpeningHours.Weekday.SATURDAY else closes
            self._add(
                OpeningHours(site=site, weekday=weekday, opens_at=time(opens), closes_at=time(last))
            )

    # --- who works there -------------------------------------------------------------------------

    def _assister(self, number: int) -> None:
        entities = self.rows[Entity]
        entity = entities[number % len(entities)]
        standing = self._standing()
        site = self.dice.choice([one for one in self.rows[Site] if one.entity is entity])
        first_name = self.dice.choice(demo_words.FIRST_NAMES)
        last_name = self.dice.choice(demo_words.LAST_NAMES)
        is_active = standing not in {"invited", "pending"}
        user = self._user(number, first_name, last_name, standing) if is_active else None
        assister = self._add(
            Assister(
                entity=entity,
                certification_number=str(FIRST_NUMBER + number),
                first_name=first_name,
                last_name=last_name,
                email=user.email if user else f"invited{number}@assister.example",
                language="es" if self.dice.random() < 0.15 else "en",
                phone=self._phone(),
                spoken_languages=self._languages(),
                site=site,
                user=user,
                activated_at=self.now - timedelta(days=90) if user else None,
            )
        )
        self._periods(assister, standing)

    def _standing(self) -> str:
        roll = self.dice.randrange(100)
        for standing, share in STANDINGS.items():
            roll -= share
            if share and roll < 0:
                return standing
        return "ready"

    def _user(self, number: int, first_name: str, last_name: str, standing: str) -> User:
        plain = unicodedata.normalize("NFKD", f"{first_name[0]}{last_name}").lower()
        letters = "".join(one for one in plain if one.isascii() and one.isalpha())
        user = self._add(
            User(
                username=f"{letters}{number}",
                email=f"{letters}{number}@assister.example",
                password=self.hashed,
                first_name=first_name,
                last_name=last_name,
                is_active=standing != "switched_off",
                last_login=self._some_time_ago(40),
            )
        )
        self._add(EmailAddress(user=user, email=user.email, primary=True, verified=True))
        return user

    def _periods(self, assister: Assister, standing: str) -> None:
        since = self._certified_on(standing)
        has_left = standing == "left" or assister.entity.status == "ended"
        ended = self.today - timedelta(days=20) if has_left else None
        began = min(since, self.today - timedelta(days=60))
        self._add(
            Affiliation(assister=assister, entity=assister.entity, began_on=began, ended_on=ended)
        )
        self._add(self._certification(assister, standing, since))
        if standing not in {"unbadged", "pending", "invited"}:
            void = self.today if standing == "revoked" else ended
            self._add(
                Badge(assister=assister, issued_on=min(since, void or since), returned_on=void)
            )
        what = {"left": "affiliation_ended"}.get(standing, standing)
        if what in NOTES:
            reason, note = NOTES[what]
            self._add(StandingChange(assister=assister, what=what, reason=reason, note=note))

    def _certified_on(self, standing: str) -> date:
        first, last = {
            "due_soon": (306, 363),
            "in_grace": (368, 393),
            "expired": (397, 500),
        }.get(standing, (30, 300))
        return self.today - timedelta(days=self.dice.randrange(first, last))

    def _certification(self, assister: Assister, standing: str, since: date) -> Certification:
        if standing == "pending":
            return Certification(assister=assister)
        due = since + YEAR
        status, ended = {
            "suspended": ("suspended", None),
            "revoked": ("revoked", self.today),
            "expired": ("expired", due + GRACE + timedelta(days=1)),
        }.get(standing, ("certified", None))
        return Certification(
            assister=assister,
            status=status,
            certified_on=since,
            due_on=due,
            grace_until=due + GRACE,
            ended_on=ended,
        )

    # --- what everybody has ----------------------------------------------------------------------

    def _phone(self) -> str:
        """Of the numbers that are kept for fiction."""
        return f"{self.dice.choice(demo_words.AREA_CODES)}55501{self.dice.randrange(100):02}"

    def _languages(self) -> list[str]:
        others = self.dice.choices(demo_words.LANGUAGES, weights=demo_words.WEIGHTS, k=2)
        return list(dict.fromkeys(["en", *others[: self.dice.choice([0, 1, 1, 2])]]))

    def _some_time_ago(self, days: int) -> datetime:
        return self.now - timedelta(minutes=self.dice.randrange(days * 24 * 60))
