"""Importing: dry, for real, again; and what is handed back."""

from __future__ import annotations

import csv
import io
from dataclasses import replace
from datetime import timedelta

import pytest
from django.db import connection
from django.test.utils import CaptureQueriesContext
from django.utils import timezone
from django.utils.translation import override

from directory.errors import DirectoryError, NotAllowed
from directory.models import Contact, Event, ImportMapping, ImportRun, Listing, Provider
from directory.models.choices import Level
from directory.services.consent import withdraw_consent
from directory.services.entry_data import data_of
from directory.services.importing.fields import FIELDS
from directory.services.importing.mapping import (
    Mapping,
    MappingInvalid,
    find_mapping,
    match_columns,
)
from directory.services.importing.report import Report, rejected_csv
from directory.services.importing.run import Import, dry_run, import_table
from directory.services.importing.tables import Table, read_table
from directory.services.providers import change_provider
from tests.cast import BATUMI, TBILISI, Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]

COLUMNS = {
    "ID": "external_id",
    "Название": "display_name",
    "Страна": "home_country",
    "Город": "city",
    "Адрес": "address",
    "Телефон": "phone",
    "Специализация": "practice_area",
}
MAPPING = Mapping(
    name="invented",
    source="invented",
    columns=COLUMNS,
    defaults={"kind": "ngo_legal_service"},
)
REGISTER = replace(
    MAPPING, public_register="Invented register of aid", level=Level.PUBLIC
)
ROWS = [
    line.split("|")
    for line in (
        "1|Дом у моря|Грузия|Батуми|ул. Выдуманная, 1|+995 422 27 00 01|убежище",
        "1|Дом у моря|GE|Tbilisi|ул. Выдуманная, 2|+995 32 220 00 02|жильё; убежище",
        "2|Тихая гавань|Армения|Yerevan||+374 10 50 00 03|",
    )
]


def table(*rows: list[str]) -> Table:
    out = io.StringIO()
    csv.writer(out).writerows([list(COLUMNS), *(rows or ROWS)])
    return read_table(out.getvalue().encode())


def run(cast: Cast, mapping: Mapping = MAPPING, *rows: list[str]) -> Report:
    return import_table(Import(table(*rows), mapping, cast.editor))


def entry(external_id: str) -> Provider:
    return Provider.objects.get(source="invented", external_id=external_id)


def changed(line: int, **cells: str) -> list[list[str]]:
    """ROWS with cells of one line (as in the file) replaced."""
    rows = [list(row) for row in ROWS]
    for heading, cell in cells.items():
        rows[line - 2][list(COLUMNS).index(heading)] = cell
    return rows


def test_rows_of_one_id_become_one_entry_with_its_offices(cast: Cast) -> None:
    report = run(cast)
    assert (report.created, report.rejected, report.offices) == (2, 0, 3)
    home = entry("1")
    assert (home.home_country_id, home.status, home.level) == ("GE", "draft", 3)
    assert set(home.offices.values_list("place", flat=True)) == {BATUMI, TBILISI}
    areas = {p.area.code for p in home.practices.select_related("area")}
    assert areas == {"asylum_refugee", "housing"}
    phones = home.contacts.select_related("office")
    assert {c.sealed: c.office.place_id for c in phones if c.office} == {
        "+995 422 27 00 01": BATUMI,
        "+995 32 220 00 02": TBILISI,
    }


def test_what_is_no_public_register_lands_as_drafts_nobody_sees(cast: Cast) -> None:
    report = run(cast, replace(MAPPING, level=Level.PUBLIC))
    assert report.drafts == 2
    assert report.visible == {}
    assert not Listing.objects.exists()
    assert not Contact.objects.exclude(value="").exists()


def test_a_public_register_is_listed_at_its_level_and_checked_by_the_register(
    cast: Cast,
) -> None:
    report = run(cast, REGISTER)
    assert report.visible == {"public": [2, 2]}
    home = entry("1")
    assert (home.status, home.verified_how, home.vetting_level) == (
        "listed",
        "register",
        1,
    )
    assert home.verifications.get().by == cast.editor
    assert Listing.objects.filter(provider=home, level=Level.PUBLIC).exists()


def test_a_dry_run_tells_the_same_and_writes_nothing(cast: Cast) -> None:
    dry = dry_run(Import(table(), REGISTER, cast.editor))
    left = [Provider, ImportMapping, ImportRun, Event, Listing, Contact]
    assert [model._default_manager.count() for model in left] == [0] * len(left)
    real = run(cast, REGISTER)
    assert replace(dry, seconds=0) == replace(real, seconds=0)


@pytest.mark.parametrize("mapping", [MAPPING, REGISTER])
def test_importing_twice_leaves_everything_unchanged(
    cast: Cast, mapping: Mapping
) -> None:
    run(cast, mapping)
    before = list(Provider.objects.order_by("pk").values())
    contacts = set(Contact.objects.values_list("pk", flat=True))
    report = run(cast, mapping)
    assert (report.created, report.updated, report.unchanged) == (0, 0, 2)
    assert list(Provider.objects.order_by("pk").values()) == before
    assert set(Contact.objects.values_list("pk", flat=True)) == contacts


def test_a_changed_row_changes_its_entry_alone(cast: Cast) -> None:
    run(cast)
    report = run(cast, MAPPING, *changed(4, Адрес="ул. Новая, 3"))
    assert (report.updated, report.unchanged) == (1, 1)
    assert entry("2").offices.get().address == "ул. Новая, 3"
    assert entry("2").version == 2


def test_what_the_file_does_not_have_is_never_deleted(cast: Cast) -> None:
    run(cast)
    report = run(cast, MAPPING, ROWS[2])
    assert (report.unchanged, report.missing) == (1, 1)
    assert entry("1").offices.count() == 2


def test_what_an_editor_added_outlives_the_next_import(cast: Cast) -> None:
    run(cast)
    home = entry("1")
    data = data_of(home)
    raised = tuple(replace(c, shared=Level.RELAY, note="утром") for c in data.contacts)
    signal = replace(raised[0], kind="signal", value="+995555000001")
    edited = replace(data, say_first="От Гавани", contacts=(*raised, signal))
    change_provider(
        actor=cast.editor, provider_id=home.pk, version=home.version, data=edited
    )
    report = run(cast, MAPPING, *changed(2, Адрес="ул. Новая, 3"))
    assert report.updated == 1
    home = entry("1")
    assert home.say_first == "От Гавани"
    assert home.contacts.filter(kind="signal").exists()
    assert {(c.shared, c.note) for c in home.contacts.all()} == {(Level.RELAY, "утром")}


def test_whoever_asked_to_be_taken_down_is_not_brought_back(cast: Cast) -> None:
    run(cast, REGISTER)
    withdraw_consent(actor=cast.editor, provider_id=entry("1").pk, method="written")
    report = run(cast, REGISTER, *changed(2, Адрес="ул. Новая, 3"))
    assert (report.left_alone, report.updated, report.unchanged) == (1, 0, 1)
    assert entry("1").status == "withdrawn"
    assert not Listing.objects.filter(provider=entry("1")).exists()


def test_a_later_register_renews_the_check_and_an_older_one_does_not(
    cast: Cast,
) -> None:
    today = timezone.localdate()
    days = [today - timedelta(days=n) for n in (200, 300, 10)]
    renewed = [
        import_table(Import(table(), REGISTER, cast.editor, as_of=day)).renewed
        for day in days
    ]
    assert renewed == [0, 0, 2]
    assert entry("1").next_due == days[2] + timedelta(days=365)


def test_a_register_of_tomorrow_is_refused(cast: Cast) -> None:
    tomorrow = timezone.localdate() + timedelta(days=1)
    with pytest.raises(DirectoryError, match="refused"):
        import_table(Import(table(), REGISTER, cast.editor, as_of=tomorrow))
    assert not Provider.objects.exists()


@pytest.mark.parametrize(
    ("cells", "column", "words"),
    [
        ({"Название": ""}, "Название", "Give a name"),
        ({"ID": ""}, "ID", "Give the id"),
        ({"Страна": "Атлантида"}, "Страна", "“Атлантида” is not known"),
        ({"Специализация": "шахматы"}, "Специализация", "“шахматы” is not known"),
        ({"Название": "д" * 301}, "Название", "shorten it"),
    ],
)
def test_a_row_that_cannot_be_taken_is_named_and_the_others_are_taken(
    cast: Cast, cells: dict[str, str], column: str, words: str
) -> None:
    report = run(cast, MAPPING, *changed(4, **cells))
    assert (report.created, report.rejected) == (1, 1)
    (problem,) = report.problems
    assert (problem.line, problem.column) == (4, column)
    assert words in problem.message


def test_a_phone_that_cannot_be_read_is_named_and_left_out(cast: Cast) -> None:
    report = run(cast, MAPPING, *changed(4, Телефон="нет"))
    assert (report.created, report.rejected) == (2, 0)
    assert [(p.line, p.column, p.rejects) for p in report.problems] == [
        (4, "Телефон", False)
    ]
    assert not entry("2").contacts.exists()


def test_an_entry_waits_whole_when_one_of_its_rows_is_rejected(cast: Cast) -> None:
    run(cast)
    report = run(cast, MAPPING, *changed(3, Специализация="шахматы"))
    assert (report.rejected, report.missing) == (2, 0)
    assert entry("1").offices.count() == 2


def test_an_id_under_two_names_is_a_slip_and_only_the_second_row_waits(
    cast: Cast,
) -> None:
    report = run(cast, MAPPING, *changed(3, Название="Чужой дом"))
    assert report.rejected_lines == {3}
    assert entry("1").offices.count() == 1


def test_rejected_rows_come_back_as_a_file_that_no_spreadsheet_runs(
    cast: Cast,
) -> None:
    rows = changed(4, Специализация="=cmd|' /C calc'!A0", Телефон="+374 10 50 00 03")
    report = run(cast, MAPPING, *rows)
    text = rejected_csv(table(*rows), report.problems)
    assert text.startswith("\ufeff")
    headings, row = csv.reader(io.StringIO(text.removeprefix("\ufeff")))
    assert headings == [*COLUMNS, "error"]
    assert row[6] == "'=cmd|' /C calc'!A0"
    assert "Специализация" in row[7]
    assert len(row) == 8


def test_known_words_without_counterpart_are_counted_and_reject_nothing(
    cast: Cast,
) -> None:
    mapping = replace(MAPPING, values={"practice_area": {"шахматы": None}})
    report = run(cast, mapping, *changed(4, Специализация="шахматы"))
    assert report.without_counterpart == [("practice_area", "шахматы", 1)]
    assert (report.created, report.rejected) == (2, 0)


@pytest.mark.parametrize(
    "who", ["monitor", "coordinator", "administrator", "stranger", "superuser"]
)
def test_nobody_but_an_editor_imports(cast: Cast, who: str) -> None:
    for action in (dry_run, import_table):
        with pytest.raises(NotAllowed):
            action(Import(table(), MAPPING, getattr(cast, who)))
    assert not Provider.objects.exists()


def test_rows_of_a_country_that_the_editor_does_not_keep_are_rejected(
    cast: Cast,
) -> None:
    profile = cast.editor.monitor
    profile.countries = ["GE"]
    profile.save()
    report = run(cast)
    assert (report.created, report.rejected_lines) == (1, {4})
    assert "do not keep" in report.problems[0].message


def test_an_entry_here_already_is_named_with_the_reasons(cast: Cast) -> None:
    run(cast)
    other = replace(MAPPING, name="other", source="other")
    report = run(
        cast, other, ["77", "Dom u morya", "GE", "Батуми", "", "0422 27 00 01", ""]
    )
    (twin,) = report.twins
    assert twin.known == str(entry("1").pk)
    assert set(twin.reasons) == {"name", "phone", "city"}


def test_one_name_under_two_ids_of_a_file_is_told(cast: Cast) -> None:
    report = run(cast, MAPPING, *changed(3, ID="9", Название="ДОМ У МОРЯ"))
    assert [(t.line, t.known) for t in report.twins] == [(3, "1")]


def test_without_ids_the_name_tells_entries_apart(cast: Cast) -> None:
    columns = {h: f for h, f in COLUMNS.items() if f != "external_id"}
    mapping = replace(MAPPING, columns=columns)
    assert run(cast, mapping).created == 2
    assert run(cast, mapping).unchanged == 2


def test_headings_are_matched_in_english_and_russian_with_a_typing_error() -> None:
    found = match_columns(
        ["Наименование", "Тeлефон", "Practise areas", "E-Mail", "Широта", "Кот"]
    )
    assert found == {
        "Наименование": "display_name",
        "Тeлефон": "phone",
        "Practise areas": "practice_area",
        "E-Mail": "email",
        "Широта": "latitude",
    }


@pytest.mark.parametrize(
    "columns",
    [
        {"ID": "external_id"},
        {**COLUMNS, "Почта": "email"},
        {**COLUMNS, "Адрес": "city"},
        {**COLUMNS, "Адрес": "shoe_size"},
    ],
)
def test_a_mapping_that_makes_no_entries_is_refused(
    cast: Cast, columns: dict[str, str]
) -> None:
    with pytest.raises(MappingInvalid):
        run(cast, replace(MAPPING, columns=columns))
    assert not Provider.objects.exists()


def test_the_mapping_is_kept_for_the_next_time(cast: Cast) -> None:
    run(cast, REGISTER)
    assert find_mapping("invented") == REGISTER
    run_kept = ImportRun.objects.get()
    assert (run_kept.rows, run_kept.created, run_kept.by) == (3, 2, cast.editor)


def test_queries_do_not_grow_with_the_number_of_entries(
    cast: Cast,
) -> None:
    def rows(start: int, many: int) -> list[list[str]]:
        numbers = range(start, start + many)
        return [[str(n), f"Дом {n}", "GE", "Батуми", "", "", ""] for n in numbers]

    counts = []
    for start, many in ((100, 5), (200, 5), (300, 60)):
        with CaptureQueriesContext(connection) as captured:
            run(cast, MAPPING, *rows(start, many))
        counts.append(len(captured))
    assert counts[2] == counts[1]


def test_every_fault_of_a_rejected_row_is_named(cast: Cast) -> None:
    rows = changed(4, Специализация="магия", Телефон="позвоните", Страна="Луна")
    report = run(cast, MAPPING, *rows)
    faults = {p.column for p in report.problems if p.line == 4}
    assert faults == {"Специализация", "Телефон", "Страна"}
    handed_back = rejected_csv(table(*rows), report.problems)
    assert all(said in handed_back for said in ("магия", "позвоните", "Луна"))


@pytest.mark.parametrize("language", ["en", "ru", "uk"])
def test_our_own_labels_are_known_as_headings(language: str) -> None:
    with override(language):
        labels = [str(field.label) for field in FIELDS]
    found = match_columns(labels)
    wrong = {
        h: f.name for h, f in zip(labels, FIELDS, strict=True) if found.get(h) != f.name
    }
    assert wrong == {}


def test_areas_of_law_are_a_heading_in_russian() -> None:
    assert match_columns(["Области права"]) == {"Области права": "practice_area"}
