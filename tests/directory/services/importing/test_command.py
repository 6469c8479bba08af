"""`manage.py import_providers` is a door to the same services."""

from __future__ import annotations

import io
from pathlib import Path

import pytest
from django.core.management import CommandError, call_command

from directory.models import Provider
from directory.services.importing.mapping import Mapping, save_mapping
from tests.cast import Cast

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]


@pytest.fixture
def table(tmp_path: Path, cast: Cast) -> Path:
    columns = {
        "ID": "external_id",
        "Название": "display_name",
        "Страна": "home_country",
    }
    mapping = Mapping(
        name="invented",
        source="invented",
        columns=columns,
        defaults={"kind": "law_firm"},
    )
    save_mapping(actor=cast.editor, mapping=mapping)
    path = tmp_path / "table.csv"
    text = "ID;Название;Страна\r\n1;Дом у моря;Грузия\r\n2;Гавань;Атлантида\r\n"
    path.write_bytes(text.encode("windows-1251"))
    return path


def said(path: Path, cast: Cast, **options: object) -> str:
    out = io.StringIO()
    call_command(
        "import_providers",
        str(path),
        mapping="invented",
        actor=cast.editor.username,
        stdout=out,
        **options,
    )
    return out.getvalue()


def test_it_says_what_it_found_did_and_how_fast(
    table: Path, cast: Cast, tmp_path: Path
) -> None:
    rejected = tmp_path / "rejected.csv"
    words = said(table, cast, rejected=rejected)
    assert "windows-1251, semicolon" in words
    assert "1 created" in words
    assert "1 rows rejected" in words
    assert "rows a second" in words
    assert "Атлантида" in rejected.read_text(encoding="utf-8-sig")
    assert Provider.objects.get().display_name == "Дом у моря"


def test_a_dry_run_writes_nothing(table: Path, cast: Cast) -> None:
    assert "Would do" in said(table, cast, dry_run=True)
    assert not Provider.objects.exists()


@pytest.mark.parametrize(
    ("options", "words"),
    [
        ({"actor": "nobody"}, "no user nobody"),
        ({"mapping": "nothing"}, "no mapping"),
        ({"encoding": "utf-8"}, "choose another encoding"),
    ],
)
def test_what_cannot_be_done_is_said(
    table: Path, cast: Cast, options: dict[str, str], words: str
) -> None:
    given = {"mapping": "invented", "actor": cast.editor.username, **options}
    with pytest.raises(CommandError, match=words):
        call_command("import_providers", str(table), **given)


def test_a_monitor_cannot_answer_for_an_import(table: Path, cast: Cast) -> None:
    with pytest.raises(CommandError, match="may not"):
        call_command(
            "import_providers",
            str(table),
            mapping="invented",
            actor=cast.monitor.username,
        )
    assert not Provider.objects.exists()
