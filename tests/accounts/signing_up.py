"""A visitor who makes an account, at the pages they see."""

import re

from django.test import Client
from django.urls import reverse

from notifications import mails
from notifications.models import Notice
from tests.factories import PASSWORD

CODE_PAGE, SEND = reverse("accounts:sign_up_code"), reverse("accounts:sign_up_send")
USERNAME_PAGE = reverse("accounts:sign_up_username")
WRONG = "WRONGONE"


def facts(**others):
    return {
        "first_name": "Pat",
        "last_name": "Gives",
        "email": "pat@example.org",
        "username": "pat.gives",
        "password1": PASSWORD,
        **others,
    }


class Visitor:
    """A browser of their own, at an address of their own."""

    def __init__(self, address="192.0.2.1"):
        self.client = Client(REMOTE_ADDR=address)

    def signs_up(self, path="/sign-up/", **others):
        return self.client.post(path, facts(**others), follow=True)

    def gives(self, code, **more):
        return self.client.post(CODE_PAGE, {"code": code}, follow=True, **more)

    def asks_again(self):
        return self.client.post(SEND, follow=True)

    def chooses(self, username):
        return self.client.post(USERNAME_PAGE, {"username": username}, follow=True)

    def signs_in(self, login, password=PASSWORD):
        return self.client.post("/sign-in/", {"login": login, "password": password}, follow=True)

    @property
    def is_signed_in(self):
        return "_auth_user_id" in self.client.session


def newest_mail(to="pat@example.org"):
    return mails.compose(Notice.objects.filter(to=to).latest("created_at"))


def mailed_code(to="pat@example.org"):
    return re.search(r"^([A-Z0-9]{4}-[A-Z0-9]{4})$", newest_mail(to).body, re.M)[1]
