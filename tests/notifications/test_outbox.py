import pytest
from django.db import transaction
from django.template import TemplateDoesNotExist

from notifications import outbox
from notifications.models import Notice
from portal import secret_box
from tests.factories import GroupFactory


def post(kind="probe", **changes):
    details = {"to": "pat@example.org", "language": "es", "secrets": {"code": "XK7-2F"}}
    return outbox.post(kind, about=GroupFactory(), **details | changes)


@pytest.mark.django_db
class TestPost:
    def test_owes_a_mail(self):
        notice = post()

        notice = Notice.objects.get(pk=notice.pk)
        assert (notice.kind, notice.to, notice.language) == ("probe", "pat@example.org", "es")
        assert notice.about() == GroupFactory()
        assert notice.state == Notice.State.PENDING
        assert Notice.objects.due().contains(notice)

    def test_leaves_the_sweep_off_what_a_message_is_on_its_way_for(self):
        assert not Notice.objects.due().unclaimed().contains(post())

    def test_keeps_secrets_under_lock(self):
        secrets = Notice.objects.get(pk=post().pk).secrets

        assert b"XK7-2F" not in bytes(secrets)
        assert secret_box.unseal(secrets) == {"code": "XK7-2F"}

    def test_needs_no_secrets_and_no_language(self, settings):
        notice = post(secrets=None, language="")

        assert notice.secrets is None
        assert notice.language == settings.LANGUAGE_CODE

    def test_refuses_a_kind_that_has_no_templates(self):
        with pytest.raises(TemplateDoesNotExist):
            post("unheard_of")

    def test_writes_one_row_and_nothing_else(self, django_assert_num_queries):
        group = GroupFactory()
        with django_assert_num_queries(1):
            outbox.post("probe", to="pat@example.org", language="en", about=group)


@pytest.mark.django_db(transaction=True)
class TestOneTransaction:
    def test_a_rollback_takes_the_notice_along(self):
        with transaction.atomic():
            post()
            transaction.set_rollback(True)

        assert not Notice.objects.exists()

    def test_an_act_outside_a_transaction_owes_nothing(self):
        with pytest.raises(transaction.TransactionManagementError):
            post()

        assert not Notice.objects.exists()


class TestSecretBox:
    def test_a_new_key_still_opens_what_lies_under_the_old_one(self, settings):
        old, new = settings.NOTICE_KEYS[0], "A" * 43 + "="
        sealed = secret_box.seal({"code": "XK7-2F"})

        settings.NOTICE_KEYS = [new, old]

        assert secret_box.unseal(sealed) == {"code": "XK7-2F"}
