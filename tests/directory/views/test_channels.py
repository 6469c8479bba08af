"""What a tap on a way to reach a provider opens."""

from __future__ import annotations

from urllib.parse import parse_qs, unquote, urlsplit

import pytest

from directory.views.channels import link_to

MAILBOXES = ("email", "proton", "tuta")


@pytest.mark.parametrize("kind", MAILBOXES)
def test_a_plain_mailbox_stays_readable(kind: str) -> None:
    assert link_to(kind, "desk@aid.example") == "mailto:desk@aid.example"


@pytest.mark.parametrize("kind", MAILBOXES)
@pytest.mark.parametrize(
    "value",
    [
        "desk@aid.example?bcc=other@elsewhere.example",
        "desk@aid.example?subject=a&body=b",
        "desk@aid.example#part",
        "desk@aid.example%0Abcc:other@elsewhere.example",
        "desk,other@aid.example",
        "de sk@aid.example",
    ],
)
def test_nothing_in_a_mailbox_is_read_as_a_header_or_a_second_recipient(
    kind: str, value: str
) -> None:
    parts = urlsplit(link_to(kind, value))
    assert (parts.scheme, parts.fragment, parse_qs(parts.query)) == ("mailto", "", {})
    assert not set(parts.path) & set("?&#, ")
    assert unquote(parts.path) == value


def test_a_plus_and_other_scripts_in_a_mailbox_arrive_as_they_are() -> None:
    link = link_to("email", "desk+night@допомога.example")
    assert link.isascii()
    assert unquote(link) == "mailto:desk+night@допомога.example"
    assert "%2B" in link


def test_what_is_no_mailbox_has_no_link() -> None:
    assert link_to("email", "ask at the desk") == ""


@pytest.mark.parametrize(
    ("kind", "value", "link"),
    [
        ("phone", "+995 (32) 000-17-17", "tel:+995320001717"),
        ("duty_phone", "032 000 20 20", "tel:0320002020"),
        ("sms", "+995 32 000;body=x?y&z", "sms:+99532000"),
        ("phone", "+٩٩٥ ٣٢ ٠٠٠", "tel:+99532000"),
        ("phone", "ask at the desk", ""),
    ],
)
def test_a_number_is_digits_alone(kind: str, value: str, link: str) -> None:
    assert link_to(kind, value) == link


@pytest.mark.parametrize("written", ["ext. 12", "ext 12", "x12", "доб. 12", "#12"])
def test_an_extension_is_not_dialled_as_part_of_the_number(written: str) -> None:
    value = f"+995 32 000 17 17 {written}"
    assert link_to("phone", value) == "tel:+995320001717;ext=12"
    assert link_to("sms", value) == "sms:+995320001717"


def test_a_site_is_linked_as_it_was_written() -> None:
    site = "https://aid.example/a%20b?c=d&e=f"
    assert link_to("website", site) == site
    assert link_to("website", "javascript:alert(1)") == ""


def test_a_channel_without_a_scheme_has_no_link() -> None:
    assert link_to("signal", "+995 32 000 18 18") == ""
