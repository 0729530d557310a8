"""The desk's decisions as the admin offers them: each with a page that asks for the reason and confirms."""

from collections.abc import Callable
from dataclasses import dataclass
from typing import Any

from django import forms
from django.utils import timezone
from django.utils.functional import Promise
from django.utils.translation import gettext_lazy as _

from accounts.entity.forms import NoteField
from accounts.models import Assister, Certification, Entity, StandingChange
from accounts.workflows import assisters, badges, certifications, entities

Reason = StandingChange.Reason
Status = Certification.Status
Words = str | Promise

AS_USUAL = (Reason.ROUTINE, Reason.MISTAKE, Reason.OTHER)
GIVEN_BACK = (Reason.SETTLED, Reason.PAPERS, Reason.MISTAKE, Reason.OTHER)
STOPPED = (
    Reason.PAPERS,
    Reason.COMPLAINT,
    Reason.RULES,
    Reason.OWN_REQUEST,
    Reason.ENTITY_REQUEST,
    Reason.MISTAKE,
    Reason.OTHER,
)
LEFT = (Reason.LEFT, Reason.OWN_REQUEST, Reason.ENTITY_REQUEST, Reason.MISTAKE, Reason.OTHER)
CLOSED = (Reason.CLOSED, Reason.RULES, Reason.ENTITY_REQUEST, Reason.MISTAKE, Reason.OTHER)


@dataclass(frozen=True)
class Decision:
    """``effect`` is what the confirming page says will happen; ``about`` names the workflow's argument."""

    name: str
    label: Words
    effect: Words
    run: Callable[..., Any]
    reasons: tuple[StandingChange.Reason, ...]
    about: str = "assister"
    asks_entity: bool = False


_ASSISTER = [
    Decision(
        "certify",
        _("Certify"),
        _("The certification begins today and lasts a year."),
        certifications.certify,
        AS_USUAL,
    ),
    Decision(
        "renew",
        _("Renew"),
        _("The certification goes on for another year."),
        certifications.renew,
        AS_USUAL,
    ),
    Decision(
        "suspend",
        _("Suspend"),
        _(
            "At once: sessions end, access to cases pauses, the public lists no longer show the person. "
            "They may sign in and read why. You can reinstate them."
        ),
        certifications.suspend,
        STOPPED,
    ),
    Decision(
        "reinstate",
        _("Reinstate"),
        _("What was suspended comes back: the certification with the days it had."),
        certifications.reinstate,
        GIVEN_BACK,
    ),
    Decision(
        "revoke",
        _("Revoke"),
        _(
            "At once and for good: sessions, certification, badge and delegations end. The consumers "
            "are asked to choose somebody else."
        ),
        certifications.revoke,
        STOPPED,
    ),
    Decision(
        "end-affiliation",
        _("End affiliation"),
        _(
            "From today they no longer work for the entity: sessions, badge and delegations end. "
            "The certification stays theirs."
        ),
        assisters.end_affiliation,
        LEFT,
    ),
    Decision(
        "affiliate",
        _("Put an entity on record"),
        _("They work for this entity from today, and need a badge that shows it."),
        assisters.affiliate,
        AS_USUAL,
        asks_entity=True,
    ),
    Decision(
        "issue-badge",
        _("Issue badge"),
        _("A badge with a number of its own is issued today. Print it from here."),
        badges.issue,
        AS_USUAL,
    ),
    Decision(
        "take-back-badge",
        _("Take badge back"),
        _("The badge counts no longer: it was handed in, lost or is replaced. Access pauses."),
        badges.take_back,
        (Reason.OWN_REQUEST, Reason.ENTITY_REQUEST, Reason.RULES, Reason.MISTAKE, Reason.OTHER),
    ),
]
_ENTITY = [
    Decision(
        "suspend",
        _("Suspend"),
        _(
            "At once, for all who work for this entity: sessions end, access to cases pauses, the "
            "public lists no longer show them. You can reinstate it."
        ),
        entities.suspend,
        STOPPED,
        about="entity",
    ),
    Decision(
        "reinstate",
        _("Reinstate"),
        _("All who work for it have again what they had; who was suspended on their own stays so."),
        entities.reinstate,
        GIVEN_BACK,
        about="entity",
    ),
    Decision(
        "end",
        _("End"),
        _(
            "At once and for good: every affiliation, badge and delegation of its assisters ends. "
            "The consumers are asked to choose somebody else."
        ),
        entities.end,
        CLOSED,
        about="entity",
    ),
]
OF_ASSISTERS = {decision.name: decision for decision in _ASSISTER}
OF_ENTITIES = {decision.name: decision for decision in _ENTITY}
# Those of one assister alone: badges are issued one by one, and each entity is chosen.
IN_BULK = ("certify", "renew", "suspend", "reinstate", "revoke", "end-affiliation")


def for_assister(assister: Assister) -> list[Decision]:
    """Those that make sense where the assister stands; the workflows have the last word."""
    row = next((one for one in assister.certifications.all() if one.ended_on is None), None)
    status = row.status if row else ""
    by_status: dict[str, list[str]] = {
        Status.CERTIFIED: ["suspend", "revoke"],
        Status.SUSPENDED: ["reinstate", "revoke"],
    }
    names = by_status.get(status, ["certify"])
    if row and status == Status.CERTIFIED and row.may_be_renewed(timezone.localdate()):
        names.insert(0, "renew")
    if not row and any(one.status == Status.EXPIRED for one in assister.certifications.all()):
        names = ["renew", "certify"]
    is_affiliated = any(one.ended_on is None for one in assister.affiliations.all())
    has_badge = any(one.returned_on is None for one in assister.badges.all())
    if has_badge:
        names.append("take-back-badge")
    elif is_affiliated and status == Status.CERTIFIED:
        names.append("issue-badge")
    names.append("end-affiliation" if is_affiliated else "affiliate")
    return [OF_ASSISTERS[name] for name in names]


def for_entity(entity: Entity) -> list[Decision]:
    names = {
        Entity.Status.ACTIVE: ["suspend", "end"],
        Entity.Status.SUSPENDED: ["reinstate", "end"],
    }.get(Entity.Status(entity.status), [])
    return [OF_ENTITIES[name] for name in names]


class DecisionForm(forms.Form):
    """Why. The note is for the people concerned."""

    entity = forms.ModelChoiceField(
        label=_("Entity"),
        queryset=Entity.objects.none(),
        empty_label=_("Choose an entity"),
        error_messages={"required": _("Choose the entity they work for.")},
    )
    reason = forms.ChoiceField(
        label=_("Reason"), error_messages={"required": _("Choose the reason.")}
    )
    note = NoteField(
        label=_("Note"),
        required=False,
        widget=forms.Textarea(attrs={"rows": 4}),
        help_text=_("The people concerned read this where they learn what was decided."),
    )

    def __init__(self, decision: Decision, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        reasons = [(reason.value, reason.label) for reason in decision.reasons]
        choose = [] if decision.reasons[0] == Reason.ROUTINE else [("", _("Choose the reason"))]
        self.fields["reason"].choices = [*choose, *reasons]  # type: ignore[attr-defined]
        if decision.asks_entity:
            active = Entity.objects.filter(status=Entity.Status.ACTIVE)
            self.fields["entity"].queryset = active  # type: ignore[attr-defined]
        else:
            del self.fields["entity"]
