"""Django's admin: one row for each address of each model, from the table of permissions."""

from collections.abc import Callable
from datetime import date

from django.contrib import admin
from django.contrib.auth.models import Group as RoleGroup
from django.contrib.contenttypes.models import ContentType
from django.core.files.uploadedfile import SimpleUploadedFile
from django.db.models import Model, UUIDField

from accounts import roles
from accounts.models import Assister, BulkJob, Entity, EntityContact, Site, User
from audit.models import AuditEvent
from casework.models import ChangeReport, Document, DocumentType, Renewal
from delegation.models import DelegationCode
from notifications.models import Notice
from shop.models import QuoteRequest, ShopPolicy
from support.models import KnownIssue, ProblemReport
from tests import factories
from tests.accounts.factories import BulkJobFactory
from tests.casework.factories import ChangeReportFactory, DocumentFactory, RenewalFactory
from tests.matrix import casework_rows, collateral_rows, entity_rows, people
from tests.matrix.people import OUTSIDERS, SIGNED_IN, STAFF, Group, staff_who_may
from tests.matrix.rows import (
    ADMIN_DOOR,
    FORBIDDEN,
    NO_SUCH_VERB,
    NOT_FOUND,
    OK,
    SIGN_IN,
    Answers,
    Row,
    but,
    everyone,
    page,
    to,
)
from tests.matrix.support_rows import with_picture
from tests.matrix.world import Visit
from training.models import Chapter, Course, JobAid, JobAidVersion, NewsItem, Trainee

# What nobody may, whatever permission a role gets: the admin's classes say so.
NEVER: dict[type[Model], set[str]] = {
    User: {"delete"},
    EntityContact: {"change", "delete"},
    AuditEvent: {"add", "change", "delete"},
    Notice: {"add", "change", "delete"},
    BulkJob: {"change", "delete"},
    JobAid: {"delete"},
    **collateral_rows.NEVER,
    **entity_rows.NEVER,
    Document: {"add", "change", "delete"},
    DocumentType: {"add", "delete"},
}
UNKNOWN = "00000000-0000-4000-8000-000000000000"


def staff(inside: str) -> Answers:
    """Whoever is no staff is sent to the admin's door, which sends them on to the sign-in page."""
    return but(everyone(ADMIN_DOOR), STAFF, inside)


def of_model(answers: Answers) -> Answers:
    """Strangers to the pages of a model are sent to the sign-in page at once."""
    return but(answers, OUTSIDERS, SIGN_IN)


def only(group: Group, answer: str, *, others: str = FORBIDDEN) -> Answers:
    return but(of_model(staff(others)), group, answer)


def who_may(model: type[Model], *verbs: str) -> Group:
    allowed = set(verbs) - NEVER.get(model, set())
    label, name = model._meta.app_label, model._meta.model_name
    return staff_who_may(*(f"{label}.{verb}_{name}" for verb in allowed))


# --- the rows that are looked at, and what is posted --------------------------------------------

Make = Callable[[Visit], Model]
OBJECTS: dict[type[Model], Make] = {
    AuditEvent: lambda here: factories.AuditEventFactory(),
    Notice: lambda here: here.world.notice,
    User: lambda here: here.world.users[people.CONSUMER],
    EntityContact: lambda here: here.world.users[people.CONTACT].entity_contact,
    Entity: lambda here: here.world.entities[0],
    Site: lambda here: here.world.sites[0],
    Assister: lambda here: here.world.invited[0],
    ProblemReport: lambda here: factories.ProblemReportFactory(),
    BulkJob: lambda here: BulkJobFactory(),
    QuoteRequest: lambda here: factories.QuoteRequestFactory(),
    ShopPolicy: lambda here: ShopPolicy.objects.earliest("valid_from"),
    KnownIssue: lambda here: factories.KnownIssueFactory(),
    Course: lambda here: factories.CourseFactory(chapters=[10, 20]),
    Chapter: lambda here: factories.ChapterFactory(filled=True),
    JobAid: lambda here: factories.JobAidVersionFactory(published=True).aid,
    JobAidVersion: lambda here: factories.JobAidVersionFactory(published=False),
    NewsItem: lambda here: factories.NewsItemFactory(),
    Trainee: lambda here: factories.TraineeFactory(activated=True),
    **collateral_rows.OBJECTS,
    **entity_rows.OBJECTS,
    ChangeReport: lambda here: ChangeReportFactory(sent=True),
    Document: lambda here: DocumentFactory(),
    Renewal: lambda here: RenewalFactory(sent=True),
    DocumentType: casework_rows.income,
}


def no_codes() -> dict[str, int]:
    return {"delegation_codes-TOTAL_FORMS": 0, "delegation_codes-INITIAL_FORMS": 0}


def new_person(here: Visit) -> dict[str, object]:
    role = RoleGroup.objects.get(name=roles.REPRESENTATIVES)
    return {
        "username": "newcomer",
        "email": "newcomer@example.org",
        "language": "es",
        "groups": [role.pk],
    }


def a_role_for_a_person(here: Visit) -> dict[str, object]:
    role = RoleGroup.objects.get(name=roles.ADMINISTRATORS)
    return {"first_name": "Dee", "last_name": "Acts", "language": "es", "groups": [role.pk]}


def new_contact(here: Visit) -> dict[str, object]:
    return {"entity": here.world.entities[0].pk, "username": "speaker", "email": "s@example.org"}


def entity(here: Visit) -> dict[str, object]:
    return {"kind": "cee", "legal_name": "Another Name, Inc."}


def assister(here: Visit) -> dict[str, object]:
    return {
        "entity": str(here.world.entities[0].pk),
        "certification_number": "987654321",
        "first_name": "New",
        "last_name": "Name",
        "email": "new.name@example.org",
        "language": "en",
        **no_codes(),
    }


def roster(here: Visit) -> dict[str, object]:
    file = SimpleUploadedFile("roster.csv", b"Certification number")
    return {"entity": str(here.world.entities[0].pk), "file": file}


# Where one lands who added something, if not on the list.
AFTER_ADDING: dict[type[Model], str] = {BulkJob: "change"}


def policy(here: Visit) -> dict[str, object]:
    """Of a time that no policy holds in yet."""
    names = [field.name for field in ShopPolicy._meta.fields if field.name != "id"]
    facts = factories.ShopPolicyFactory.build(max_fte=40, valid_from=date(2012, 1, 1))
    facts.valid_to = date(2012, 6, 30)
    return {name: getattr(facts, name) for name in names}


WHEN = {"since": "2026-01-02T08:00", "until": ""}


def issue(here: Visit) -> dict[str, object]:
    return {
        **of_each_language("title", "workaround"),
        **WHEN,
        "job_aid": "",
        "pages": ["portal:home"],
    }


def news(here: Visit) -> dict[str, object]:
    return {**of_each_language("title", "text"), **WHEN}


def job_aid(here: Visit) -> dict[str, object]:
    return {"slug": "splicing", "order": 3, "is_listed": "on", "pages": ["portal:home"]}


def formset(name: str) -> dict[str, object]:
    """The rows below are left as they are."""
    return {f"{name}-TOTAL_FORMS": 0, f"{name}-INITIAL_FORMS": 0}


def of_each_language(*names: str) -> dict[str, object]:
    return {f"{name}_{language}": name for name in names for language in ("en", "es")}


def a_course(here: Visit) -> dict[str, object]:
    rows = Chapter.objects.filter(course__slug__startswith="course-")
    chapters: dict[str, object] = {}
    for n, chapter in enumerate(rows):
        facts = {"id": chapter.pk, "number": n + 1, "minutes": 20, **of_each_language("title")}
        chapters |= {f"chapters-{n}-{name}": value for name, value in facts.items()}
    counts = {"chapters-TOTAL_FORMS": len(rows), "chapters-INITIAL_FORMS": len(rows)}
    own = {"minutes": 40, "order": 3, "is_listed": "on", **of_each_language("title", "summary")}
    return {**own, **counts, **chapters}


def a_chapter(here: Visit) -> dict[str, object]:
    own = {**of_each_language("title", "transcript"), "captions_en": "", "captions_es": ""}
    return {**own, "video_link": "", **formset("sections"), **formset("questions")}


def a_version(here: Visit) -> dict[str, object]:
    return {**of_each_language("title", "summary"), **formset("steps")}


ADDED = {
    BulkJob: roster,
    User: new_person,
    EntityContact: new_contact,
    Entity: entity,
    Assister: assister,
    **collateral_rows.ADDED,
    ShopPolicy: policy,
    KnownIssue: issue,
    NewsItem: news,
    JobAid: job_aid,
}
CHANGED = {
    User: a_role_for_a_person,
    Entity: entity,
    Assister: assister,
    **collateral_rows.CHANGED,
    ShopPolicy: policy,
    KnownIssue: issue,
    NewsItem: news,
    JobAid: job_aid,
    Course: a_course,
    Chapter: a_chapter,
    JobAidVersion: a_version,
    DocumentType: casework_rows.changed_type,
}


# --- the addresses of one model --------------------------------------------------------------------


def model_rows(model: type[Model]) -> list[Row]:
    base = f"admin:{model._meta.app_label}_{model._meta.model_name}"
    make = OBJECTS[model]
    see = who_may(model, "view", "change")
    change, delete = who_may(model, "change"), who_may(model, "delete")

    def this(here: Visit) -> list[object]:
        return [make(here).pk]

    unknown = UNKNOWN if isinstance(model._meta.pk, UUIDField) else "987654321"
    home = to("admin:index")
    list_url, edit_url = f"{base}_changelist", f"{base}_change"
    return [
        page(list_url, only(see, OK)),
        _add_row(model, base),
        page(f"{base}_history", only(see, OK), on=this),
        Row(
            f"{base}_delete",
            only(delete, OK),
            only(delete, to(list_url)),
            on=this,
            data=lambda here: {"post": "yes"},
            writes=True,
        ),
        Row(
            edit_url,
            only(see, OK),
            only(change, to(list_url)),
            on=this,
            data=CHANGED.get(model),
            writes=model in CHANGED,
        ),
        page(
            edit_url,
            only(see, home),
            only(change, home),
            when="of nothing",
            on=lambda _h: [unknown],
        ),
        page(
            f"route admin/{base[6:].replace('_', '/')}/<path:object_id>/",
            of_model(staff(to(edit_url))),
            on=this,
        ),
    ]


def _add_row(model: type[Model], base: str) -> Row:
    add = who_may(model, "add")
    return Row(
        f"{base}_add",
        only(add, OK),
        only(add, to(f"{base}_{AFTER_ADDING.get(model, 'changelist')}")),
        data=ADDED.get(model),
        writes=model in ADDED,
    )


# --- verbs of our own --------------------------------------------------------------------------------


def person(here: Visit) -> list[object]:
    return [here.world.users[people.NO_ROLE].pk]


def user_verbs() -> list[Row]:
    base, may = "admin:accounts_user", who_may(User, "change")
    back = to(f"{base}_change")
    return [
        admin_verb(f"{base}_invite_again", only(may, back), person, writes=True),
        admin_verb(f"{base}_disable", only(may, back), person, writes=True),
        admin_verb(
            f"{base}_enable",
            only(may, back),
            lambda here: [here.world.users[people.SWITCHED_OFF].pk],
            writes=True,
        ),
        *(
            admin_verb(
                f"{base}_{name}", only(may, NOT_FOUND), lambda _here: [UNKNOWN], when="of nobody"
            )
            for name in ("invite_again", "disable", "enable")
        ),
    ]


def admin_verb(name: str, post: Answers, on: Callable[[Visit], list[object]], **more) -> Row:
    """POST only, for staff; outsiders are sent to sign in whatever they send."""
    return Row(name, of_model(staff(NO_SUCH_VERB)), post, on=on, **more)


def issue_verbs() -> list[Row]:
    name = "admin:accounts_assister_issue_code"
    may = staff_who_may("delegation.issue_delegationcode")
    back = to("admin:accounts_assister_change")
    return [
        admin_verb(name, only(may, back), lambda here: [here.world.invited[0].pk], writes=True),
        admin_verb(
            name,
            only(may, back),
            lambda here: [here.world.users[people.ASSISTER].assister.pk],
            when="of one who is active",
        ),
        admin_verb(name, only(may, NOT_FOUND), lambda _here: [UNKNOWN], when="of nobody"),
    ]


def report_verbs() -> list[Row]:
    base, may = "admin:support_problemreport", staff_who_may("support.handle_problemreport")
    back = to(f"{base}_change")
    posted = {
        "take": {},
        "answer": {"answer-text": "Try again."},
        "close": {"close-cause": "mended"},
    }

    def new(here: Visit) -> list[object]:
        return [factories.ProblemReportFactory().pk]

    def taken(here: Visit) -> list[object]:
        return [factories.ProblemReportFactory(taken=True).pk]

    rows = [
        admin_verb(f"{base}_{name}", only(may, back), new, data=lambda _h, d=data: d, writes=True)
        for name, data in posted.items()
    ]
    rows.append(admin_verb(f"{base}_put_back", only(may, back), taken, writes=True))
    rows.append(
        admin_verb(
            f"{base}_renew_link",
            only(may, back),
            new,
            data=lambda _here: {"shown": "1"},
            writes=True,
        )
    )
    rows += [
        admin_verb(
            f"{base}_{name}", only(may, NOT_FOUND), lambda _here: [UNKNOWN], when="of nothing"
        )
        for name in [*posted, "put_back", "renew_link"]
    ]
    picture = f"{base}_screenshot"
    no_post = of_model(staff(NO_SUCH_VERB))
    return [
        *rows,
        Row(picture, only(may, OK), no_post, on=lambda _here: [with_picture().pk]),
        Row(picture, only(may, NOT_FOUND), no_post, when="of one that has none", on=new),
    ]


def decision_rows() -> list[Row]:
    """A page that confirms, and POST that does it; for whoever may change what it is about."""
    why = {"reason": "rules"}
    rows = []
    subjects: list[tuple[type[Model], Make]] = [
        (Assister, lambda here: here.world.users[people.ASSISTER].assister),
        (Entity, lambda here: here.world.entities[0]),
    ]
    for model, subject in subjects:
        name = f"admin:accounts_{model._meta.model_name}_decide"
        may = staff_who_may(f"accounts.change_{model._meta.model_name}")
        done = to(name.replace("decide", "change"))
        rows += [
            Row(
                name,
                only(may, OK),
                only(may, done),
                on=lambda here, subject=subject: [subject(here).pk, "suspend"],
                data=lambda _here: why,
                writes=True,
            ),
            page(
                name,
                only(may, NOT_FOUND),
                when="of nobody",
                on=lambda _here: [UNKNOWN, "suspend"],
            ),
            page(
                name,
                only(may, NOT_FOUND),
                when="of an unknown kind",
                on=lambda here, subject=subject: [subject(here).pk, "promote"],
            ),
        ]
    badge, may = "admin:accounts_assister_badge", staff_who_may("accounts.change_assister")
    who = people.ASSISTER
    no_post = of_model(staff(NO_SUCH_VERB))
    return [
        *rows,
        Row(badge, only(may, OK), no_post, on=lambda h: [h.world.users[who].assister.pk]),
        Row(
            badge,
            only(may, NOT_FOUND),
            no_post,
            when="of one who has none",
            on=lambda here: [here.world.invited[0].pk],
        ),
    ]


def quote_verbs() -> list[Row]:
    base, may = "admin:shop_quoterequest", staff_who_may("shop.handle_quoterequest")
    back = to(f"{base}_change")
    posted = {"take": {}, "note": {"note-text": "Called."}, "close": {"close-outcome": "quoted"}}

    def new(here: Visit) -> list[object]:
        return [factories.QuoteRequestFactory().pk]

    def taken(here: Visit) -> list[object]:
        return [factories.QuoteRequestFactory(taken=True).pk]

    rows = [
        admin_verb(f"{base}_{name}", only(may, back), new, data=lambda _h, d=data: d, writes=True)
        for name, data in posted.items()
    ]
    rows.append(admin_verb(f"{base}_put_back", only(may, back), taken, writes=True))
    return rows + [
        admin_verb(
            f"{base}_{name}", only(may, NOT_FOUND), lambda _here: [UNKNOWN], when="of nothing"
        )
        for name in [*posted, "put_back"]
    ]


def retry_verbs() -> list[Row]:
    name = "admin:notifications_notice_retry"
    may = staff_who_may("notifications.retry_notice")
    back = to("admin:notifications_notice_change")
    return [
        admin_verb(
            name,
            only(may, back),
            lambda here: [factories.NoticeFactory(dead=True, carried_secrets=False).pk],
            writes=True,
        ),
        admin_verb(name, only(may, back), lambda here: [here.world.notice.pk], when="of one due"),
        admin_verb(name, only(may, NOT_FOUND), lambda _here: [UNKNOWN], when="of nothing"),
    ]


def export_verbs() -> list[Row]:
    """Reading writes nothing but that it was read."""
    may = staff_who_may("audit.export_auditevent")
    return [
        Row(
            "admin:audit_auditevent_export",
            of_model(staff(NO_SUCH_VERB)),
            only(may, OK),
            asks_again=("post",),
        )
    ]


def training_verbs() -> list[Row]:
    """Beginning and publishing a version, the list as a file; and closing a known issue."""
    may = staff_who_may("training.publish_jobaidversion")
    draft, publish = "admin:training_jobaid_draft", "admin:training_jobaidversion_publish"
    shown = to("admin:training_jobaidversion_change")

    def published(here: Visit) -> list[object]:
        return [factories.JobAidVersionFactory(published=True).aid.pk]

    def to_publish(here: Visit) -> list[object]:
        return [factories.JobAidVersionFactory(published=False).pk]

    def nothing(here: Visit) -> list[object]:
        return [UNKNOWN]

    return [
        admin_verb(draft, only(may, shown), published, writes=True),
        admin_verb(draft, only(may, NOT_FOUND), nothing, when="of nothing"),
        admin_verb(publish, only(may, shown), to_publish, writes=True),
        admin_verb(publish, only(may, NOT_FOUND), nothing, when="of nothing"),
        Row(
            "admin:training_trainee_export",
            of_model(staff(NO_SUCH_VERB)),
            only(staff_who_may("training.export_trainee"), OK),
            asks_again=("post",),
        ),
    ]


def close_verbs() -> list[Row]:
    name, may = "admin:support_knownissue_close", staff_who_may("support.close_knownissue")
    back = to("admin:support_knownissue_change")
    return [
        admin_verb(
            name, only(may, back), lambda _h: [factories.KnownIssueFactory().pk], writes=True
        ),
        admin_verb(
            name,
            only(may, back),
            lambda _h: [factories.KnownIssueFactory(closed=True).pk],
            when="of one that is closed",
        ),
        admin_verb(name, only(may, NOT_FOUND), lambda _h: [UNKNOWN], when="of nothing"),
    ]


# --- the site's own addresses --------------------------------------------------------------------------


def view_on_site(here: Visit) -> list[str]:
    kind = ContentType.objects.get_for_model(DelegationCode)
    return [f"r/{kind.pk}/{here.world.codes[0].pk}/"]


def apps_with_models() -> list[str]:
    return sorted({model._meta.app_label for model in admin.site._registry})


def app_rows() -> list[Row]:
    rows = []
    for app in apps_with_models():
        see = staff_who_may(
            *(
                f"{app}.{verb}_{model._meta.model_name}"
                for model in admin.site._registry
                if model._meta.app_label == app
                for verb in {"view", "add", "change", "delete"} - NEVER.get(model, set())
            )
        )
        answers = but(staff(NOT_FOUND), see, OK)
        rows.append(page("admin:app_list", answers, when=app, on=lambda _here, app=app: [app]))
    return rows


LEAVING = but(everyone(to("admin:index")), OUTSIDERS, ADMIN_DOOR)
SUGGESTIONS = "?app_label=accounts&model_name=assister&field_name=entity&term=s"
ROWS = [
    page("admin:index", staff(OK)),
    # Its own sign-in is never shown: the portal's is.
    page("admin:login", but(everyone(SIGN_IN), SIGNED_IN - STAFF, to("accounts:dashboard"))),
    Row("admin:logout", but(LEAVING, STAFF, NO_SUCH_VERB), but(LEAVING, STAFF, to("portal:home"))),
    # One changes one's password where all do, with its checks and notices.
    page("admin:password_change", staff(to("account_change_password"))),
    page("admin:password_change_done", staff(to("account_change_password"))),
    page("admin:autocomplete", staff(FORBIDDEN), staff(NO_SUCH_VERB), when="of nothing"),
    page(
        "admin:autocomplete",
        but(staff(FORBIDDEN), who_may(Entity, "view"), OK),
        staff(NO_SUCH_VERB),
        when="entities",
        query=SUGGESTIONS,
    ),
    page("admin:jsi18n", staff(OK), staff(NO_SUCH_VERB)),
    page("route admin/(?P<url>.*)$", staff(NOT_FOUND), on=lambda _here: ["nothing-here/"]),
    # A row's own address is its owner's, an invitation's even a secret: the admin leads to none.
    page("route admin/(?P<url>.*)$", staff(NOT_FOUND), when="view on site", on=view_on_site),
    *app_rows(),
    *(row for model in admin.site._registry for row in model_rows(model)),
    *user_verbs(),
    *issue_verbs(),
    *decision_rows(),
    *retry_verbs(),
    *export_verbs(),
    *report_verbs(),
    *quote_verbs(),
    *training_verbs(),
    *close_verbs(),
]
