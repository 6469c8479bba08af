"""A rule of a country is written, or checked again; the one before stays to be read."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils import timezone

from evacuation.models import CountryRule
from evacuation.plain_text import plain
from evacuation.services.countries.keeping import (
    in_plain_text,
    keeping,
    origin,
    replace_row,
    require_fit,
)
from evacuation.workflow.movement.fitting import rule_faults

if TYPE_CHECKING:
    from evacuation.unlocked import Unlocked
    from evacuation.workflow.movement.contexts import Rule


def save_rule(
    *, actor: Unlocked, rule: Rule, note: str = "", replaces: int | None
) -> CountryRule:
    """Whoever writes it owns it, and is told when it runs out.

    `replaces`: the id of the row that the writer saw in its place, None for none.
    Raises NotAllowed, DoesNotFit, StaleVersion.
    """
    with keeping(actor, "country.rule"):
        rule = in_plain_text(rule)
        require_fit(rule_faults(rule, timezone.localdate()))
        row = CountryRule(
            country=rule.country,
            subject=str(rule.subject),
            of=rule.of,
            says=str(rule.says),
            days=rule.days,
            **origin(rule, plain(note), actor),
        )
        same = CountryRule.objects.filter(
            country=row.country, subject=row.subject, of=row.of
        )
        return replace_row(same, row, replaces)
