"""The migrations fill the lists; pages read labels from them."""

from __future__ import annotations

from collections.abc import Iterator
from importlib import import_module

import pytest
from django.apps import apps
from django.db import IntegrityError, connection, transaction
from pytest_django import DjangoAssertNumQueries

from directory.models import Term, TermLabel
from directory.search.folding import fold
from directory.taxonomy import labels as labels_module
from directory.taxonomy.labels import forget_labels, label, labels

pytestmark = pytest.mark.django_db


@pytest.fixture(autouse=True)
def _fresh_labels() -> Iterator[None]:
    forget_labels()
    yield
    forget_labels()


def test_labels_come_in_the_order_of_the_list_in_the_readers_language() -> None:
    found = labels("practice_area", "ru")
    assert next(iter(found)) == "asylum_refugee"
    assert found["criminal_defence"] == "Защита по уголовным делам"
    assert len(found) == 38


def test_a_language_with_a_region_is_the_language() -> None:
    assert labels("provider_kind", "uk-UA") == labels("provider_kind", "uk")


def test_a_language_without_a_label_shows_english() -> None:
    assert label("practice_area", "labour", "ka") == "Labour law"
    assert label("language", "ka", "ka") == "ქართული"


def test_a_term_that_nobody_named_shows_its_code() -> None:
    Term.objects.create(scheme="practice_area", code="tax")
    assert label("practice_area", "tax", "ru") == "tax"


def test_a_scheme_that_is_not_there_has_no_labels() -> None:
    assert not labels("planets", "en")


def test_a_page_full_of_labels_costs_one_query(
    django_assert_num_queries: DjangoAssertNumQueries,
) -> None:
    with django_assert_num_queries(1):
        for scheme in ("practice_area", "language", "provider_kind"):
            for _ in range(20):
                labels(scheme, "ru")


def test_an_editors_change_shows_once_the_snapshot_is_old(
    monkeypatch: pytest.MonkeyPatch,
) -> None:
    assert label("practice_area", "labour", "en") == "Labour law"
    TermLabel.objects.filter(
        term__code="labour", language="en", kind=TermLabel.Kind.LABEL
    ).update(text="Work")
    assert label("practice_area", "labour", "en") == "Labour law"
    monkeypatch.setattr(labels_module, "MAX_AGE", -1.0)
    assert label("practice_area", "labour", "en") == "Work"


def test_a_term_has_one_label_in_a_language() -> None:
    term = Term.objects.get(scheme="practice_area", code="labour")
    with pytest.raises(IntegrityError), transaction.atomic():
        term.labels.create(language="en", text="Work", kind="label", key="work")


def test_a_word_without_a_key_is_refused() -> None:
    term = Term.objects.get(scheme="practice_area", code="labour")
    with pytest.raises(IntegrityError), transaction.atomic():
        term.labels.create(language="en", text="!", key="")


@pytest.mark.parametrize(
    ("name", "schemes"),
    [
        ("0004_seed_practice_areas", {"practice_area"}),
        ("0005_seed_languages", {"language"}),
        (
            "0006_seed_kinds",
            {
                "provider_kind",
                "service_level",
                "cost_model",
                "payer",
                "friendly_group",
                "capability",
                "availability",
            },
        ),
    ],
)
def test_a_seeding_migration_goes_back_and_forth(name: str, schemes: set[str]) -> None:
    migration = import_module(f"directory.migrations.{name}")
    before = Term.objects.count()
    of_schemes = Term.objects.filter(scheme__in=schemes)
    there = of_schemes.count()
    with connection.schema_editor() as editor:
        migration.remove(apps, editor)
    assert (of_schemes.count(), Term.objects.count()) == (0, before - there)
    with connection.schema_editor() as editor:
        migration.seed(apps, editor)
    assert (of_schemes.count(), Term.objects.count()) == (there, before)


def test_later_words_go_back_and_forth_and_leave_the_earlier() -> None:
    migration = import_module("directory.migrations.0011_words_for_lawyers")
    words = TermLabel.objects.filter(term__scheme="provider_kind")
    assert words.filter(key=fold("заступник")).exists()
    there, terms = words.count(), Term.objects.count()
    with connection.schema_editor() as editor:
        migration.remove(apps, editor)
    assert not words.filter(key=fold("заступник")).exists()
    assert words.filter(key=fold("адвокаты")).exists()
    with connection.schema_editor() as editor:
        migration.seed(apps, editor)
    assert (words.count(), Term.objects.count()) == (there, terms)
