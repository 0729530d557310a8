"""Questions asked and answered, with marked data; part of everything a person can do."""

from uuid import uuid4

from accounts.models import User
from casework.models import Question
from tests.casework.test_changes import end
from tests.delegation.factories import DelegationFactory
from tests.factories import StaffFactory

PLANTED = {
    "question": "Which markerstub is the latest?",
    "question of a delegate": "Is markeraunt still with you?",
    "answer": "The markerone of May.",
    "answer that came second": "No, that of markerjune.",
    "question that came too late": "And markerjuly?",
}
MEANT = {
    "question": {"casework_question.words"},
    "question of a delegate": {"casework_question.words"},
    "answer": {"casework_question.answer"},
}
QUEUE = "/admin/casework/question/"


def walk(roads, *, consumer, number):
    """By username and case number."""
    pat, kim = roads.browser(), roads.browser()
    pat.client.force_login(User.objects.get(username=consumer))
    kim.client.force_login(StaffFactory(role="Case desk"))
    asked = kim.sends(f"{QUEUE}ask/", number=number).redirect_chain[-1][0]
    key = uuid4()
    kim.sends(asked, key=key, words=PLANTED["question"])
    pat.goes("/my-case/questions/")
    pat.goes(f"/my-case/questions/{key}/")
    pat.sends(f"/my-case/questions/{key}/", answer=PLANTED["answer"])
    pat.sends(f"/my-case/questions/{key}/", answer=PLANTED["answer that came second"])
    kim.goes(f"{QUEUE}{key}/change/")
    kim.sends(f"{QUEUE}{key}/settle/")
    asks_as_delegate(roads, Question.objects.get().case)


def asks_as_delegate(roads, case):
    """Until the delegation is over; what comes after that is kept nowhere."""
    dee = roads.browser()
    held = DelegationFactory(case=case, assister__ready=True)
    dee.client.force_login(held.assister.user)
    home, key = f"/cases/{case.pk}/questions/", uuid4()
    dee.sends(f"{home}ask/", key=key, words=PLANTED["question of a delegate"])
    dee.goes(f"{home}{key}/")
    dee.sends(f"{home}{key}/withdraw/")
    end(held)
    dee.client.post(f"{home}ask/", {"words": PLANTED["question that came too late"]})
