"""Budget lines in other money: which currencies, which rates, of which day."""

from __future__ import annotations

from datetime import date, timedelta
from decimal import Decimal
from typing import Any

import pytest
from django.utils import timezone

from evacuation.currencies import CURRENCIES, is_plausible
from evacuation.forms.deciding import BudgetLineForm
from evacuation.submissions import BudgetLine
from tests.evacuation.decisions import content


def filled(**said: Any) -> BudgetLineForm:
    line = {"line": "lodging", "amount": "900", "currency": "GEL", "rate": "0.33"}
    form = BudgetLineForm({**line, "paid": "direct", **said})
    form.is_valid()
    return form


def test_money_of_today_is_known_and_metals_and_test_codes_are_not() -> None:
    assert {"EUR", "GEL", "KZT", "RUB", "UAH", "TRY"} <= CURRENCIES
    assert not {"XXX", "XTS", "XAU", "DEM", "SUR"} & CURRENCIES


@pytest.mark.parametrize(
    ("currency", "rate", "can_be"),
    [
        ("EUR", "1", True),
        ("EUR", "0.9", False),
        ("GEL", "0.33", True),
        ("GEL", "1", False),
        ("GEL", "33", False),
        ("IRR", "0.000001", True),
        ("IRR", "0.00000001", False),
        ("XXX", "0.33", False),
    ],
)
def test_a_rate_can_be_meant_or_not(currency: str, rate: str, can_be: bool) -> None:
    assert is_plausible(currency, Decimal(rate)) == can_be


@pytest.mark.parametrize(
    ("said", "wrong"),
    [
        ({"currency": "XXX"}, "currency"),
        ({"rate": "1"}, "rate"),
        ({"rate": "0.00000001"}, "rate"),
        ({"rated": date(2999, 1, 1)}, "rated"),
    ],
)
def test_a_line_in_other_money_says_a_rate_that_can_be_meant(
    said: dict[str, Any], wrong: str
) -> None:
    assert list(filled(**said).errors) == [wrong]


def test_the_day_of_the_rate_is_kept_and_is_today_where_none_is_said() -> None:
    today = timezone.localdate()
    found = filled().found
    assert found is not None
    assert found.rated == today.isoformat()
    earlier = filled(rated=today - timedelta(days=3)).found
    assert earlier is not None
    assert earlier.rated_on == today - timedelta(days=3)
    in_euro = filled(currency="EUR", rate="1", rated=today).found
    assert in_euro is not None
    assert in_euro.rated == ""


def test_nothing_is_submitted_at_a_rate_without_its_day() -> None:
    undated = BudgetLine("lodging", 1000, "GEL", "0.33")
    assert not content(lines=(undated,)).is_complete
    dated = BudgetLine("lodging", 1000, "GEL", "0.33", rated="2026-01-15")
    assert content(lines=(dated,)).is_complete
