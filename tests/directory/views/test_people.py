"""The people page, and the way in through a link."""

from __future__ import annotations

from urllib.parse import urlsplit

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import Invitation, Monitor
from tests.cast import Cast

PASSWORD = "seven herons under the bridge"
pytestmark = pytest.mark.usefixtures("places")


@pytest.fixture
def administrator(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.administrator)
    return client


def link_for(client: Client) -> str:
    page = client.post(
        reverse("directory:invite"),
        {"role": "monitor", "countries": ["GE"], "code_name": "kestrel"},
    )
    return str(page.context["link"])


def query_of(link: str) -> str:
    parts = urlsplit(link)
    return f"{parts.path}?{parts.query}"


def test_the_link_is_shown_once_and_not_cached(administrator: Client) -> None:
    link = link_for(administrator)
    key = link.split("key=")[1]
    again = administrator.get(reverse("directory:people"))
    assert key not in again.content.decode()
    assert "kestrel" in again.content.decode()
    assert again.headers["Cache-Control"] == "no-store"


def test_looking_at_the_link_does_not_use_it_up(administrator: Client) -> None:
    link = query_of(link_for(administrator))
    for _look in range(3):
        assert Client().get(link).status_code == 200
    assert Invitation.objects.get().used_at is None


def test_a_newcomer_chooses_a_password_and_is_led_to_the_second_factor(
    administrator: Client,
) -> None:
    link = link_for(administrator)
    newcomer = Client()
    posted = {
        "key": link.split("key=")[1],
        "new_password1": PASSWORD,
        "new_password2": PASSWORD,
    }
    answer = newcomer.post(reverse("directory:invitation"), posted)
    assert answer.headers["Location"] == reverse("mfa_index")
    assert Monitor.objects.get(user__username="kestrel").countries == ["GE"]
    # Fresh enough: the password is not asked for again.
    assert newcomer.get(reverse("mfa_activate_totp")).status_code == 200
    assert newcomer.get(reverse("directory:search")).status_code == 302
    assert Client().post(reverse("directory:invitation"), posted).status_code == 410


@pytest.mark.parametrize(
    ("first", "second"), [("short", "short"), (PASSWORD, PASSWORD + "s")]
)
def test_a_refused_password_keeps_the_link(
    administrator: Client, first: str, second: str
) -> None:
    key = link_for(administrator).split("key=")[1]
    posted = {"key": key, "new_password1": first, "new_password2": second}
    page = Client().post(reverse("directory:invitation"), posted)
    assert page.status_code == 200
    assert "error-summary" in page.content.decode()
    assert Invitation.objects.get().used_at is None


@pytest.mark.parametrize("key", ["", "nonsense", "x" * 3000])
def test_an_unknown_link_says_no_more_than_a_spent_one(
    administrator: Client, key: str
) -> None:
    answer = Client().get(reverse("directory:invitation"), {"key": key})
    assert answer.status_code == 410


def test_one_button_ends_the_access(administrator: Client, cast: Cast) -> None:
    monitor = Client()
    monitor.force_login(cast.monitor)
    url = reverse("directory:end_access", args=[cast.monitor.pk])
    administrator.post(url)
    assert "_auth_user_id" not in monitor.session
    assert monitor.get(reverse("directory:requests")).status_code == 302


def test_the_people_page_takes_as_many_queries_for_many_as_for_few(
    administrator: Client,
    django_assert_num_queries: object,
) -> None:
    # Session, user, second factor, profile and its user; the service and the links
    # ask the profile again and take one each, as does the upper floor.
    link_for(administrator)
    with django_assert_num_queries(10):  # type: ignore[operator]
        administrator.get(reverse("directory:people"))


def test_ending_an_access_is_asked_once(administrator: Client, cast: Cast) -> None:
    page = administrator.get(reverse("directory:people")).content.decode()
    action = reverse("directory:end_access", args=[cast.monitor.pk])
    before = page.split(f'action="{action}"')[0]
    assert before.count("<details>") == before.count("</details>") + 1
