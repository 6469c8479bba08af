"""The whole entry as one thing to fill in: its own fields and all rows."""

from __future__ import annotations

import re
from dataclasses import asdict
from typing import TYPE_CHECKING, Any

from django import forms
from django.forms import BaseFormSet, formset_factory
from django.forms.formsets import INITIAL_FORM_COUNT, TOTAL_FORM_COUNT
from django.forms.utils import ErrorDict, ErrorList
from django.utils.translation import gettext_lazy as _

from directory.forms.editing import ProviderForm
from directory.forms.editing_parts import PARTS, place_called
from directory.models import Place
from directory.services.entry import EntryInvalid, ProviderData

if TYPE_CHECKING:
    from collections.abc import Iterator

    from django.http import QueryDict

    from directory.errors import DirectoryError
    from directory.forms.editing_parts import PartForm

    _Rows = BaseFormSet[PartForm]
else:
    _Rows = BaseFormSet

_MOST_ROWS = 60
_PREFIXES = [prefix for prefix, _heading, _row in PARTS]


class PartFormSet(_Rows):
    """Rows of one kind. Their count comes from outside: what no page of ours sends is
    refused, for a row that is not there would be taken as one to delete."""

    def clean(self) -> None:
        counts = self.management_form.cleaned_data
        rows, first = counts[TOTAL_FORM_COUNT] or 0, counts[INITIAL_FORM_COUNT] or 0
        if rows < 1 or not 0 <= first <= rows or self._row_beyond(rows):
            raise forms.ValidationError(
                _("The rows cannot be counted: load the page again.")
            )

    def _row_beyond(self, rows: int) -> bool:
        row = re.compile(rf"{re.escape(self.prefix or '')}-(\d{{1,9}})-")
        found = (row.match(name) for name in self.data)
        return any(match and int(match[1]) >= rows for match in found)


class EntryForm:
    """`form` and `parts`; bound when `data` is given, else showing `content`.

    `public_register` is what the entry has: an import of a register writes it, no page.
    """

    def __init__(
        self,
        data: QueryDict | None = None,
        *,
        countries: list[str],
        content: ProviderData | None = None,
        version: int | None = None,
        known_cities: dict[str, int] | None = None,
        public_register: str = "",
    ) -> None:
        self.public_register = public_register
        self.known_cities = known_cities or {}
        initial = _initial(content, version) if content else None
        self.form = ProviderForm(data, editor_countries=countries, initial=initial)
        home = data.get("home_country", "") if data else ""
        self.parts: dict[str, Any] = {}
        self.headings = {prefix: heading for prefix, heading, _row in PARTS}
        for prefix, _heading, row in PARTS:
            made = formset_factory(
                row,
                formset=PartFormSet,
                extra=0 if content and getattr(content, prefix) else 1,
                can_delete=True,
                max_num=_MOST_ROWS,
                absolute_max=_MOST_ROWS,
            )
            rows = _rows(content, prefix) if content else None
            self.parts[prefix] = made(
                data, prefix=prefix, initial=rows, form_kwargs={"home_country": home}
            )

    def sections(self) -> Iterator[tuple[str, Any, Any]]:
        """Prefix, heading and formset of each kind of row."""
        for prefix, formset in self.parts.items():
            yield prefix, self.headings[prefix], formset

    def is_valid(self) -> bool:
        sound = [self.form.is_valid(), *(f.is_valid() for f in self.parts.values())]
        return all(sound) and self._cities_known() and self._offices_known()

    def data(self) -> ProviderData:
        """What was typed, as services take it. For valid forms."""
        own = dict(self.form.cleaned_data)
        own.pop("version")
        parts: dict[str, Any] = {
            prefix: tuple(form.part() for form in _filled(formset))
            for prefix, formset in self.parts.items()
        }
        for name in ("countries", "regions", "capabilities", "payers", "cities"):
            own[name] = tuple(own[name])
        return ProviderData(**own, **parts, public_register=self.public_register)

    def row_faults(self) -> Iterator[tuple[str, str]]:
        """The id of what to look at, and what is wrong there, for each faulty row."""
        for prefix, heading, formset in self.sections():
            for error in formset.non_form_errors():
                yield prefix, f"{heading}: {error}"
            for number, row in enumerate(formset.forms, 1):
                for error in row.non_field_errors():
                    yield prefix, f"{heading} {number}: {error}"
                for field in row:
                    place = prefix if field.is_hidden else field.id_for_label
                    for error in field.errors:
                        yield place, f"{heading} {number}, {field.label}: {error}"

    def add_refusal(self, refusal: DirectoryError) -> None:
        """Show what a service said against the content where it belongs."""
        errors = (
            refusal.errors
            if isinstance(refusal, EntryInvalid)
            else {refusal.field: [refusal.text]}
        )
        for name, messages in errors.items():
            for message in messages:
                self._add(name, str(message))

    def _add(self, name: str, message: str) -> None:
        if name in self.headings:
            self.form.add_error(None, f"{self.headings[name]}: {message}")
        else:
            self.form.add_error(name if name in self.form.fields else None, message)

    def _cities_known(self) -> bool:
        row = self.form.cleaned_data
        found = []
        for line in filter(None, map(str.strip, row["cities"].splitlines())):
            try:
                found.append(
                    self.known_cities.get(line)
                    or place_called(line, row["home_country"])
                )
            except forms.ValidationError as unknown:
                self.form.add_error("cities", f"{line}: {unknown.messages[0]}")
        if self.form.errors:
            return False
        row["cities"] = found
        return True

    def _offices_known(self) -> bool:
        """A contact names its office by the number that the page shows."""
        shown = self.parts["offices"].forms
        kept = _filled(self.parts["offices"])
        for form in _filled(self.parts["contacts"]):
            number = form.cleaned_data["office"]
            if number is None:
                continue
            if number > len(shown) or shown[number - 1] not in kept:
                form.add_error("office", _("There is no office of this number."))
                return False
            form.cleaned_data["office"] = kept.index(shown[number - 1]) + 1
        return True


def with_another_row(data: QueryDict, prefix: str) -> QueryDict:
    """The posted form with one row more of a kind; unknown kinds change nothing."""
    grown = data.copy()
    key = f"{prefix}-TOTAL_FORMS"
    rows = str(grown.get(key, ""))
    if prefix in _PREFIXES and rows.isdecimal():
        grown[key] = str(min(int(rows) + 1, _MOST_ROWS))
    return grown


def leave_unchecked(entry: EntryForm) -> None:
    """Show what was typed without calling it wrong: the person is not done yet."""
    for formset in entry.parts.values():
        vars(formset).update(_errors=[], _non_form_errors=ErrorList())
    rows = (form for formset in entry.parts.values() for form in formset.forms)
    for form in (entry.form, *rows):
        # Django checks a form when its errors are first asked for: here are none.
        vars(form)["_errors"] = ErrorDict()


def _filled(formset: Any) -> list[Any]:
    return [
        form
        for form in formset.forms
        if form.has_changed() and not form.cleaned_data.get("DELETE")
    ]


def _initial(content: ProviderData, version: int | None) -> dict[str, Any]:
    said = {True: "yes", False: "no", None: ""}
    names = dict(Place.objects.filter(pk__in=content.cities).values_list("pk", "name"))
    own = [name for name in ProviderForm.base_fields if name != "version"]
    return {
        **{name: getattr(content, name) for name in own},
        "version": version,
        "state_appointed": said[content.state_appointed],
        "means_test": said[content.means_test],
        "cities": "\n".join(names.values()),
    }


def _rows(content: ProviderData, prefix: str) -> list[dict[str, Any]]:
    rows = [asdict(row) for row in getattr(content, prefix)]
    if prefix == "offices":
        ids = [row["place"] for row in rows]
        names = dict(Place.objects.filter(pk__in=ids).values_list("pk", "name"))
        for row in rows:
            row["city"] = names.get(row["place"], "")
    if prefix == "contacts":
        for row in rows:
            row["office"] = None if row["office"] is None else row["office"] + 1
    return rows
