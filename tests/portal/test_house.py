"""The house rules: what holds for every app, model, view and template, also those to come."""

import ast
import re
from importlib import import_module
from pathlib import Path

import pytest
from django.apps import apps
from django.conf import settings
from django.template import engines
from django.urls import URLPattern, get_resolver

from tests import factories, floors

ROOT = Path(settings.BASE_DIR)
OUR_APPS = floors.apps()
OUR_MODELS = [model for model in apps.get_models() if model._meta.app_label in OUR_APPS]
TEMPLATES = sorted((ROOT / "templates").rglob("*.*"))
PAGES = [path for path in TEMPLATES if path.suffix == ".html" and "mail" not in path.parts]

# Whoever adds one says in the review why everybody may see it.
PUBLIC_VIEWS = {
    "account_complete_password_reset",
    "account_confirm_login_code",
    "account_confirm_password_reset_code",
    "account_email_verification_sent",
    "account_inactive",
    "account_login",
    "account_logout",
    "account_password_reset_completed",
    "account_reset_password",
    "account_signup",
    "accounts:badge_check",
    "accounts:language",
    "accounts:sign_up_cancel",
    "accounts:sign_up_code",
    "accounts:sign_up_send",
    "accounts:sign_up_username",
    "accounts:welcome",
    "consent:end_by_receipt",
    "consent:ended",
    "delegation:activation_attach",
    "delegation:activation_done",
    "delegation:activation_information",
    "delegation:activation_paste",
    "delegation:activation_review",
    "delegation:activation_sign_in",
    "delegation:activation_start",
    "delegation:activation_take_up",
    "delegation:activation_take_up_send",
    "delegation:activation_terms",
    "delegation:activation_terms_read",
    "finder:assister",
    "finder:search",
    "healthz",
    "known_issue",
    "mfa_authenticate",
    "metrics",
    "mfa_login_webauthn",
    "portal:home",
    "readyz",
    "shop:check",
    "shop:quote",
    "shop:quote_sent",
    "shop:result",
    "shop:what_if",
    "shop:window_reminder",
    "support:report_screenshot",
    "support:report_send",
    "support:report_status",
    "training:certificate_verify",
    "training:chapter",
    "training:chapter_captions",
    "training:chapter_check",
    "training:chapter_transcript",
    "training:course",
    "training:file",
    "training:home",
    "training:job_aid",
    "training:job_aid_list",
    "training:job_aid_version",
    "training:news_list",
    "training:section",
}
# There in the demo only, as in these tests.
DEMO_VIEWS = {
    "dev_mail",
    "dev_mail_detail",
    "dev_mail_html",
    "dev_style",
    "dev_style_dialog",
}

# Rendered by name from outside our code.
RENDERED_FOR_A_STATUS = {"400.html", "403.html", "404.html", "429.html", "500.html"}
RENDERED_BY_PACKAGES = (
    "account/",
    "admin/",
    "allauth/",
    "uswds/",
    "mfa/",
    "usersessions/",
    "socialaccount/",
)


def ids(path):
    return str(path.relative_to(ROOT))


def views(patterns, prefix=""):
    for pattern in patterns:
        if isinstance(pattern, URLPattern):
            yield f"{prefix}{pattern.name}", pattern.callback
        else:
            namespace = f"{pattern.namespace}:" if pattern.namespace else ""
            yield from views(pattern.url_patterns, prefix + namespace)


def test_only_listed_views_are_public():
    public = {
        name
        for name, view in views(get_resolver().url_patterns)
        if not getattr(view, "login_required", True)
    }
    assert public == PUBLIC_VIEWS | DEMO_VIEWS


def test_every_app_stands_on_a_floor():
    assert floors.unlisted_apps() == set()


@pytest.mark.parametrize("app", sorted(OUR_APPS))
def test_apps_import_only_from_lower_floors(app):
    assert floors.wrong_imports(app) == []


def factory_of(model):
    """In tests/factories.py, or in the factories.py beside the app's own tests."""
    name = f"{model.__name__}Factory"
    found = getattr(factories, name, None)
    if found and found._meta.model is model:  # two apps may have a model of the same name
        return found
    return getattr(import_module(f"tests.{model._meta.app_label}.factories"), name)


@pytest.mark.django_db
@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_every_model_has_a_factory_that_makes_a_valid_row(model):
    row = factory_of(model)()
    # Whether a form may leave a field blank is a form's matter.
    empty = [it.name for it in model._meta.fields if it.null and getattr(row, it.attname) is None]
    row.full_clean(exclude=["password", *empty])


@pytest.mark.parametrize("model", OUR_MODELS, ids=lambda model: model._meta.label)
def test_constraints_begin_with_the_name_of_their_model(model):
    names = [constraint.name for constraint in model._meta.constraints]
    assert [name for name in names if not name.startswith(f"{model._meta.model_name}_")] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=ids)
def test_every_template_compiles(path):
    engines["django"].get_template(str(path.relative_to(ROOT / "templates")))


@pytest.mark.parametrize("path", PAGES, ids=ids)
class TestNoTemplate:
    def test_has_code_of_its_own(self, path):
        text = path.read_text()
        assert re.findall(r"<style\b|\sstyle=|javascript:", text, re.I) == []
        assert re.findall(r"<script\b(?![^>]*\ssrc=)[^>]*>", text, re.I) == []
        assert re.findall(r"<[^>]*\s(on[a-z]+)\s*=", text, re.I) == []

    def test_trusts_text_as_markup(self, path):
        assert re.findall(r"\|\s*safe\b|\{%\s*autoescape\s+off", path.read_text()) == []


def test_every_template_is_used():
    said = {
        path: path.read_text()
        for app in [*OUR_APPS, "templates"]
        for path in (ROOT / app).rglob("*")
        if path.suffix in {".py", ".html", ".txt"}
    }
    unused = [
        name
        for path in TEMPLATES
        if not (name := str(path.relative_to(ROOT / "templates"))).startswith("mail/")
        and name not in RENDERED_FOR_A_STATUS
        and not name.startswith(RENDERED_BY_PACKAGES)
        and not any(name in text for other, text in said.items() if other != path)
    ]
    assert unused == []


def test_env_example_lists_every_variable_that_the_settings_ask_for():
    asked = set(
        re.findall(r"env\.?\w*\(\s*\"([A-Z_]+)\"", (ROOT / "portal/settings.py").read_text())
    )
    listed = set(re.findall(r"^#? ?([A-Z][A-Z_]+)=", (ROOT / ".env.example").read_text(), re.M))
    assert asked - listed == set()
    assert listed - asked == {"PORT"}


# Public helpers of workflows: they look, word or lock; or are a part of another workflow's act.
NO_WORKFLOWS = {
    # Each is a workflow of its own inside, and what must outlive its refusal after it.
    "accesscodes.workflows.access_codes.issue",
    "accesscodes.workflows.identity_checks.check",
    "accesscodes.workflows.redemptions.redeem",
    "accesscodes.workflows.calls.locked_call",
    "accesscodes.workflows.identity_checks.failures",
    "accesscodes.workflows.identity_checks.refuse_held",
    "accounts.workflows.assisters.locked_assister",
    "accounts.workflows.assisters.locked_entity",
    "accounts.workflows.assisters.refuse_inactive",
    "accounts.workflows.assisters.void_badge",
    "accounts.workflows.bulk_jobs.advance",  # each row's own workflow says what became of it
    "accounts.workflows.bulk_jobs.delete_old",
    "accounts.workflows.bulk_jobs.plans",
    "accounts.workflows.entity_requests.refuse_ended",
    "accounts.workflows.people.welcome_path",
    "accounts.workflows.renewals.due_for_reminder",
    "accounts.workflows.renewals.step_of",
    "collateral.workflows.carts.empty",  # of the order that is being placed
    "collateral.workflows.carts.locked",
    "collateral.workflows.carts.of",
    "collateral.workflows.carts.wanted_in",
    "accounts.workflows.unused_accounts.to_switch_off",
    "accounts.workflows.unused_accounts.to_warn",
    "casework.workflows.document_files.go_on",
    "casework.workflows.documents.household",
    "delegation.workflows.activation_entries.why_ended",
    "delegation.workflows.activation_steps.account_exists",
    "delegation.workflows.activation_steps.already_an_assister",
    "delegation.workflows.activation_steps.existing_account",
    "delegation.workflows.activation_steps.locked_draft",
    "delegation.workflows.activation_steps.refuse_unattachable",
    "delegation.workflows.activations.step_missing",
    "delegation.workflows.delegation_codes.end_with_standing",
    "delegation.workflows.invitations.refuse_decided",
    "delegation.workflows.endings.follow_standing",
    "delegation.workflows.endings.warning_after",
    "support.workflows.screenshots.add",  # of the report that is being sent
    "support.workflows.screenshots.delete_of",  # of the report that is being deleted
}


def workflow_functions():
    """(name, decorators, source) of every public function of every workflows module."""
    for path in sorted(ROOT.glob("*/workflows/*.py")):
        module = ".".join(path.relative_to(ROOT).with_suffix("").parts)
        source = path.read_text()
        for node in ast.parse(source).body:
            if isinstance(node, ast.FunctionDef) and not node.name.startswith("_"):
                decorators = [ast.unparse(decorator) for decorator in node.decorator_list]
                yield f"{module}.{node.name}", decorators, ast.get_source_segment(source, node)


def test_every_workflow_puts_its_refusals_on_record():
    bare = {
        name
        for name, decorators, _source in workflow_functions()
        if not any(decorator.startswith("trail.workflow('") for decorator in decorators)
    }
    assert bare == NO_WORKFLOWS


# Whose event is written by a function that they share with another workflow.
RECORDED_FURTHER_DOWN = {
    "accesscodes.workflows.access_codes.revoke": "_revoke_unspent",
    "delegation.workflows.delegation_codes.revoke": "_revoke_unspent",
    "delegation.workflows.delegations.decline": "close(",
    "delegation.workflows.delegations.end": "close_for_consumer(",
    "delegation.workflows.delegations.end_on_phone": "close_for_consumer(",
    "delegation.workflows.delegations.resign": "close(",
    "delegation.workflows.endings.end_by_receipt": "close_for_consumer(",
    "delegation.workflows.endings.expire": "close(",
    "delegation.workflows.endings.run_out": "close(",
}


def test_every_workflow_puts_what_it_did_on_record():
    silent = {
        name
        for name, _decorators, source in workflow_functions()
        if name not in NO_WORKFLOWS
        and "trail.record(" not in source
        and RECORDED_FURTHER_DOWN.get(name, "trail.record") not in source
    }
    assert silent == set()


def test_every_verb_belongs_to_one_workflow():
    verbs = [
        decorator
        for _name, decorators, _source in workflow_functions()
        for decorator in decorators
        if decorator.startswith("trail.workflow(")
    ]
    assert len(verbs) == len(set(verbs))
