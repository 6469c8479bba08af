"""Notes on an entry: read by those whose level reads them, and by nobody else."""

from __future__ import annotations

import pytest
from django.test import Client
from django.urls import reverse

from directory.models import Provider
from directory.models.choices import Level
from tests.cast import Cast, ProviderFactory
from tests.directory.views.conftest import SignIn

REFUSAL = "Invented: sent a person who uses drugs away.\nTwice."
NOTE = "Invented: <b>two</b> people were helped there."
# Who reads notes of an entry of Georgia that are shared from a level upwards. No
# scope of a partner's key gives them.
READERS = {
    Level.PARTNERS: {"monitor", "other_monitor", "editor", "coordinator"},
    Level.MONITORS: {"monitor", "editor", "coordinator"},
    Level.COORDINATORS: {"editor", "coordinator"},
}
PEOPLE = (
    "partner",
    "monitor",
    "other_monitor",
    "editor",
    "coordinator",
    "administrator",
    "stranger",
    "superuser",
)


def text_of(client: Client, url: str) -> str:
    answer = client.get(url)
    assert answer.status_code == 200
    return answer.content.decode()


def noted(factory: ProviderFactory, **content: object) -> Provider:
    notes = {"known_refusals": REFUSAL, "vetting_notes": NOTE}
    return factory(**{**notes, **content})


def shows_notes(text: str) -> bool:
    parts = (
        ">Known refusals</h2>",
        "<p>Invented: sent a person who uses drugs away.<br>Twice.</p>",
        ">Vetting notes</h2>",
        "<p>Invented: &lt;b&gt;two&lt;/b&gt; people were helped there.</p>",
        "Do not pass on the notes, whatever is said of the entry.",
    )
    found = {part in text for part in parts}
    assert len(found) == 1, "the notes are shown whole or not at all"
    return found.pop()


@pytest.mark.parametrize("level", READERS)
def test_the_entry_shows_notes_to_exactly_those_whose_level_reads_them(
    client: Client,
    cast: Cast,
    sign_in: SignIn,
    provider_factory: ProviderFactory,
    level: Level,
) -> None:
    aid = noted(provider_factory, vetting_notes_shared=level)
    url = f"/entry/{aid.pk}/"
    readers = {
        part
        for part in PEOPLE
        if shows_notes(text_of(sign_in(getattr(cast, part)), url))
    }
    assert readers == READERS[level]
    assert not shows_notes(text_of(client, url))


def test_nothing_written_is_no_section(
    cast: Cast, sign_in: SignIn, provider_factory: ProviderFactory
) -> None:
    aid = noted(provider_factory, known_refusals="")
    bare = provider_factory(display_name="Invented Bare")
    coordinator = sign_in(cast.coordinator)
    text = text_of(coordinator, f"/entry/{aid.pk}/")
    assert "Vetting notes" in text
    assert "Known refusals" not in text
    text = text_of(coordinator, f"/entry/{bare.pk}/")
    assert "Vetting notes" not in text


def test_notes_never_go_on_paper(
    cast: Cast, sign_in: SignIn, provider_factory: ProviderFactory
) -> None:
    aid = noted(provider_factory, vetting_notes_shared=Level.PUBLIC)
    editor = sign_in(cast.editor)
    assert "Invented: " not in text_of(editor, f"/entry/{aid.pk}/print/")
    text = text_of(editor, f"/entry/{aid.pk}/")
    for heading in ("refusals", "vetting-notes"):
        assert f'<section class="no-print" aria-labelledby="{heading}">' in text


def test_editors_read_notes_on_their_page_and_find_where_to_write_them(
    cast: Cast, sign_in: SignIn, provider_factory: ProviderFactory
) -> None:
    aid = noted(provider_factory, listed=False)
    editor = sign_in(cast.editor)
    text = text_of(editor, reverse("directory:edit_entry_page", args=[aid.pk]))
    assert "sent a person who uses drugs away.<br>Twice." in text
    assert "&lt;b&gt;two&lt;/b&gt; people" in text
    change = reverse("directory:change_entry", args=[aid.pk])
    assert f'href="{change}#id_known_refusals"' in text
    assert 'id="id_known_refusals"' in text_of(editor, change)


def test_editors_see_on_the_preview_who_will_read_a_refusal(
    cast: Cast, sign_in: SignIn, provider_factory: ProviderFactory
) -> None:
    aid = noted(
        provider_factory, vetting_notes="", vetting_notes_shared=Level.COORDINATORS
    )
    url = reverse("directory:edit_entry_page", args=[aid.pk])
    rows = sign_in(cast.editor).get(url).context["preview"]
    seen = {row.what: row.seen for row in rows}
    assert seen["Known refusals"] == (False, False, False, True)
    assert "Vetting notes" not in seen


def test_other_people_do_not_open_the_editors_page(
    cast: Cast, sign_in: SignIn, provider_factory: ProviderFactory
) -> None:
    aid = noted(provider_factory)
    url = reverse("directory:edit_entry_page", args=[aid.pk])
    for part in ("partner", "monitor", "coordinator", "stranger", "superuser"):
        assert sign_in(getattr(cast, part)).get(url).status_code == 404, part
