"""What may stand as the value of a contact, by its kind."""

from __future__ import annotations

import pytest

from directory.services.contact_rules import contact_fault


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("phone", "+995 32 200 00 00"),
        ("phone", "032 2 00 00 00"),
        ("duty_phone", "112"),
        ("phone", "116 006"),
        ("sms", "+995 32 200 00 00 ext. 12"),
        ("signal", "@invented.relay"),
        ("telegram", "+995 32 200 00 00"),
        ("email", "aid@invented.example"),
        ("website", "https://invented.example/контакты?a=1"),
        ("website", "www.invented.example"),
        ("element", "@invented:matrix.example"),
        ("in_person", "Под синими часами, по вторникам"),
    ],
)
def test_what_can_be_reached_is_kept(kind: str, value: str) -> None:
    assert contact_fault(kind, value, "GE") == ""


@pytest.mark.parametrize(
    ("kind", "value"),
    [
        ("phone", "12"),
        ("phone", "call <b>+995 32 200 00 00</b>"),
        ("phone", "+995 32 200 00 00 ask Invented"),
        ("phone", "+995 32\u202e 200 00 00"),
        ("sms", "+999999999999999999"),
        ("signal", "=1+1"),
        ("telegram", "@invented\u202egnp"),
        ("telegram", "+123 456 789"),
        ("email", "aid@invented.example?bcc=spy@invented.example"),
        ("email", "aid@invented.example, spy@invented.example"),
        ("email", "aid?subject=x@invented.example"),
        ("email", "Aid <aid@invented.example>"),
        ("website", "javascript:alert(1)"),
        ("website", "ftp://invented.example/"),
        ("website", "https://"),
        ("website", "https://bank.example@invented.example/"),
        ("website", "https://invented.example/\u202egnp.exe"),
        ("website", 'https://invented.example/"onmouseover=x'),
        ("in_person", "line\x00line"),
        ("trusted_person", " "),
        ("element", "@x:" + "y" * 300),
    ],
)
def test_what_would_mislead_is_refused(kind: str, value: str) -> None:
    assert contact_fault(kind, value, "GE")
