"""Many at once, on real connections: nothing lost, twice, or out of order."""

from __future__ import annotations

import threading
import time
from collections import Counter
from collections.abc import Callable
from concurrent.futures import ThreadPoolExecutor
from dataclasses import replace
from typing import Any

import pytest
from django.db import connection, transaction
from django.test import override_settings

from directory.errors import DirectoryError
from directory.filters import read_criteria
from directory.models import (
    Change,
    Contact,
    CoverageGap,
    Incident,
    Listing,
    Provider,
    Token,
)
from directory.search.relax import find_relaxed
from directory.services.calls import record_call
from directory.services.entry import ContactData, NameData
from directory.services.entry_data import data_of
from directory.services.providers import change_provider, create_provider
from directory.services.reveals import reveal_contact
from directory.services.vetting import (
    list_provider,
    review_incident,
    verify_provider,
)
from directory.viewer import PUBLIC_VIEWER, viewer_for
from tests.cast import make_provider
from tests.proof.conftest import Stage

pytestmark = pytest.mark.proof


def at_once(tasks: list[Callable[[], Any]]) -> list[Any]:
    """Run all at the same moment, each on a connection of its own.

    What each returned, or the code of the refusal it met, in order.
    """
    start = threading.Barrier(len(tasks))

    def run(task: Callable[[], Any]) -> Any:
        start.wait()
        try:
            return task()
        except DirectoryError as refusal:
            return refusal.code
        finally:
            connection.close()

    with ThreadPoolExecutor(len(tasks)) as pool:
        return list(pool.map(run, tasks))


@override_settings(WAYMARK_REVEALS_PER_DAY=5, WAYMARK_REVEALS_PER_MONTH=15)
def test_reveals_at_once_never_pass_the_budget(stage: Stage) -> None:
    cast = stage.cast
    numbers = tuple(
        ContactData(kind="phone", value=f"+995 32 000 {n:02}", shared=2)
        for n in range(16)
    )
    provider = make_provider(cast, contacts=numbers)
    viewer = viewer_for(cast.monitor)

    def opens(contact: Contact) -> Callable[[], str]:
        def run() -> str:
            reveal_contact(
                actor=cast.monitor,
                viewer=viewer,
                contact_id=contact.pk,
                reason="client_asks",
            )
            return "opened"

        return run

    tasks = [opens(contact) for contact in provider.contacts.all()]
    assert Counter(at_once(tasks)) == {"opened": 5, "budget_spent": 11}


@override_settings(WAYMARK_REVEALS_PER_DAY=1)
def test_taps_at_once_on_one_contact_spend_one(stage: Stage) -> None:
    cast = stage.cast
    contact = ContactData(kind="phone", value="+995 32 000 01", shared=2)
    provider = make_provider(cast, contacts=(contact,))
    pk = provider.contacts.get().pk
    viewer = viewer_for(cast.monitor)

    def opens() -> bool:
        return reveal_contact(
            actor=cast.monitor, viewer=viewer, contact_id=pk, reason="client_asks"
        ).over_budget

    assert at_once([opens] * 8) == [False] * 8


def test_of_changes_at_once_one_wins_and_the_others_are_told(stage: Stage) -> None:
    editor = stage.cast.editor
    provider = make_provider(stage.cast)
    data = data_of(provider)

    def change(n: int) -> Callable[[], str]:
        def run() -> str:
            changed = change_provider(
                actor=editor,
                provider_id=provider.pk,
                version=provider.version,
                data=replace(data, display_name=f"Version {n}"),
            )
            return changed.display_name

        return run

    results = at_once([change(n) for n in range(8)])
    (winner,) = [r for r in results if r != "stale_version"]
    assert Provider.objects.get(pk=provider.pk).display_name == winner


def test_change_numbers_become_visible_in_order_while_many_write(stage: Stage) -> None:
    """A reader that has seen a number never later meets a smaller one that is new."""
    cast = stage.cast
    providers = [make_provider(cast, display_name=x * 5) for x in "abcdefgh"]
    done = threading.Event()
    late: list[int] = []

    def watch() -> None:
        seen: set[int] = set()
        highest = 0
        while not done.is_set():
            now = set(Change.objects.values_list("number", flat=True))
            late.extend(n for n in now - seen if n < highest)
            seen |= now
            highest = max(highest, *now)
            time.sleep(0.002)
        connection.close()

    # No word in common: else the rows of the words would already make a queue.
    def writes(provider: Provider, letter: str) -> Callable[[], None]:
        def run() -> None:
            for other in "klmnop":
                current = Provider.objects.get(pk=provider.pk)
                name = f"{letter}{other}" * 3
                words = replace(data_of(current), display_name=name)
                with transaction.atomic():
                    change_provider(
                        actor=cast.editor,
                        provider_id=current.pk,
                        version=current.version,
                        data=words,
                    )
                    # Between the number and the commit others get their turn.
                    time.sleep(0.01)

        return run

    watcher = threading.Thread(target=watch)
    watcher.start()
    results = at_once(
        [writes(p, x) for p, x in zip(providers, "abcdefgh", strict=True)]
    )
    done.set()
    watcher.join()
    assert results == [None] * 8
    assert late == []


def test_word_counts_are_right_after_a_storm(stage: Stage) -> None:
    """Providers come and change at once, sharing words: no deadlock, no drift."""
    cast = stage.cast
    words = ["Oak", "Elm", "Ash", "Fir"]
    plain = data_of(make_provider(cast))

    def storm(n: int) -> Callable[[], None]:
        def run() -> None:
            mine = replace(
                plain,
                display_name=f"{words[n % 4]} {words[(n + 1) % 4]}",
                # Equal content at the same moment would be one double submit.
                say_first=f"Storm {n}",
                names=(NameData(text=words[(n + 2) % 4], shared=n % 4),),
                public_register="Invented register",
            )
            provider = create_provider(actor=cast.editor, data=mine)
            key: dict[str, Any] = {"actor": cast.editor, "provider_id": provider.pk}
            verify_provider(**key, how="register", level=1)
            list_provider(**key)
            current = Provider.objects.get(pk=provider.pk)
            change_provider(
                **key,
                version=current.version,
                data=replace(mine, display_name=words[(n + 3) % 4]),
            )

        return run

    assert at_once([storm(n) for n in range(12)]) == [None] * 12
    counted: Counter[tuple[str, int, str]] = Counter()
    for level, country, names in Listing.objects.values_list(
        "level", "country", "names"
    ):
        held = {word for *_, tokens in names for word in tokens}
        counted.update((word, level, country) for word in held)
    kept = {
        (t.token, t.level, t.country): t.uses for t in Token.objects.all() if t.uses
    }
    assert kept == dict(counted)


def test_gaps_at_once_are_all_counted(stage: Stage) -> None:
    criteria = read_criteria({"country": "AM"}, PUBLIC_VIEWER)

    def asks() -> None:
        find_relaxed(criteria, PUBLIC_VIEWER, size=5)

    at_once([asks] * 12)
    assert CoverageGap.objects.get().count == 12


def test_reviews_at_once_close_an_incident_once(stage: Stage) -> None:
    cast = stage.cast
    provider = make_provider(cast)
    record_call(
        actor=cast.monitor,
        viewer=viewer_for(cast.monitor),
        provider_id=provider.pk,
        result="breach",
    )
    incident = Incident.objects.get()

    def review(actor: Any) -> Callable[[], str]:
        return lambda: (
            review_incident(actor=actor, incident_id=incident.pk, verdict="clear").state
        )

    people = [cast.editor, cast.second_editor] * 3
    results = Counter(at_once([review(person) for person in people]))
    assert results["cleared"] == 1
    assert results["same_person"] + results["wrong_state"] == 4
    assert Listing.objects.filter(provider=provider).exists()
