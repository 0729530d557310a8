"""A call at the help line: begun, the caller named, the case found, ended.

Only the representative who took a call works on it. Locks: call, then case, then codes.
"""

from dataclasses import dataclass
from datetime import date
from uuid import UUID

from django.utils import timezone
from django.utils.translation import gettext as _

from accesscodes import limits
from accesscodes.errors import CallEnded, CallOpen, OwnCase, UnknownCaller
from accesscodes.models import HelpLineCall
from accounts.models import Assister, Entity, User
from audit import trail
from cases import search
from cases.models import Case
from limiter.limits import charge
from portal.db import refusing

Caller = HelpLineCall.Caller
KINDS = {Entity.Kind.CEE: Caller.CEC, Entity.Kind.PBEE: Caller.PBE}


@dataclass(frozen=True)
class Wanted:
    """What a caller says of a case: its number, or the primary contact's name and date of birth."""

    number: str = ""
    name: str = ""
    born_on: date | None = None


@trail.workflow("help_line_call.start")
def start(*, by: User) -> HelpLineCall:
    """A representative takes a call. Raises CallOpen while they have another."""
    open_already = CallOpen(
        _("You have a call that has not ended. Go on with it, or end it, before you start another.")
    )
    with refusing("helplinecall_one_open_each", open_already):
        call = HelpLineCall.objects.create(by=by)
    trail.record("help_line_call.start", by=by, about=call)
    return call


@trail.workflow("help_line_call.identify_caller")
def identify_caller(*, call: UUID, caller: str, number: str, by: User) -> HelpLineCall:
    """Note who calls: the consumer, or the assister of that certification number.

    One whose standing is not good is noted like any other: the consumer may have a code all the same.
    Raises UnknownCaller, CallEnded.
    """
    found = locked_call(call, by=by)
    found.caller = caller
    found.assister = None if caller == Caller.CONSUMER else _assister(caller, number)
    if found.caller == Caller.CONSUMER:
        found.consumer_is = HelpLineCall.Consumer.ON_THE_LINE
    found.save(update_fields=["caller", "assister", "consumer_is"])
    entity = found.assister.entity if found.assister else None
    trail.record("help_line_call.identify_caller", by=by, about=found, entity=entity)
    return found


def _assister(caller: str, number: str) -> Assister:
    assister = Assister.objects.select_related("entity").filter(certification_number=number).first()
    if assister is None:
        raise UnknownCaller(
            _("No assister has this certification number. Ask for it once more, digit by digit.")
        )
    if KINDS[Entity.Kind(assister.entity.kind)] != caller:
        raise UnknownCaller(
            _("This certification number is that of a %(role)s.")
            % {"role": assister.role_abbreviation},
            about=assister,
        )
    return assister


@trail.workflow("help_line_call.find_cases")
def find_cases(*, call: UUID, wanted: Wanted, by: User) -> list[Case]:
    """The cases that the caller may mean, ten at most; that somebody looked, and at which, is on record.

    Raises TooManyAttempts, CallEnded.
    """
    charge((limits.SEARCHES, by.pk))
    found = locked_call(call, by=by)
    if wanted.number:
        cases = search.by_number(wanted.number)
    elif wanted.born_on:
        cases = search.by_name(name=wanted.name, born_on=wanted.born_on)
    else:
        cases = []
    shown: list[Case] | list[None] = cases or [None]
    for case in shown:  # whose name it showed is on record
        reason = f"found:{len(cases)}"
        trail.record("help_line_call.find_cases", by=by, about=found, case=case, reason=reason)
    return cases


@trail.workflow("help_line_call.choose_case")
def choose_case(*, call: UUID, case: UUID, by: User) -> HelpLineCall:
    """This is the case that the call is about. Raises OwnCase, CallEnded, Case.DoesNotExist."""
    found = locked_call(call, by=by)
    chosen = Case.objects.get(pk=case)
    if chosen.user_id == by.pk:
        raise OwnCase(_("This is your own case. Ask a colleague to take the call."), about=chosen)
    found.case = chosen
    found.save(update_fields=["case"])
    trail.record("help_line_call.choose_case", by=by, about=found, case=chosen)
    return found


@trail.workflow("help_line_call.end")
def end(*, call: UUID, by: User) -> HelpLineCall:
    """What was issued in it stays good. Raises CallEnded."""
    found = locked_call(call, by=by)
    found.ended_at = timezone.now()
    found.save(update_fields=["ended_at"])
    trail.record("help_line_call.end", by=by, about=found, case=found.case)
    return found


def locked_call(call: UUID, *, by: User) -> HelpLineCall:
    """The representative's own open call, locked. Raises CallEnded, HelpLineCall.DoesNotExist."""
    found = HelpLineCall.objects.of(by).select_for_update(of=("self",)).get(pk=call)
    if not found.is_open:
        raise CallEnded(_("This call has ended. Start a new one."), about=found)
    return found
