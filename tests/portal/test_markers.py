"""Personal data is planted on every road through the portal, and looked for where it must not be."""

import re

import pytest
from django.core.cache import cache

from audit.models import AuditEvent
from notifications import delivery
from notifications.models import Notice
from tests.portal import marked_calls
from tests.portal import markers as places
from tests.portal.marked_roads import PLANTED, Roads
from tests.portal.markers import found

# Where it is meant to be: the records themselves. Nowhere is there a password or a code.
MEANT = {
    "entity": {"accounts_entity.legal_name"},
    "number": {"accounts_assister.certification_number"},
    "first name": {
        "accounts_assister.first_name",
        "accounts_user.first_name",
        "delegation_activationdraft.first_name",
    },
    "last name": {
        "accounts_assister.last_name",
        "accounts_user.last_name",
        "delegation_activationdraft.last_name",
    },
    "username": {
        "accounts_user.username",
        "delegation_activationdraft.username",
        "django_session.session_data",  # fills in the sign-in page after an activation
    },
    "e-mail": {
        "accounts_assister.email",
        "accounts_user.email",
        "account_emailaddress.email",
        "delegation_delegationcode.sent_to",
        "notifications_notice.to",
    },
    "phone": {
        "accounts_assister.phone",
        "accounts_user.phone",
        "delegation_activationdraft.phone",
    },
    "street": {
        "accounts_site.street",
        "collateral_order.street",
        "delegation_activationdraft.street",
    },
    "city": {
        "accounts_site.city",
        "collateral_order.city",
        "delegation_activationdraft.city",
    },
    "consumer’s name": {"accounts_user.first_name", "accounts_user.last_name"},
    "consumer’s username": {
        "accounts_user.username",
        "django_session.session_data",  # their own: by which name they signed in
    },
    "consumer’s e-mail": {
        "accounts_user.email",
        "account_emailaddress.email",
        "notifications_notice.to",
    },
    "words of a report": {"support_problemreport.words"},
    "name of a passkey": {"mfa_authenticator.data"},
    "desk’s name": {
        "accounts_assister.first_name",
        "accounts_assister.last_name",
        "accounts_user.first_name",
    },
    "desk’s number": {"accounts_assister.certification_number"},
    "desk’s e-mail": {
        "accounts_assister.email",
        "delegation_delegationcode.sent_to",
        "notifications_notice.to",
    },
    # An organisation’s name is nobody’s secret, and the administration’s own log tells rows by it.
    "desk’s entity": {"accounts_entity.legal_name", "django_admin_log.object_repr"},
    "invited username": {"accounts_user.username"},
    "invited e-mail": {
        "accounts_user.email",
        "account_emailaddress.email",
        "notifications_notice.to",
    },
    "reporter’s e-mail": {"support_problemreport.email", "notifications_notice.to"},
    **marked_calls.MEANT,
    "follower’s e-mail": {"support_issuefollower.email", "notifications_notice.to"},
    "asker’s name": {"shop_quoterequest.name"},
    "asker’s business": {"shop_quoterequest.business"},
    "asker’s phone": {"shop_quoterequest.phone"},
    "asker’s e-mail": {"shop_quoterequest.email", "notifications_notice.to"},
}
pytestmark = [
    pytest.mark.django_db(transaction=True),
    pytest.mark.urls("tests.portal.failing_urls"),
]


@pytest.fixture
def walked(mailoutbox):
    cache.clear()
    places.published()  # of the tests before
    roads = Roads(mailoutbox)
    with places.listening() as log:
        roads.all()
    roads.log, roads.messages = log.getvalue(), places.published()
    return roads


def misplaced(secrets):
    """Markers in a column that is not meant for them."""
    return sorted(
        {
            f"{name} in {place}"
            for place, text in places.cells()
            for name in found(secrets, text)
            if place not in MEANT.get(name, ())
        }
    )


def markers_stay_where_they_are_meant_to_be(walked):
    secrets = {**PLANTED, **walked.codes}
    assert len(walked.codes) == 11

    assert misplaced(secrets) == []
    assert found(secrets, walked.log) == set()
    assert found(secrets, "\n".join(mail.subject for mail in walked.mailoutbox)) == set()
    seen = walked.browsers
    assert found(secrets, "\n".join(title for it in seen for title in it.titles)) == set()
    assert found(secrets, "\n".join(path for it in seen for path in it.redirects)) == set()
    assert found(secrets, "\n".join(walked.messages)) == set()


def what_is_meant_to_be_kept_is_kept_and_found(walked):
    """The search sees: every record is found, and so would be what got elsewhere."""
    at = {(name, place) for place, text in places.cells() for name in found(PLANTED, text)}
    assert {name for name, _place in at} == MEANT.keys()
    assert walked.log.count("\n") > 40
    assert '"logger": "portal.request"' in walked.log
    assert len(walked.mailoutbox) >= 7


def what_leaves_the_request_names_ids_only(walked):
    """Messages to workers, and the audit trail; and what was mailed in secret is wiped."""
    assert len(walked.messages) > 5
    assert all(re.search(r"[0-9a-f-]{36}", message) for message in walked.messages)

    events = AuditEvent.objects.values_list("verb", "reason", "object_type", "object_id")
    assert len({verb for verb, *_more in events}) > 5
    assert found({**PLANTED, **walked.codes}, "\n".join(map(str, events))) == set()

    for notice in Notice.objects.due():
        delivery.deliver(notice.pk)
    assert not Notice.objects.exclude(secrets=None).exists()
    assert Notice.objects.filter(state=Notice.State.SENT).count() >= 7


def an_access_code_is_on_one_page_of_one_browser(walked):
    """Apart from the field in which the consumer typed it with a wrong day, and gets it back."""
    codes = {name: walked.codes[name] for name in ("access code", "access code, grouped")}
    showing = [
        page
        for browser in walked.browsers
        for page in browser.pages
        if found(codes, re.sub(r'name="(code|typed)" value="[^"]*"', "", page))
    ]
    assert len(showing) == 1
    assert "portal-big-code" in showing[0]


def test_personal_data_is_where_it_is_meant_to_be_and_nowhere_else(walked):
    """One walk for all four: it goes down every road there is."""
    markers_stay_where_they_are_meant_to_be(walked)
    what_is_meant_to_be_kept_is_kept_and_found(walked)
    what_leaves_the_request_names_ids_only(walked)
    an_access_code_is_on_one_page_of_one_browser(walked)
