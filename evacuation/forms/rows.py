"""Rows of a form: as many as were shown, and never more than one page carries."""

from __future__ import annotations

import re
from typing import TYPE_CHECKING, Any, Generic, TypeVar, cast

from django import forms
from django.utils.translation import gettext_lazy as _

if TYPE_CHECKING:
    from collections.abc import Mapping

_Row = TypeVar("_Row", bound=forms.Form)
_UNLIKE = _(
    "These rows did not come whole. Load the page again, and write them once more."
)


class CountedRows(forms.BaseFormSet[_Row], Generic[_Row]):
    """Every row may be left empty, those that were saved, too.

    A count that is not that of the rows would lose some of them without a word, or
    have more of them read than anybody typed.
    """

    def initial_form_count(self) -> int:
        return 0

    def clean(self) -> None:
        counted = self.management_form.cleaned_data
        said = int(counted[forms.formsets.TOTAL_FORM_COUNT] or 0)
        rows = _numbers(self.data, str(self.prefix))
        if said < 0 or rows != set(range(said)):
            raise forms.ValidationError(_UNLIKE)


def rows_of(
    form: type[_Row], rows: type[CountedRows[_Row]], *, most: int, extra: int
) -> Any:
    """A class of rows; more than `most` are refused, and never read."""
    return forms.formset_factory(
        form,
        formset=cast("Any", rows),
        extra=extra,
        max_num=most,
        validate_max=True,
        absolute_max=most,
    )


def with_more(rows: CountedRows[_Row], blank: int) -> Any:
    """What was sent, with so many blank rows after it, as far as they fit."""
    data, shown = cast("Any", rows.data).copy(), max(rows.total_form_count(), 0)
    most = min(shown + blank, rows.absolute_max)
    name = next(iter(rows.form.base_fields))
    for number in range(shown, most):
        data[f"{rows.prefix}-{number}-{name}"] = ""
    data[f"{rows.prefix}-{forms.formsets.TOTAL_FORM_COUNT}"] = most
    return data


def _numbers(data: Mapping[str, Any], prefix: str) -> set[int]:
    """Of the rows that were sent."""
    named = re.compile(rf"{re.escape(prefix)}-([0-9]{{1,4}})-")
    return {int(found[1]) for name in data if (found := named.match(name))}
