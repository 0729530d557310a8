from concurrent.futures import ThreadPoolExecutor

import pytest
from django.db import connections

from audit.models import AuditEvent
from cases.errors import CaseTaken, HasCaseAlready
from cases.models import Case
from cases.workflows import links
from tests.cases.factories import CaseFactory
from tests.factories import UserFactory


@pytest.mark.django_db
class TestLink:
    def test_makes_the_account_that_of_the_primary_contact(self):
        case, pat = CaseFactory(), UserFactory()

        links.link(case=case, by=pat)

        case.refresh_from_db()
        assert (case.user, pat.case) == (pat, case)
        event = AuditEvent.objects.get(verb="case.link")
        assert (event.actor_id, event.case_id, event.outcome) == (pat.pk, case.pk, "done")

    def test_a_case_has_one_account_and_says_not_whose(self):
        case = CaseFactory(linked=True)

        with pytest.raises(CaseTaken) as refusal:
            links.link(case=case, by=UserFactory())

        assert case.user.username not in str(refusal.value)
        assert AuditEvent.objects.get(verb="case.link").reason == "CaseTaken"

    def test_an_account_has_one_case(self):
        pat, other = CaseFactory(linked=True).user, CaseFactory()

        with pytest.raises(HasCaseAlready):
            links.link(case=other, by=pat)

        assert not Case.objects.get(pk=other.pk).is_linked


@pytest.mark.django_db(transaction=True)
@pytest.mark.parametrize(("cases", "people"), [(1, 6), (6, 1)], ids=["one case", "one account"])
def test_of_many_at_once_one_links(cases, people):
    theirs = [CaseFactory() for _ in range(cases)]
    accounts = [UserFactory() for _ in range(people)]

    def link(pair):
        try:
            links.link(case=pair[0], by=pair[1])
        except (CaseTaken, HasCaseAlready):
            return False
        finally:
            connections.close_all()
        return True

    with ThreadPoolExecutor(6) as pool:
        done = list(pool.map(link, [(case, user) for case in theirs for user in accounts]))

    assert sum(done) == Case.objects.linked().count() == 1
    assert AuditEvent.objects.filter(verb="case.link", outcome="done").count() == 1
