"""Taxonomies, edited by administrators; countries and regions to look at.

Entries, people and cases are not here: they have services and pages of their own.
Authority is the profile, as everywhere: `is_staff` and `is_superuser` open nothing.
"""

from __future__ import annotations

from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, cast
from urllib.parse import unquote

from django import forms
from django.contrib import admin
from django.core.exceptions import BadRequest
from django.http import Http404, HttpRequest, HttpResponse
from django.http.response import HttpResponseBase
from django.shortcuts import redirect, resolve_url
from django.utils.http import urlencode
from django.utils.translation import gettext_lazy as _

from directory.errors import NotAllowed
from directory.models import Country, Region, Term, TermLabel
from directory.permissions import require_administrator
from directory.search.folding import fold
from directory.services.terms import follow_term

if TYPE_CHECKING:
    from django.contrib.auth.models import User

    _TermAdmin = admin.ModelAdmin[Term]
    _LabelInline = admin.TabularInline[TermLabel, Term]
    _LabelForm = forms.ModelForm[TermLabel]
    _LabelFormSet = forms.BaseInlineFormSet[TermLabel, Term, _LabelForm]
    _CountryAdmin = admin.ModelAdmin[Country]
    _RegionAdmin = admin.ModelAdmin[Region]
else:
    _TermAdmin = _CountryAdmin = _RegionAdmin = admin.ModelAdmin
    _LabelInline = admin.TabularInline
    _LabelForm = forms.ModelForm
    _LabelFormSet = forms.BaseInlineFormSet

_LABEL = TermLabel.Kind.LABEL
_LONGEST_KEY = TermLabel._meta.get_field("key").max_length or 0

AdminView = TypeVar("AdminView", bound=Callable[..., HttpResponseBase])


def is_administrator(request: HttpRequest) -> bool:
    if not request.user.is_authenticated:
        return False
    try:
        require_administrator(request.user)
    except NotAllowed:
        return False
    return True


class TaxonomySite(admin.AdminSite):
    """Open to administrators alone; nobody signs in here."""

    site_header = site_title = _("Taxonomies")
    index_title = _("Words and look-ups")

    def has_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def admin_view(self, view: AdminView, cacheable: bool = False) -> AdminView:
        """No column holds a NUL: the database would break off on one."""
        inner = super().admin_view(view, cacheable)

        def checked(
            request: HttpRequest, *args: Any, **kwargs: Any
        ) -> HttpResponseBase:
            if "\0" in unquote(request.get_full_path()):
                raise BadRequest
            return inner(request, *args, **kwargs)

        return cast("AdminView", checked)

    def login(
        self, request: HttpRequest, extra_context: dict[str, Any] | None = None
    ) -> HttpResponse:
        """Send strangers to the one login, which asks for the second factor."""
        if request.user.is_authenticated:
            raise Http404
        where = urlencode({"next": request.get_full_path()})
        return redirect(resolve_url("account_login") + "?" + where)


site = TaxonomySite(name="admin")


class AdministratorsEdit:
    """Every permission of this page is the administrator's profile."""

    def has_module_permission(self, request: HttpRequest) -> bool:
        return is_administrator(request)

    def has_view_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return is_administrator(request)


class AdministratorsLook(AdministratorsEdit):
    """Shown, never changed: commands load these tables."""

    def has_add_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_change_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False


class LabelForm(_LabelForm):
    def clean_text(self) -> str:
        text = str(self.cleaned_data["text"]).strip()
        key = fold(text)
        if not key:
            # An empty key would match every search.
            raise forms.ValidationError(_("Write at least one letter."))
        if len(key) > _LONGEST_KEY:
            # One sign may fold to a whole phrase.
            raise forms.ValidationError(_("Write it shorter."))
        return text


class LabelFormSet(_LabelFormSet):
    """Every word of one term at once."""

    def clean(self) -> None:
        super().clean()
        kept = [f.cleaned_data for f in self.forms if f not in self.deleted_forms]
        named = [r.get("language") for r in kept if r.get("kind") == _LABEL]
        if len(named) > len(set(named)):
            raise forms.ValidationError(_("One label in each language, please."))

    def write(self) -> None:
        """Save the rows with their keys."""
        changed = self.save(commit=False)
        for word in self.deleted_objects:
            word.delete()
        rows = TermLabel.objects.filter(pk__in=[word.pk for word in changed])
        # A label gives way before another word takes its place.
        rows.update(kind=TermLabel.Kind.SYNONYM)
        for word in changed:
            word.key = fold(word.text)
            word.save()


class LabelInline(AdministratorsEdit, _LabelInline):
    model = TermLabel
    form = LabelForm
    formset = LabelFormSet
    fields = ["language", "kind", "text"]
    extra = 1


@admin.register(Term, site=site)
class TermAdmin(AdministratorsEdit, _TermAdmin):
    list_display = ["code", "scheme", "sensitive", "position"]
    list_filter = ["scheme", "sensitive"]
    search_fields = ["code", "labels__text"]
    inlines = [LabelInline]

    def get_readonly_fields(
        self, request: HttpRequest, obj: Term | None = None
    ) -> list[str]:
        # Entries and partners' apps hold codes: a code is never renamed.
        return ["scheme", "code"] if obj else []

    def has_delete_permission(self, request: HttpRequest, obj: Any = None) -> bool:
        return False

    def save_formset(
        self, request: HttpRequest, form: Any, formset: Any, change: bool
    ) -> None:
        formset.write()

    def save_related(
        self, request: HttpRequest, form: Any, formsets: Any, change: bool
    ) -> None:
        super().save_related(request, form, formsets, change)
        fields = [*form.changed_data, *(["labels"] if _any_changed(formsets) else [])]
        if fields:
            actor = cast("User", request.user)
            follow_term(actor=actor, term=form.instance, fields=fields)


def _any_changed(formsets: Any) -> bool:
    return any(formset.has_changed() for formset in formsets)


@admin.register(Country, site=site)
class CountryAdmin(AdministratorsLook, _CountryAdmin):
    list_display = ["code", "name_en", "name_ru", "name_uk", "in_core"]
    search_fields = ["code", "name_en"]


@admin.register(Region, site=site)
class RegionAdmin(AdministratorsLook, _RegionAdmin):
    list_display = ["code", "country", "name_en", "name_local"]
    search_fields = ["code", "name_en", "name_local"]
    list_select_related = ["country"]
