"""Whether what a consumer says is what the case says. Yes or no for each fact; nothing is kept or shown."""

from collections.abc import Callable
from dataclasses import dataclass
from datetime import date

from accesscodes.models import Fact
from cases import folding
from cases.models import Case


@dataclass(frozen=True)
class Said:
    """What the representative typed of what they heard; empty where it was not asked."""

    name: str
    born_on: date
    ssn: str = ""
    street: str = ""
    zip_code: str = ""
    contact: str = ""
    number: str = ""
    member: date | None = None
    without_ssn: bool = False

    def facts(self) -> list[Fact]:
        """Those that were asked."""
        given = {
            Fact.NAME: self.name,
            Fact.BORN_ON: self.born_on,
            Fact.SSN: self.ssn and not self.without_ssn,
            Fact.ADDRESS: self.street or self.zip_code,
            Fact.CONTACT: self.contact,
            Fact.NUMBER: self.number,
            Fact.MEMBER: self.member,
        }
        return [fact for fact in Fact if given[fact]]


def matched(case: Case, said: Said) -> list[Fact]:
    return [fact for fact in said.facts() if _MATCHERS[fact](case, said)]


def _name(case: Case, said: Said) -> bool:
    """In any order, without accents, written together or apart.

    A middle name or second surname may be left out.
    """
    on_file, told = folding.words(case.contact_name), folding.words(said.name)
    if told and (told == on_file or _letters(said.name) == _letters(case.contact_name)):
        return True
    first, last = folding.words(case.first_name), folding.words(case.last_name)
    return set(told) <= set(on_file) and bool(set(told) & set(first) and set(told) & set(last))


def _letters(name: str) -> str:
    """“O Neal” and “O’Neal”, “De La Cruz” and “Delacruz” are one."""
    return folding.fold(name).replace(" ", "")


def _address(case: Case, said: Said) -> bool:
    """Street with its number, and ZIP code."""
    same_street = folding.fold_street(said.street) == folding.fold_street(case.street)
    return same_street and said.zip_code[:5] == case.zip_code


def _contact(case: Case, said: Said) -> bool:
    """Either the phone's ten digits or the e-mail address."""
    typed = said.contact.strip().casefold()
    if "@" in typed:
        return bool(case.email) and typed == case.email.casefold()
    digits = "".join(c for c in typed if c.isascii() and c.isdigit())
    return bool(case.phone) and digits.removeprefix("1")[-10:] == case.phone and len(digits) <= 11


def _member(case: Case, said: Said) -> bool:
    if said.member is None:
        return False
    return case.members.current().filter(born_on=said.member).exists()


_MATCHERS: dict[Fact, Callable[[Case, Said], bool]] = {
    Fact.NAME: _name,
    Fact.BORN_ON: lambda case, said: case.born_on == said.born_on,
    Fact.SSN: lambda case, said: case.has_ssn(said.ssn),
    Fact.ADDRESS: _address,
    Fact.CONTACT: _contact,
    Fact.NUMBER: lambda case, said: case.number == said.number,
    Fact.MEMBER: _member,
}
