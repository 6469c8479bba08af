"""Reading phones, mail addresses and sites out of a cell."""

from __future__ import annotations

import pytest

from directory.services.importing.channels import read_channel


@pytest.mark.parametrize(
    ("kind", "cell", "values", "unread"),
    [
        ("phone", "01632 960 001/2", ["+44 1632 960001"], []),
        (
            "phone",
            "01632 960001 / 01632 960002",
            ["+44 1632 960001", "+44 1632 960002"],
            [],
        ),
        ("phone", "+995 32 220 00 01; 0", ["+995 32 220 00 01"], ["0"]),
        ("website", "www.invented.example", ["www.invented.example"], []),
        ("website", "javascript:alert(1)", [], ["javascript:alert(1)"]),
        ("email", "a@invented.example, nobody", ["a@invented.example"], ["nobody"]),
        ("telegram", "https://t.me/invented_aid", ["@invented_aid"], []),
    ],
)
def test_channels_are_read_or_named(
    kind: str, cell: str, values: list[str], unread: list[str]
) -> None:
    assert read_channel(kind, cell, "GB") == (values, unread)
