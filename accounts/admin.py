from typing import Any

from allauth.account.models import EmailAddress
from allauth.mfa.models import Authenticator
from allauth.usersessions.models import UserSession
from django import forms
from django.contrib import admin, messages
from django.contrib.admin.utils import unquote
from django.contrib.auth.models import Group
from django.core.exceptions import PermissionDenied
from django.db import models
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404, redirect
from django.urls import URLPattern, path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy
from django.views.decorators.http import require_POST

from accounts.admin_parts import RefusalsAsMessages, UUIDAutocompletes
from accounts.bulk.admin import BulkJobAdmin
from accounts.entity.admin import EntityRequestAdmin
from accounts.forms import USERNAME_SHAPE
from accounts.models import EntityContact, User
from accounts.standing_admin import AssisterAdmin, EntityAdmin, SiteAdmin
from accounts.workflows import people
from audit import trail
from portal.errors import Refusal

__all__ = [
    "AssisterAdmin",
    "BulkJobAdmin",
    "EntityAdmin",
    "EntityContactAdmin",
    "EntityRequestAdmin",
    "PersonAdmin",
    "SiteAdmin",
]

admin.site.unregister(Group)  # roles come from the code
# allauth's, which no role may see: what they hold has pages and workflows of its own.
admin.site.unregister([EmailAddress, Authenticator, UserSession])


class InviteForm(forms.ModelForm):
    """Who to invite; the person sets their own password."""

    username = forms.CharField(label=gettext_lazy("Username"), validators=[USERNAME_SHAPE])

    class Meta:
        model = User
        fields = ["username", "email", "language", "groups"]


@admin.register(User)
class PersonAdmin(RefusalsAsMessages, admin.ModelAdmin):
    """Accounts. Staff are invited here; nobody sees or sets another's password."""

    list_display = ["username", "email", "is_active", "is_staff", "last_login"]
    list_filter = ["is_active", "is_staff", "groups"]
    search_fields = ["username", "first_name", "last_name", "email"]
    # The admin's two lists need a script, and say nothing to who does not see.
    formfield_overrides = {models.ManyToManyField: {"widget": forms.CheckboxSelectMultiple}}
    fields = [
        "username",
        ("first_name", "last_name"),
        "email",
        "language",
        "is_active",
        "groups",
        "last_login",
        "date_joined",
    ]
    readonly_fields = ["username", "email", "is_active", "last_login", "date_joined"]
    change_form_template = "admin/person_change_form.html"

    def get_form(
        self, request: HttpRequest, obj: Any = None, change: bool = False, **kwargs: Any
    ) -> Any:
        if obj is None:
            kwargs["form"] = InviteForm
        return super().get_form(request, obj, change, **kwargs)

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return (
            ["username", "email", "language", "groups"]
            if obj is None
            else super().get_fields(request, obj)
        )

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        if obj is None:
            return []
        if obj == request.user:  # nobody gives themselves a role
            return [*self.readonly_fields, "groups"]
        return self.readonly_fields

    def formfield_for_manytomany(self, db_field: Any, request: HttpRequest, **kwargs: Any) -> Any:
        field: Any = super().formfield_for_manytomany(db_field, request, **kwargs)
        if field is not None:
            field.label_from_instance = lambda role: _(role.name)  # in the reader's language
        return field

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_model(self, request: HttpRequest, obj: User, form: Any, change: bool) -> None:
        if change:
            super().save_model(request, obj, form, change)
            return
        facts = form.cleaned_data
        obj.pk = people.invite_staff(
            username=facts["username"],
            email=facts["email"],
            language=facts["language"],
            groups=list(facts["groups"]),
            by=request.user,  # type: ignore[arg-type]
        ).pk
        messages.info(request, _("The invitation is on its way. They set their own password."))

    def save_related(self, request: HttpRequest, form: Any, formsets: Any, change: bool) -> None:
        """An invitation has given the roles already."""
        if change:
            super().save_related(request, form, formsets, change)
            trail.record("person.change", by=request.user, about=form.instance)

    def get_urls(self) -> list[URLPattern]:
        verbs = {"invite-again": self.invite_again, "disable": self.disable, "enable": self.enable}
        own = [
            path(
                f"<path:object_id>/{name}/",
                self.admin_site.admin_view(require_POST(view)),
                name=f"accounts_user_{name.replace('-', '_')}",
            )
            for name, view in verbs.items()
        ]
        return [*own, *super().get_urls()]

    def _person(self, request: HttpRequest, object_id: str) -> User:
        if not request.user.has_perm("accounts.change_user"):
            raise PermissionDenied
        return get_object_or_404(User, pk=unquote(object_id))

    def _back(self, person: User) -> HttpResponse:
        return redirect(reverse("admin:accounts_user_change", args=[person.pk]))

    def invite_again(self, request: HttpRequest, object_id: str) -> HttpResponse:
        person = self._person(request, object_id)
        people.invite_again(user=person, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("A new link is on its way."))
        return self._back(person)

    def disable(self, request: HttpRequest, object_id: str) -> HttpResponse:
        person = self._person(request, object_id)
        try:
            people.disable(user=person, by=request.user)  # type: ignore[arg-type]
        except Refusal as refusal:
            messages.error(request, str(refusal))
        else:
            messages.success(request, _("The account is switched off and signed out everywhere."))
        return self._back(person)

    def enable(self, request: HttpRequest, object_id: str) -> HttpResponse:
        person = self._person(request, object_id)
        people.enable(user=person, by=request.user)  # type: ignore[arg-type]
        messages.success(request, _("The account works again."))
        return self._back(person)


class InviteContactForm(forms.ModelForm):
    username = forms.CharField(label=gettext_lazy("Username"), validators=[USERNAME_SHAPE])
    email = forms.EmailField(label=gettext_lazy("E-mail address"), max_length=254)

    class Meta:
        model = EntityContact
        fields = ["entity"]

    def clean(self) -> dict[str, Any]:
        """A new account needs a username that is free; who has an account keeps theirs."""
        facts = super().clean() or {}
        if User.objects.with_email(facts.get("email", "")).exists():
            return facts
        if User.objects.filter(username__iexact=facts.get("username", "")).exists():
            self.add_error("username", _("This username is taken. Choose another one."))
        return facts


@admin.register(EntityContact)
class EntityContactAdmin(RefusalsAsMessages, UUIDAutocompletes, admin.ModelAdmin):
    list_display = ["user_email", "entity"]
    list_select_related = ["entity", "user"]
    search_fields = ["entity__legal_name", "user__email"]
    autocomplete_fields = ["entity"]
    form = InviteContactForm
    fields = ["entity", "username", "email"]

    @admin.display(description=gettext_lazy("E-mail address"))
    def user_email(self, contact: EntityContact) -> str:
        return contact.user.email

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def get_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["entity", "user_email"] if obj else ["entity", "username", "email"]

    def get_readonly_fields(self, request: HttpRequest, obj: Any = None) -> Any:
        return ["entity", "user_email"] if obj else []

    def save_model(self, request: HttpRequest, obj: Any, form: Any, change: bool) -> None:
        contact = people.invite_contact(
            **form.cleaned_data,
            by=request.user,  # type: ignore[arg-type]
        )
        obj.pk, obj.user = contact.pk, contact.user

    def user_change_password(
        self, request: HttpRequest, id: str, form_url: str = ""
    ) -> HttpResponse:
        """Nobody sets another's password: they could then sign in as that person."""
        raise PermissionDenied
