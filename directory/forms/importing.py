"""Bringing a table in: the file, its columns, and words nobody knows yet."""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django import forms
from django.conf import settings
from django.utils import timezone
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from directory.forms.people import country_choices
from directory.models import ImportMapping
from directory.models.choices import ENTRY_LEVEL_CHOICES, ProviderKind, ServiceLevel
from directory.services.importing.fields import CODED, FIELDS
from directory.services.importing.mapping import (
    Mapping,
    committed_names,
    fitting,
    match_columns,
)
from directory.services.importing.tables import DELIMITERS, ENCODINGS, MOST_BYTES
from directory.taxonomy.labels import labels

if TYPE_CHECKING:
    from collections.abc import Collection

    from directory.services.importing.tables import Table

_DELIMITER_WORDS = (_("comma"), _("semicolon"), _("tab"))
LEAVE_OUT = "-"


class UploadForm(forms.Form):
    file = forms.FileField(
        label=_("Table"),
        help_text=_(".xlsx or CSV, at most 20 MB, headings in the first row."),
    )
    mapping = forms.ChoiceField(
        label=_("Mapping"),
        required=False,
        help_text=_("How columns were matched the last time, if there was one."),
    )
    encoding = forms.ChoiceField(
        label=_("Encoding"),
        required=False,
        choices=[("", _("find out"))] + [(name, name) for name in ENCODINGS],
    )
    delimiter = forms.ChoiceField(
        label=_("Columns are separated by"),
        required=False,
        choices=[("", _("find out")), *zip(DELIMITERS, _DELIMITER_WORDS, strict=True)],
    )

    def __init__(self, *args: Any, **kwargs: Any) -> None:
        super().__init__(*args, **kwargs)
        kept = ImportMapping.objects.order_by("name").values_list("name", flat=True)
        names = sorted({*kept, *committed_names()})
        choice = self.fields["mapping"]
        if isinstance(choice, forms.ChoiceField):
            choice.choices = [("", _("match the columns anew"))] + [
                (name, name) for name in names
            ]

    def clean_file(self) -> Any:
        file = self.cleaned_data["file"]
        if file.size > MOST_BYTES:
            raise forms.ValidationError(
                _("The file is larger than 20 MB: split it into parts.")
            )
        return file


class MappingForm(forms.Form):
    """One choice per column, and what holds for every row.

    What of `start`, the mapping that was chosen, the form does not show is kept.
    """

    name = forms.SlugField(
        label=_("Name of this mapping"),
        max_length=60,
        help_text=_("Small letters, digits, hyphens. Kept for the next time."),
    )
    source = forms.SlugField(
        label=_("Source"),
        max_length=60,
        help_text=_("Entries are known again by the source and their id there."),
    )
    home_country = forms.ChoiceField(label=_("Country of every row"), required=False)
    kind = forms.ChoiceField(
        label=_("Kind of every row"),
        required=False,
        choices=[("", _("as the column says")), *ProviderKind.choices],
    )
    service_level = forms.ChoiceField(
        label=_("Service level of every row"),
        required=False,
        choices=[("", _("as the column says")), *ServiceLevel.choices],
    )
    public_register = forms.ChoiceField(
        label=_("Public register"),
        required=False,
        help_text=_(
            "Only when the file is a register that anybody may read: its name. The "
            "entries are then listed at once. Otherwise they are drafts."
        ),
    )
    level = forms.TypedChoiceField(
        label=_("Who sees entries of the register"),
        choices=ENTRY_LEVEL_CHOICES,
        coerce=int,
        initial=0,
    )
    as_of = forms.DateField(
        label=_("The register says so as of"),
        required=False,
        help_text=_("Empty means today. From this day on the check runs out."),
        widget=forms.DateInput(attrs={"type": "date"}),
    )

    def __init__(
        self,
        *args: Any,
        table: Table,
        start: Mapping | None,
        countries: Collection[str],
        **kwargs: Any,
    ) -> None:
        super().__init__(*args, **kwargs)
        self._start = fitting(start, table.headings) if start else None
        self._table = table
        country = self.fields["home_country"]
        if isinstance(country, forms.ChoiceField):
            country.choices = [("", _("as the column says"))] + [
                choice for choice in country_choices() if choice[0] in countries
            ]
        # A closed list: naming a register stands in for each provider's consent.
        registers = [(name, name) for name in settings.WAYMARK_PUBLIC_REGISTERS]
        register = self.fields["public_register"]
        if isinstance(register, forms.ChoiceField):
            register.choices = [("", _("no register")), *registers]
        self._add_columns()
        self._fill()

    def _add_columns(self) -> None:
        columns = self._start.columns if self._start else {}
        columns = columns or match_columns(self._table.headings)
        choices = [("", _("leave out"))] + [(f.name, f.label) for f in FIELDS]
        for number, heading in enumerate(self._table.headings):
            samples = [r.cells[number] for r in self._table.rows if r.cells[number]]
            self.fields[f"column_{number}"] = forms.ChoiceField(
                label=heading,
                required=False,
                choices=choices,
                initial=columns.get(heading, ""),
                help_text=" · ".join(cell[:40] for cell in samples[:2]),
            )

    def _fill(self) -> None:
        if self._start is None:
            return
        for name in ("name", "source", "public_register", "level"):
            self.fields[name].initial = getattr(self._start, name)
        for name in ("home_country", "kind", "service_level"):
            self.fields[name].initial = self._start.defaults.get(name, "")

    def columns(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if name.startswith("column_")]

    def settings(self) -> list[forms.BoundField]:
        return [self[name] for name in self.fields if not name.startswith("column_")]

    def clean_as_of(self) -> Any:
        day = self.cleaned_data["as_of"]
        if day and day > timezone.localdate():
            raise forms.ValidationError(_("The day lies in the future."))
        return day

    def mapping(self) -> Mapping:
        """The mapping that was filled in."""
        said = self.cleaned_data
        columns = {
            heading: said[f"column_{number}"]
            for number, heading in enumerate(self._table.headings)
            if said[f"column_{number}"]
        }
        defaults = dict(self._start.defaults) if self._start else {}
        for name in ("home_country", "kind", "service_level"):
            defaults.pop(name, None)
            if said[name]:
                defaults[name] = said[name]
        return Mapping(
            name=said["name"],
            source=said["source"],
            columns=columns,
            values=self._start.values if self._start else {},
            defaults=defaults,
            public_register=said["public_register"],
            level=said["level"],
        )


class WordsForm(forms.Form):
    """What each word means that no list knows; a word without an answer rejects its
    rows."""

    def __init__(
        self, *args: Any, unknown: Collection[tuple[str, str]], **kwargs: Any
    ) -> None:
        super().__init__(*args, **kwargs)
        self._unknown = list(unknown)
        names = {f.name: f.label for f in FIELDS}
        for number, (field, word) in enumerate(self._unknown):
            known = labels(CODED[field], get_language() or "en")
            self.fields[f"word_{number}"] = forms.ChoiceField(
                label=f"{names[field]}: {word}",
                required=False,
                choices=[
                    ("", _("reject these rows")),
                    (LEAVE_OUT, _("nothing of ours: report it")),
                    *known.items(),
                ],
            )

    def values(self, mapping: Mapping) -> dict[str, dict[str, Any]]:
        """The mapping's words with those that were answered here."""
        values = {field: dict(words) for field, words in mapping.values.items()}
        for number, (field, word) in enumerate(self._unknown):
            answer = self.cleaned_data[f"word_{number}"]
            if answer:
                meant = None if answer == LEAVE_OUT else answer
                values.setdefault(field, {})[word] = meant
        return values
