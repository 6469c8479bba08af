"""What is wrong in the rows of a form, for the summary above it."""

from __future__ import annotations

from typing import Any


def row_faults(rows: Any, called: str = "%(words)s") -> list[tuple[str, str]]:
    """(where, what) of each fault. `called`: with the `number` of a row, from 1, before
    the `words`."""
    whole = [
        (rows.management_form["TOTAL_FORMS"].auto_id, error)
        for error in rows.non_form_errors()
    ]
    return whole + [
        (
            form[name].id_for_label or form[name].auto_id,
            called % {"number": number, "words": f"{form[name].label}: {error}"},
        )
        for number, form in enumerate(rows.forms, 1)
        for name, errors in form.errors.items()
        if name in form.fields
        for error in errors
    ]
