"""Writing entries: whole, checked, without losing what another wrote meanwhile."""

from __future__ import annotations

from dataclasses import replace
from datetime import date
from typing import Any

import pytest

from directory.errors import (
    ConsentMissing,
    DirectoryError,
    NotAllowed,
    NotVisible,
    SamePerson,
    StaleVersion,
    WrongState,
)
from directory.models import Change, Proposal, Provider, Token
from directory.services.entry import (
    ContactData,
    EntryInvalid,
    LanguageData,
    OfficeData,
    PracticeData,
    ProviderData,
)
from directory.services.entry_data import data_of
from directory.services.proposals import decide_proposal, diff_of, propose_change
from directory.services.providers import change_provider, create_provider
from directory.viewer import viewer_for
from tests.cast import Cast, ProviderFactory

pytestmark = pytest.mark.django_db
PLAIN = ProviderData(kind="law_firm", display_name="Invented Bureau", home_country="GE")


@pytest.mark.parametrize(
    ("content", "at_fault"),
    [
        ({"display_name": " "}, "display_name"),
        ({"kind": "wizard"}, "kind"),
        ({"home_country": "ZZ"}, "home_country"),
        ({"time_zone": "Mars/Olympus"}, "time_zone"),
        ({"level": 4}, "level"),
        ({"licence_shared": 9}, "licence_shared"),
        ({"practices": (PracticeData(area="magic"),)}, "practices"),
        ({"contacts": (ContactData(kind="pigeon", value="x"),)}, "contacts"),
        ({"contacts": (ContactData(kind="phone", value=" "),)}, "contacts"),
        ({"offices": (OfficeData(latitude=0.0, longitude=0.0),)}, "offices"),
        ({"offices": (OfficeData(latitude=41.0),)}, "offices"),
        ({"offices": (OfficeData(place=1),)}, "cities"),
        ({"external_id": "7"}, "source"),
    ],
)
def test_a_field_at_fault_is_named_and_nothing_is_written(
    cast: Cast, places: None, content: dict[str, Any], at_fault: str
) -> None:
    country = content.get("home_country", "GE")
    with pytest.raises((EntryInvalid, NotAllowed)) as refused:
        create_provider(actor=cast.editor, data=replace(PLAIN, **content))
    if isinstance(refused.value, EntryInvalid):
        assert list(refused.value.errors) == [at_fault]
    else:
        assert country == "ZZ"
    assert not Provider.objects.exists()


def test_only_an_editor_of_the_country_writes(cast: Cast, places: None) -> None:
    others = (cast.monitor, cast.coordinator, cast.superuser, cast.administrator)
    for person in others:
        with pytest.raises(NotAllowed):
            create_provider(actor=person, data=PLAIN)


def test_an_entry_cannot_be_moved_to_a_country_that_is_not_kept(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory(listed=False)
    data = replace(data_of(provider), home_country="PL")
    with pytest.raises(NotAllowed):
        change_provider(
            actor=cast.editor, provider_id=provider.id, version=1, data=data
        )


def test_a_stale_change_is_refused(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory(listed=False)
    data = replace(data_of(provider), display_name="First")
    change_provider(actor=cast.editor, provider_id=provider.id, version=1, data=data)
    with pytest.raises(StaleVersion):
        change_provider(
            actor=cast.second_editor, provider_id=provider.id, version=1, data=data
        )


def test_showing_a_listed_entry_to_more_people_needs_their_consent(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory(level=2)
    data = replace(data_of(provider), level=0)
    with pytest.raises(ConsentMissing):
        change_provider(
            actor=cast.editor,
            provider_id=provider.id,
            version=provider.version,
            data=data,
        )


def test_a_kept_contact_keeps_its_id(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory(
        contacts=(ContactData(kind="phone", value="+995 32 000 1", shared=2),)
    )
    before = provider.contacts.get().pk
    data = replace(data_of(provider), say_first="From the network")
    change_provider(
        actor=cast.editor,
        provider_id=provider.id,
        version=provider.version,
        data=data,
    )
    assert provider.contacts.get().pk == before


def test_changes_are_numbered_upwards_and_drafts_are_not(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    draft = provider_factory(listed=False)
    assert not Change.objects.filter(provider=draft).exists()
    first, second = provider_factory(), provider_factory()
    assert first.change.number < second.change.number


def test_a_renamed_entry_takes_its_old_words_with_it(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory(display_name="Oldword")
    data = replace(data_of(provider), display_name="Newword")
    change_provider(
        actor=cast.editor,
        provider_id=provider.id,
        version=provider.version,
        data=data,
    )
    words = set(Token.objects.values_list("token", flat=True))
    assert "newword" in words
    assert "oldword" not in words


def propose(cast: Cast, provider: Provider, **changes: Any) -> Proposal:
    return propose_change(
        actor=cast.monitor,
        viewer=viewer_for(cast.monitor),
        provider_id=provider.id,
        changes=changes,
    )


def test_a_monitors_correction_is_written_once_another_accepts(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory(capacity="open")
    proposal = propose(
        cast,
        provider,
        capacity="full",
        contact={"kind": "phone", "value": "+995 32 000 1"},
    )
    assert [(c.field, c.old) for c in diff_of(proposal)] == [
        ("capacity", "open"),
        ("contact", None),
    ]
    decide_proposal(actor=cast.editor, proposal_id=proposal.pk, accept=True)
    provider.refresh_from_db()
    assert provider.capacity == "full"
    contact = provider.contacts.get()
    assert (contact.sealed, contact.value, contact.shared) == ("+995 32 000 1", "", 2)
    with pytest.raises(WrongState):
        decide_proposal(actor=cast.editor, proposal_id=proposal.pk, accept=True)


def test_a_proposed_contact_is_sealed_on_disk(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    from django.db import connection

    propose(
        cast, provider_factory(), contact={"kind": "phone", "value": "+995 32 7777777"}
    )
    with connection.cursor() as cursor:
        cursor.execute("SELECT p::text FROM directory_proposal p")
        assert "7777777" not in cursor.fetchone()[0]


def test_nobody_decides_their_own_proposal(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    proposal = propose_change(
        actor=cast.editor,
        viewer=viewer_for(cast.editor),
        provider_id=provider_factory().id,
        changes={"capacity": "full"},
    )
    with pytest.raises(SamePerson):
        decide_proposal(actor=cast.editor, proposal_id=proposal.pk, accept=True)
    for person in (cast.monitor, cast.coordinator):
        with pytest.raises(NotVisible):
            decide_proposal(actor=person, proposal_id=proposal.pk, accept=True)


def test_a_proposal_on_changed_ground_is_not_written(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory(capacity="open")
    proposal = propose(cast, provider, capacity="full")
    data = replace(data_of(provider), capacity="limited")
    change_provider(
        actor=cast.editor,
        provider_id=provider.id,
        version=provider.version,
        data=data,
    )
    with pytest.raises(WrongState):
        decide_proposal(actor=cast.editor, proposal_id=proposal.pk, accept=True)


@pytest.mark.parametrize(
    ("changes", "at_fault"),
    [({"level": 0}, "level"), ({}, "changes"), ({"capacity": "unknown"}, "changes")],
)
def test_a_proposal_out_of_bounds_or_of_nothing_is_refused(
    cast: Cast,
    provider_factory: ProviderFactory,
    changes: dict[str, Any],
    at_fault: str,
) -> None:
    with pytest.raises(DirectoryError) as refused:
        propose(cast, provider_factory(), **changes)
    assert refused.value.field == at_fault


@pytest.mark.parametrize(
    ("content", "at_fault"),
    [
        ({"contacts": (ContactData("website", "javascript:alert(1)"),)}, "contacts"),
        ({"contacts": (ContactData("phone", "+995 32 00 00", office=3),)}, "contacts"),
        ({"languages": (LanguageData("rus"), LanguageData("rus"))}, "languages"),
        ({"bar_checked_on": date(1900, 1, 1)}, "bar_checked_on"),
        ({"bar_checked_on": date(2900, 1, 1)}, "bar_checked_on"),
        ({"vetting_notes": "x" * 2001}, "vetting_notes"),
        ({"say_first": "half\0"}, "say_first"),
        ({"offices": (OfficeData(external_id="x" * 121),)}, "offices"),
    ],
)
def test_what_no_column_or_reader_could_take_is_named(
    cast: Cast, places: None, content: dict[str, Any], at_fault: str
) -> None:
    with pytest.raises(EntryInvalid) as refused:
        create_provider(actor=cast.editor, data=replace(PLAIN, **content))
    assert list(refused.value.errors) == [at_fault]


def test_an_entry_is_not_its_own_organisation_nor_another_of_its_source(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    known: dict[str, Any] = {"source": "invented", "external_id": "7"}
    provider = provider_factory(listed=False, display_name="First", **known)
    data = replace(data_of(provider), organisation=str(provider.pk))
    with pytest.raises(EntryInvalid) as refused:
        change_provider(
            actor=cast.editor, provider_id=provider.id, version=1, data=data
        )
    assert list(refused.value.errors) == ["organisation"]
    with pytest.raises(EntryInvalid) as refused:
        create_provider(actor=cast.editor, data=replace(PLAIN, **known))
    assert list(refused.value.errors) == ["external_id"]
