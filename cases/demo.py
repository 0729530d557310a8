"""The demo's cases: 500 households, one of them linked to maria, one to be read out in the tour."""

import random
from collections.abc import Iterator
from datetime import date
from typing import Any

from django.utils import timezone

from accounts.models import User
from cases.demo_names import NAMES, PLACES, PLANS, SHARES, STREETS
from cases.models import Case, HouseholdMember, ssn_digest

Program, Status, Relation = Case.Program, Case.Status, HouseholdMember.Relation
MANY = 500
FIRST_NUMBER = 4_000_000_000
SEED = 855_324_3147

# Whoever tries the demo reads these out to a representative.
TOLD = {
    "number": "3141592653",
    "first_name": "Guadalupe",
    "last_name": "Ramírez Ortega",
    "born_on": date(1984, 5, 17),
    "street": "1215 Olive Avenue, Apt 4",
    "city": "Fresno",
    "zip_code": "93727",
    "phone": "5595550144",
    "email": "guadalupe.ramirez@portal.example",
    "language": "es",
}
TOLD_SSN = "4471"
TOLD_CHILD = date(2012, 9, 3)
MARIAS = {
    "number": "2718281828",
    "first_name": "María",
    "last_name": "Gómez",
    "born_on": date(1979, 11, 30),
    "street": "88 Mission Boulevard",
    "city": "Sacramento",
    "zip_code": "95814",
    "phone": "9165550162",
    "email": "maria@portal.example",
    "language": "es",
}
COVERAGE: dict[str, Any] = {
    "program": Program.PREMIUM_HELP,
    "status": Status.ACTIVE,
    "income_cents": 41_250_00,
    "plan_name": "Silver 87 PPO",
    "premium_cents": 118_40,
}


def load() -> list[str]:
    if not Case.objects.exists():
        _make()
    _link_maria()
    return ["", "A case to be read out at the help line, to rep:", *_told()]


def _make() -> None:
    year = timezone.localdate().year
    chance = random.Random(SEED)
    told, marias = (
        Case(**facts, **COVERAGE, coverage_year=year, renewal_due_on=date(year, 12, 15))
        for facts in (TOLD, MARIAS)
    )
    told.ssn_digest = ssn_digest(told.number, TOLD_SSN)
    others = [_case(chance, n, year) for n in range(MANY - 2)]
    Case.objects.bulk_create([told, marias, *others])
    children = [
        HouseholdMember(
            case=case, first_name=name, last_name=last, born_on=TOLD_CHILD, relation=Relation.CHILD
        )
        for case, name, last in ((told, "Diego", "Ramírez"), (marias, "Lucía", "Gómez"))
    ]
    household = (member for case in others for member in _members(chance, case, year))
    HouseholdMember.objects.bulk_create([*children, *household])


def _link_maria() -> None:
    """Unless she has been linked, or her case, meanwhile."""
    maria = User.objects.filter(username__iexact="maria", case__isnull=True).first()
    if maria:
        case = Case.objects.unlinked().filter(number=MARIAS["number"])
        case.update(user=maria, linked_at=timezone.now())


def _told() -> list[str]:
    case = Case.objects.filter(number=TOLD["number"]).first()
    if case is None or case.is_linked:
        return ["  (it is linked to an account by now; `make reset` begins anew)"]
    return [
        f"  Name, date of birth:     {case.contact_name}, {TOLD['born_on']:%m/%d/%Y}",
        f"  Case number:             {case.number}",
        f"  SSN, last four:          {TOLD_SSN}",
        f"  Address:                 {case.street}, {case.city} {case.zip_code}",
        f"  Phone:                   {case.phone}",
        f"  E-mail address:          {case.email}",
        f"  A child, born:           {TOLD_CHILD:%m/%d/%Y}",
    ]


def _case(chance: random.Random, n: int, year: int) -> Case:
    language = chance.choices(list(NAMES), [SHARES.get(code, 2) for code in NAMES])[0]
    first, last = _name(chance, language)
    city, zip_code = chance.choice(PLACES)
    number = str(FIRST_NUMBER + n * 7_919)
    program = chance.choices(list(Program), [4, 5, 1])[0]
    case = Case(
        number=number,
        first_name=first,
        last_name=last,
        born_on=_day(chance, year - 78, year - 19),
        street=f"{chance.randint(10, 9800)} {chance.choice(STREETS)}",
        city=city,
        zip_code=zip_code,
        phone=f"{chance.choice(['916', '559', '213', '619', '408'])}555{n:04}",
        email=f"household{n}@mail.example" if chance.random() < 0.8 else "",
        language=language,
        program=program,
        status=chance.choices(list(Status), [1, 8, 1])[0],
        income_cents=chance.randint(14_000, 96_000) * 100,
        coverage_year=year,
        renewal_due_on=date(year, 12, 15),
        consent_until=date(year + chance.randint(-1, 4), 12, 31),
    )
    if chance.random() < 0.85:  # not everybody has one
        case.ssn_digest = ssn_digest(number, f"{chance.randint(0, 9999):04}")
    if program != Program.MEDI_CAL:
        case.plan_name = chance.choice(PLANS)
        case.premium_cents = chance.randint(10, 612_00)
    return case


def _members(chance: random.Random, case: Case, year: int) -> Iterator[HouseholdMember]:
    born = case.born_on.year
    told = []
    if chance.random() < 0.5:
        told.append((Relation.SPOUSE, born - 6, min(born + 6, year - 19)))
    if born > year - 60:
        told += [(Relation.CHILD, max(born + 19, year - 25), year - 1)] * chance.choice(
            [0, 1, 1, 2, 3]
        )
    if chance.random() < 0.08:
        told.append((Relation.PARENT, born - 40, born - 20))
    taken = {case.first_name}
    for relation, earliest, latest in told:
        first, last = _name(chance, case.language)
        if first not in taken:
            taken.add(first)
            yield HouseholdMember(
                case=case,
                first_name=first,
                last_name=last if relation == Relation.SPOUSE else case.last_name,
                born_on=_day(chance, earliest, max(earliest, latest)),
                relation=relation,
            )


def _name(chance: random.Random, language: str) -> tuple[str, str]:
    women, men, last = (names.split() for names in NAMES[language])
    surname = chance.choice(last)
    if language == "es" and chance.random() < 0.5:  # of both parents
        surname = f"{surname} {chance.choice(last)}"
    return chance.choice(women + men).replace("-", " " if language == "vi" else "-"), surname


def _day(chance: random.Random, earliest: int, latest: int) -> date:
    return date(chance.randint(earliest, latest), chance.randint(1, 12), chance.randint(1, 28))
