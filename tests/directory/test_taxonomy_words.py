"""The tables in directory/data/taxonomy say every code, in every language they owe."""

from __future__ import annotations

from collections import defaultdict

import pytest

from directory.models.choices import (
    Capability,
    CostModel,
    FriendlyTo,
    Payer,
    ProviderKind,
    ServiceLevel,
)
from directory.models.taxonomy import Scheme
from directory.search.folding import fold
from directory.taxonomy.seeding import LabelRow, read_labels, read_terms

TABLES = ("practice_areas", "languages", "kinds")
PRACTICE_AREAS = {
    "asylum_refugee",
    "extradition_removal",
    "migration_visa",
    "criminal_defence",
    "administrative_offences",
    "police_abuse_torture",
    "hate_crime",
    "sogi_discrimination",
    "propaganda_extremism_laws",
    "foreign_agent_ngo_law",
    "legal_gender_recognition",
    "trans_healthcare",
    "domestic_family_violence",
    "honour_forced_marriage_conversion",
    "child_custody_lgbt_parents",
    "hiv_criminalisation",
    "hiv_discrimination_confidentiality",
    "drug_policy_oat",
    "sex_work",
    "prisoners_rights",
    "military_conscription",
    "labour",
    "housing",
    "health_rights",
    "data_privacy_outing",
    "online_harassment_doxxing",
    "blackmail_entrapment",
    "defamation",
    "inheritance_partnership",
    "enforced_disappearance",
    "strategic_litigation",
    "ecthr",
    "un_treaty_bodies",
    "un_special_procedures",
    "ombuds_equality_body",
    "statelessness",
    "tracing_missing_search",
    "notarial_powers_of_attorney",
}
LANGUAGES = {
    "ru",
    "uk",
    "en",
    "kk",
    "ky",
    "uz",
    "tg",
    "tk",
    "hy",
    "ka",
    "az",
    "ro",
    "be",
    "ce",
    "inh",
    "av",
    "lez",
    "tt",
    "ba",
    "os",
    "ab",
    "tr",
    "fa",
    "de",
    "fr",
    "pl",
    "et",
    "lv",
    "lt",
    "fi",
    "es",
    "he",
    "sgn",
}
CHOICES = {
    Scheme.PROVIDER_KIND: ProviderKind,
    Scheme.SERVICE_LEVEL: ServiceLevel,
    Scheme.COST_MODEL: CostModel,
    Scheme.PAYER: Payer,
    Scheme.FRIENDLY_GROUP: FriendlyTo,
    Scheme.CAPABILITY: Capability,
}
BETRAYING = {
    "sogi_discrimination",
    "propaganda_extremism_laws",
    "foreign_agent_ngo_law",
    "legal_gender_recognition",
    "trans_healthcare",
    "honour_forced_marriage_conversion",
    "child_custody_lgbt_parents",
    "hiv_criminalisation",
    "drug_policy_oat",
    "sex_work",
}

Words = dict[tuple[str, str], list[LabelRow]]


@pytest.fixture(scope="module")
def words() -> Words:
    found: Words = defaultdict(list)
    for table in TABLES:
        for row in read_labels("v1", table):
            found[row.scheme, row.code].append(row)
    return found


def codes(scheme: str) -> set[str]:
    return {term.code for term in read_terms("v1") if term.scheme == scheme}


def test_every_practice_area_and_language_of_the_field_is_there() -> None:
    assert codes(Scheme.PRACTICE_AREA) == PRACTICE_AREAS
    assert codes(Scheme.LANGUAGE) == LANGUAGES


@pytest.mark.parametrize("scheme", CHOICES)
def test_the_words_of_a_closed_list_name_exactly_its_codes(scheme: Scheme) -> None:
    assert codes(scheme) == set(CHOICES[scheme].values)


def test_every_scheme_of_the_tables_is_known(words: Words) -> None:
    assert {scheme for scheme, _code in words} == set(Scheme.values)


def test_every_term_has_words_and_every_word_a_term(words: Words) -> None:
    assert set(words) == {(term.scheme, term.code) for term in read_terms("v1")}


def test_every_term_is_labelled_in_each_interface_language(words: Words) -> None:
    for term, rows in words.items():
        labelled = [row.language for row in rows if row.kind == "label"]
        assert {"en", "ru", "uk"} <= set(labelled), term
        assert len(labelled) == len(set(labelled)), term


def test_a_practice_area_is_found_by_three_words_in_each_core_language(
    words: Words,
) -> None:
    for code in PRACTICE_AREAS:
        rows = words["practice_area", code]
        for language in ("en", "ru", "uk"):
            assert sum(row.language == language for row in rows) >= 3, (code, language)


@pytest.mark.parametrize(
    "language", ["ka", "hy", "az", "kk", "ky", "uz", "tg", "ro", "be"]
)
def test_a_practice_area_is_found_in_each_language_of_the_region(
    words: Words, language: str
) -> None:
    for code in PRACTICE_AREAS:
        rows = words["practice_area", code]
        assert any(row.language == language for row in rows), code


def test_every_spoken_language_is_named_in_itself(words: Words) -> None:
    for code in LANGUAGES - {"sgn"}:
        own = [row for row in words["language", code] if row.language == code]
        assert any(row.kind == "label" for row in own), code


def test_what_may_betray_somebody_is_sensitive() -> None:
    sensitive = {
        (term.scheme, term.code) for term in read_terms("v1") if term.sensitive
    }
    assert sensitive == {("practice_area", code) for code in BETRAYING} | {
        ("friendly_group", code) for code in FriendlyTo.values
    }


@pytest.mark.parametrize(
    ("typed", "scheme", "code"),
    [
        ("адвокат", "provider_kind", "individual_advocate"),
        ("ადვოკატი", "provider_kind", "individual_advocate"),
        ("Փաստաբան", "provider_kind", "individual_advocate"),
        ("vəkil", "provider_kind", "individual_advocate"),
        ("заңгер", "provider_kind", "individual_jurist"),
        ("убежище", "practice_area", "asylum_refugee"),
        ("притулок", "practice_area", "asylum_refugee"),
        ("თავშესაფარი", "practice_area", "asylum_refugee"),
        ("ԱՊԱՍՏԱՆ", "practice_area", "asylum_refugee"),
        ("боздошт", "practice_area", "criminal_defence"),
        ("кыргыз тили", "language", "ky"),
        ("круглосуточно", "availability", "available_24_7"),
        ("кыргызском", "language", "ky"),
        ("избили в полиции", "practice_area", "police_abuse_torture"),
        ("убежищу", "practice_area", "asylum_refugee"),
    ],
)
def test_the_words_people_type_lead_to_the_term(
    words: Words, typed: str, scheme: str, code: str
) -> None:
    assert fold(typed) in {row.key for row in words[scheme, code]}


def test_no_word_folds_to_nothing(words: Words) -> None:
    assert all(row.key for rows in words.values() for row in rows)


def test_one_language_is_not_mistaken_for_another(words: Words) -> None:
    spoken: dict[str, str] = {}
    for code in LANGUAGES:
        for row in words["language", code]:
            assert spoken.setdefault(row.key, code) == code, row.text
