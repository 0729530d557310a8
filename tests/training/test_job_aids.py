"""Job aids: read, searched, published in versions, linked from the pages they explain."""

import pytest
from django.utils import translation

from audit.models import AuditEvent
from portal import page_notes
from tests.factories import (
    JobAidFactory,
    JobAidStepFactory,
    JobAidVersionFactory,
    StaffFactory,
    TrainingFileFactory,
)
from training.errors import DraftExists, NothingToPublish, PublishedAlready
from training.models import JobAidVersion
from training.workflows import job_aids

pytestmark = pytest.mark.django_db
LIST = "/training/job-aids/"


def found(client, words, language="en"):
    client.cookies["language"] = language
    response = client.get(LIST, {"q": words})
    return {version.aid.slug for version in response.context["versions"]}


class TestSearch:
    @pytest.mark.parametrize(
        "words", ["reporting problems", "screenshot", "EAS  help desk", "reported"]
    )
    def test_finds_by_any_form_of_the_words(self, client, words):
        assert "reporting-a-problem" in found(client, words)

    @pytest.mark.parametrize("words", ["código", "codigo", "CÓDIGOS", "activar"])
    def test_finds_in_spanish_with_or_without_accents(self, client, words):
        assert "activating-a-delegation-code" in found(client, words, "es")

    def test_looks_in_the_language_being_read(self, client):
        assert found(client, "parcel", "es") == set()

    @pytest.mark.parametrize("words", ["xyzzy", "-", '"', "a OR", "<script>", "' OR 1=1", "💥"])
    def test_says_what_to_do_when_nothing_is_found(self, client, words):
        response = client.get(LIST, {"q": words})
        assert response.status_code == 200
        if not response.context["versions"]:
            assert "Try other words, or fewer." in response.content.decode()

    def test_shows_all_without_words(self, client):
        assert len(found(client, "  ")) == 5

    def test_leaves_out_drafts_and_what_is_not_shown(self, client):
        JobAidVersionFactory(published=False, title_en="Splicing")
        JobAidVersionFactory(published=True, title_en="Splicing", aid__is_listed=False)
        assert found(client, "splicing") == set()


class TestReading:
    def test_shows_steps_with_the_pictures_of_the_language(self, client):
        path = "/training/job-aids/activating-a-delegation-code/"
        assert "job-aids/activation-facts.en.png" in client.get(path).content.decode()
        client.cookies["language"] = "es"
        text = client.get(path).content.decode()
        assert "job-aids/activation-facts.es.png" in text
        assert "La página “Active su cuenta” con los tres datos llenos." in text

    def test_an_old_version_says_so_and_stays_under_its_address(self, client):
        old = JobAidVersionFactory(published=True, title_en="As it was")
        JobAidVersionFactory(aid=old.aid, number=2, title_en="As it is", published=True)
        now = client.get(old.aid.get_absolute_url()).content.decode()
        assert "As it is" in now
        assert old.get_absolute_url() in now
        before = client.get(old.get_absolute_url()).content.decode()
        assert "As it was" in before
        assert "This is an earlier version." in before

    def test_a_picture_that_is_gone_breaks_nothing(self, client, monkeypatch):
        def gone(path):
            raise ValueError(path)

        monkeypatch.setattr("training.models.file.static", gone)
        response = client.get("/training/job-aids/reporting-a-problem/")
        assert response.status_code == 200
        assert "portal-aid__picture" not in response.content.decode()


class TestVersions:
    def test_a_draft_begins_with_the_words_and_pictures_of_the_last(self):
        picture, kim = TrainingFileFactory(), StaffFactory()
        last = JobAidVersionFactory()
        words = {"shows_en": "A boat.", "shows_es": "Un barco."}
        JobAidStepFactory(version=last, picture_en=picture, picture_es=picture, **words)
        last.publish()

        draft = job_aids.draft(aid=last.aid, by=kim)

        assert (draft.number, draft.title_en, draft.is_published) == (2, last.title_en, False)
        step = draft.steps.get()
        assert (step.text_es, step.picture_en, step.shows_es) == (
            "Lance el cabo.",
            picture,
            "Un barco.",
        )
        assert AuditEvent.objects.get(verb="job_aid.draft").actor_id == kim.pk

    def test_a_new_job_aid_begins_with_an_empty_one(self):
        assert job_aids.draft(aid=JobAidFactory(), by=StaffFactory()).number == 1

    def test_there_is_one_draft_at_a_time(self):
        draft = JobAidVersionFactory(published=False)
        with pytest.raises(DraftExists):
            job_aids.draft(aid=draft.aid, by=StaffFactory())

    def test_what_is_published_is_what_everybody_reads_and_finds(self, client):
        kim = StaffFactory()
        draft = JobAidVersionFactory(published=False)
        job_aids.publish(version=draft, by=kim)
        assert JobAidVersion.objects.current().get(aid=draft.aid).published_by == kim
        assert found(client, "mooring") == found(client, "throw line") == {draft.aid.slug}
        with pytest.raises(PublishedAlready):
            job_aids.publish(version=draft, by=kim)

    def test_nothing_is_not_published(self):
        with pytest.raises(NothingToPublish):
            job_aids.publish(version=JobAidVersionFactory(), by=StaffFactory())


class TestLinks:
    """At the foot of the pages that a job aid explains, in their language, and nowhere else."""

    @pytest.mark.parametrize(
        ("page", "title"),
        [
            ("/activate/", "Activating a delegation code"),
            ("/report-a-problem/", "Reporting a problem"),
            ("/sign-up/", "Getting an access code"),
        ],
    )
    def test_are_on_the_pages_that_apps_name(self, client, page, title):
        page_notes.forget()
        assert title in client.get(page).content.decode()
        assert "Step by step, with pictures:" not in client.get("/").content.decode()

    def test_are_on_the_pages_that_staff_name(self, client):
        JobAidVersionFactory(published=True, aid__pages=["portal:home", "gone:page"])
        page_notes.forget()
        assert "Mooring a boat" in client.get("/").content.decode()
        client.cookies["language"] = "es"
        assert "Amarrar un barco" in client.get("/").content.decode()

    def test_titles_can_be_chosen_from(self):
        from training import notes

        with translation.override("es"):
            assert ("reporting-a-problem", "Informar de un problema") in notes.choices()
