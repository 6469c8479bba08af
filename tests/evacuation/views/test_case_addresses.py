"""Every address of a case, for everybody who holds no key of it: 404.

The list is made from the URL configuration. A new address with other parts than these
fails here until somebody says how it is asked.
"""

from __future__ import annotations

import re
import uuid
from collections.abc import Iterator

import pytest
from django.contrib.auth.models import User
from django.test import Client
from django.urls import URLPattern, URLResolver, get_resolver
from django.utils import timezone

from evacuation.models import Member
from tests.cast import Cast
from tests.evacuation.desk import ROLES, Desk, UnlockedClient
from tests.evacuation.invented_cases import invented_case

pytestmark = pytest.mark.proof

# What a member without any key of the case meets at an address of no case.
OPEN_TO_MEMBERS = {"cases", "enter_case", "find_case"}
PARTS = {"case_id", "record_id", "name", "number"}
# One member for each set of roles.
DIFFERENT = list({roles: part for part, roles in ROLES.items()}.values())
KEYLESS = [p for p in ROLES if not {"coordinator", "lead", "verifier"} & {*ROLES[p]}]


def patterns(
    resolver: URLResolver, before: str = ""
) -> Iterator[tuple[str, URLPattern]]:
    for found in resolver.url_patterns:
        route = before + str(found.pattern)
        if isinstance(found, URLResolver):
            yield from patterns(found, route)
        else:
            yield route, found


def case_addresses(case: uuid.UUID) -> dict[str, str]:
    """Each address under /cases/ by name."""
    filled = {
        "<uuid:case_id>": str(case),
        "<uuid:record_id>": str(uuid.uuid4()),
        "<slug:name>": "freeze",
        "<slug:number>": "1",
    }
    found = {}
    for route, pattern in patterns(get_resolver()):
        if route.startswith("cases/") and pattern.name not in OPEN_TO_MEMBERS:
            named = set(re.findall(r"<\w+:(\w+)>", route))
            assert named <= PARTS, route
            assert "case_id" in named, route
            path = route
            for part, value in filled.items():
                path = path.replace(part, value)
            found[str(pattern.name)] = f"/{path}"
    return found


def met(client: Client, case: uuid.UUID) -> dict[str, set[int]]:
    """What this visitor meets at each address, asked in both ways."""
    return {
        name: {
            status
            for status in (
                client.get(path).status_code,
                client.post(path, {"version": 1}).status_code,
            )
            # The other way of asking is refused before anybody is looked at.
            if status != 405
        }
        for name, path in case_addresses(case).items()
    }


def test_there_are_addresses() -> None:
    assert {"case", "reveal_identity", "open_file"} <= set(case_addresses(uuid.uuid4()))


@pytest.mark.parametrize("part", KEYLESS)
def test_a_member_without_a_key_meets_nothing(
    unlocked_client: UnlockedClient, part: str
) -> None:
    case, _receipt = invented_case()
    found = met(unlocked_client(part), case.pk)
    assert set().union(*found.values()) == {404}, found


@pytest.mark.parametrize("part", DIFFERENT)
def test_a_case_that_is_not_there_looks_the_same(
    unlocked_client: UnlockedClient, part: str
) -> None:
    found = met(unlocked_client(part), uuid.uuid4())
    assert set().union(*found.values()) == {404}, found
    assert {404} == {*found["case"], *found["reveal_identity"]}


@pytest.mark.parametrize("version", [None, "x", 7])
def test_a_button_without_a_right_version_tells_of_no_case(
    unlocked_client: UnlockedClient, version: object
) -> None:
    client = unlocked_client("coordinator_one")
    said = {} if version is None else {"version": version}
    found = {
        name: client.post(path, said).status_code
        for name, path in case_addresses(uuid.uuid4()).items()
    }
    assert set(found.values()) <= {404, 405}, found


@pytest.mark.parametrize("part", ["coordinator_one", "lead_one", "verifier"])
def test_a_former_member_meets_nothing(
    desk: Desk, unlocked_client: UnlockedClient, part: str
) -> None:
    case, _receipt = invented_case()
    client = unlocked_client(part)
    assert client.get(f"/cases/{case.pk}/").status_code == 200
    Member.objects.filter(user=desk.users[part]).update(ended_at=timezone.now())
    found = met(client, case.pk)
    assert set().union(*found.values()) == {404}, found


def test_a_stranger_and_nobody_at_all_meet_nothing(desk: Desk, cast: Cast) -> None:
    case, _receipt = invented_case()
    people: list[User | None] = [None, cast.monitor, cast.superuser, cast.stranger]
    for person in people:
        client = Client()
        if person is not None:
            client.force_login(person)
        found = met(client, case.pk)
        assert set().union(*found.values()) == {404}, (person, found)


def test_a_verifier_reads_no_account_and_changes_nothing(
    unlocked_client: UnlockedClient,
) -> None:
    case, _receipt = invented_case()
    client = unlocked_client("verifier")
    found = met(client, case.pk)
    assert found.pop("case") == {200}
    assert found.pop("reveal_identity") == {200}
    case.refresh_from_db()
    assert (case.version, case.state) == (1, "received")


def test_a_stranger_learns_from_no_way_of_asking_which_addresses_there_are(
    desk: Desk,
) -> None:
    case, _receipt = invented_case()
    client = Client()
    for path in [*case_addresses(case.pk).values(), "/cases/", "/cases/new/"]:
        for ask in (client.get, client.post, client.put, client.options):
            assert ask(path).status_code == 404, path


def test_a_member_hears_that_an_address_takes_another_way_of_asking(
    unlocked_client: UnlockedClient,
) -> None:
    assert unlocked_client("coordinator_one").put("/cases/").status_code == 405
