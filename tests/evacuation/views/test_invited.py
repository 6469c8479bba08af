"""Every role of the desk is given by invitation, and leads to keys of one's own."""

from __future__ import annotations

import re
from html import unescape

import pytest
from django.test import Client
from django.urls import reverse

from directory.roles import Role, all_roles
from evacuation import profiles
from evacuation.device import COOKIE
from evacuation.models import Member
from tests.cast import Cast

PASSWORD = "a password of her own choosing"


def link(page: str) -> str:
    found = re.search(r"[?]key=([\w-]+)", unescape(page))
    assert found
    return found.group(1)


@pytest.mark.parametrize("given", profiles.roles(), ids=lambda given: given.code)
def test_an_invited_member_comes_in_bound_to_their_browser(
    cast: Cast, given: Role
) -> None:
    administrator, newcomer = Client(), Client()
    administrator.force_login(cast.administrator)
    form = {"role": given.code, "code_name": "newcomer", "sponsor": ""}
    page = administrator.post(reverse("directory:invite"), form).text
    chosen = {"new_password1": PASSWORD, "new_password2": PASSWORD}
    newcomer.post(reverse("directory:invitation"), {**chosen, "key": link(page)})
    role = Member.objects.get(user__username="newcomer").roles[0]
    assert Member.Role(role).label == given.label
    assert newcomer.cookies[COOKIE].value
    # The second factor comes before everything else.
    keys = newcomer.get(reverse("evacuation:own_keys"))
    assert keys.headers["Location"] == reverse("mfa_index")


def test_every_role_of_the_desk_can_be_given() -> None:
    given = [role for role in all_roles().values() if role in profiles.roles()]
    assert [role.label for role in given] == Member.Role.labels
