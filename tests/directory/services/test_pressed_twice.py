"""A button pressed twice does one thing."""

from __future__ import annotations

from dataclasses import replace
from datetime import timedelta

import pytest
from django.utils import timezone

from directory.errors import InvitationSpent
from directory.models import ConnectRequest, Event, Proposal, Provider
from directory.models.choices import Level
from directory.services import connect, people, proposals
from directory.services.entry import ContactData, ProviderData
from directory.services.providers import create_provider
from directory.viewer import viewer_for
from tests.cast import Cast, ProviderFactory

pytestmark = [pytest.mark.django_db, pytest.mark.usefixtures("places")]
PLAIN = ProviderData(kind="law_firm", display_name="Invented Bureau", home_country="GE")


def test_the_same_new_entry_is_made_once(cast: Cast) -> None:
    made = create_provider(actor=cast.editor, data=PLAIN)
    assert create_provider(actor=cast.editor, data=PLAIN) == made
    assert Event.objects.filter(verb="provider.created").count() == 1


def test_other_words_another_person_or_a_later_day_make_another_entry(
    cast: Cast,
) -> None:
    first = create_provider(actor=cast.editor, data=PLAIN)
    create_provider(actor=cast.editor, data=replace(PLAIN, bar_name="Invented"))
    create_provider(actor=cast.second_editor, data=PLAIN)
    long_ago = timezone.now() - timedelta(minutes=2)
    Provider.objects.filter(pk=first.pk).update(created_at=long_ago)
    create_provider(actor=cast.editor, data=PLAIN)
    assert Provider.objects.count() == 4


def propose(cast: Cast, provider: Provider, **changes: object) -> Proposal:
    return proposals.propose_change(
        actor=cast.monitor,
        viewer=viewer_for(cast.monitor),
        provider_id=provider.pk,
        changes=changes,
    )


def test_the_same_proposal_stands_once_while_it_is_open(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    provider = provider_factory(capacity="open")
    contact = {"kind": "phone", "value": "+995 32 200 00 01"}
    first = propose(cast, provider, capacity="full", contact=contact)
    assert propose(cast, provider, contact=contact, capacity="full") == first
    assert propose(cast, provider, capacity="limited") != first
    proposals.decide_proposal(actor=cast.editor, proposal_id=first.pk, accept=False)
    assert propose(cast, provider, capacity="full", contact=contact) != first


def ask(cast: Cast, provider: Provider, need: str, call_back: str) -> ConnectRequest:
    return connect.ask_to_connect(
        actor=cast.monitor,
        viewer=viewer_for(cast.monitor),
        provider_id=provider.pk,
        need=need,
        call_back=call_back,
    )


def test_who_asks_again_at_once_has_one_request_with_the_last_number(
    cast: Cast, provider_factory: ProviderFactory
) -> None:
    relay = ContactData("signal", "@invented.relay", Level.RELAY)
    provider = provider_factory(contacts=(relay,))
    first = ask(cast, provider, "detention", "+995 32 200 00 01")
    assert ask(cast, provider, "detention", "+995 32 200 00 02") == first
    first.refresh_from_db()
    assert first.call_back == "+995 32 200 00 02"
    assert ask(cast, provider, "advice", "+995 32 200 00 02") != first
    long_ago = timezone.now() - timedelta(minutes=6)
    ConnectRequest.objects.filter(pk=first.pk).update(asked_at=long_ago)
    assert ask(cast, provider, "detention", "+995 32 200 00 02") != first


def test_of_several_links_to_one_person_only_the_last_works(cast: Cast) -> None:
    one, two = (
        people.invite_back(actor=cast.administrator, user_id=cast.monitor.pk)
        for _press in range(2)
    )
    with pytest.raises(InvitationSpent):
        people.open_invitation(one.token)
    assert people.open_invitation(two.token) == two.invitation
