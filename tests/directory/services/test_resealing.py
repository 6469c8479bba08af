"""A contact key is retired: all moves to the newest one, nothing is lost or told."""

from __future__ import annotations

from collections.abc import Iterator
from datetime import timedelta
from io import StringIO
from typing import Any

import pytest
from cryptography.fernet import Fernet
from django.apps import apps
from django.core.management import CommandError, call_command
from django.db import connection
from django.test import override_settings
from django.utils import timezone

from directory.models import ConnectRequest, Contact, Event, Listing, Provider
from directory.models.importing import ImportJob
from directory.models.sealed import SealBroken, SealedTextField, seal
from directory.models.vetting import Proposal
from directory.services import resealing
from directory.services.entry import ContactData
from evacuation.models import Member
from tests.cast import Cast, ProviderFactory

pytestmark = pytest.mark.django_db
OLD, NEW, LOST = (Fernet.generate_key().decode() for _ in range(3))
PHONE, WORDS = "+995 32 000 17 17", "invented words"


@pytest.fixture
def provider(cast: Cast, provider_factory: ProviderFactory) -> Iterator[Provider]:
    """An entry, and a value in every sealed column there is, under the old key."""
    now = timezone.now()
    with override_settings(WAYMARK_CONTACT_KEYS=[OLD]):
        made = provider_factory(
            contacts=(
                ContactData(kind="phone", value=PHONE, shared=2),
                ContactData(kind="duty_phone", value="+995 32 000 20 20", shared=2),
                ContactData(kind="email", value="desk@aid.example", shared=0),
            ),
            known_refusals=WORDS,
            vetting_notes=WORDS,
        )
        ConnectRequest.objects.create(
            provider=made, asked_by=cast.monitor, need="advice", asked_at=now,
            due_at=now, call_back=PHONE, words=WORDS,
        )  # fmt: skip
        Proposal.objects.create(
            provider=made, proposed_by=cast.monitor, at=now, provider_version=1,
            changes='{"display_name": ["a", "b"]}',
        )  # fmt: skip
        ImportJob.objects.create(
            by=cast.editor, created_at=now, expires_at=now + timedelta(days=1), rows=1,
            table=WORDS, mapping=WORDS, report=WORDS, rejected=WORDS,
        )  # fmt: skip
        member = Member.objects.get(user=cast.coordinator)
        member.notice_mail, member.notice_phone = "desk@aid.example", PHONE
        member.notice_language = "ru"
        member.save()
    with override_settings(WAYMARK_CONTACT_KEYS=[NEW, OLD]):
        yield made


def reencrypt(*options: str) -> str:
    said = StringIO()
    call_command("reencrypt_contacts", *options, stdout=said)
    return said.getvalue()


def on_disk() -> dict[str, list[str]]:
    """Every Fernet token in the database, by its column, whatever the models say."""
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT table_name, column_name FROM information_schema.columns"
            " WHERE table_schema = 'public'"
            " AND data_type IN ('text', 'character varying')"
        )
        found = {}
        for table, column in cursor.fetchall():
            cursor.execute(
                f'SELECT "{column}" FROM "{table}"'  # noqa: S608
                f" WHERE \"{column}\" LIKE 'gAAAA%%' ORDER BY 1"
            )
            if tokens := [token for (token,) in cursor.fetchall()]:
                found[f"{table}.{column}"] = tokens
    return found


def all_of(model: Any) -> list[dict[str, Any]]:
    return list(model.objects.order_by("pk").values())


def put_under_a_lost_key(contact: Contact) -> str:
    with override_settings(WAYMARK_CONTACT_KEYS=[LOST]):
        token = seal(PHONE)
    with connection.cursor() as cursor:
        cursor.execute(
            "UPDATE directory_contact SET sealed = %s WHERE id = %s",
            [token, contact.pk],
        )
    return token


def test_every_sealed_column_of_the_models_moves_to_the_newest_key(
    provider: Provider,
) -> None:
    columns = {
        f"{model._meta.db_table}.{field.column}"
        for model in apps.get_models()
        for field in model._meta.local_concrete_fields
        if isinstance(field, SealedTextField)
    }
    assert set(on_disk()) == columns
    reencrypt()
    assert set(on_disk()) == columns
    newest = Fernet(NEW)
    for tokens in on_disk().values():
        assert all(newest.decrypt(token.encode()) for token in tokens)


def test_everything_reads_as_before_when_the_old_key_is_gone(
    provider: Provider,
) -> None:
    models = (Contact, Provider, ConnectRequest, Proposal, ImportJob, Listing)
    before = [all_of(model) for model in models]
    with override_settings(WAYMARK_CONTACT_KEYS=[NEW]), pytest.raises(SealBroken):
        all_of(Contact)
    reencrypt()
    with override_settings(WAYMARK_CONTACT_KEYS=[NEW]):
        # Dates, versions and listings among them.
        assert [all_of(model) for model in models] == before
        assert Contact.objects.get(provider=provider, kind="phone").sealed == PHONE
        assert Provider.objects.get().vetting_notes == WORDS


def test_the_counts_are_printed_and_no_value(provider: Provider) -> None:
    said = reencrypt()
    assert "directory_contact: 2 of 2 rows" in said
    assert "directory_contact.sealed: 2 values, 2 sealed anew, 0 open under no" in said
    assert "directory_importjob.table: 1 values, 1 sealed anew" in said
    assert PHONE not in said
    assert WORDS not in said
    assert "gAAAA" not in said


def test_a_second_run_changes_nothing(provider: Provider) -> None:
    reencrypt()
    before = on_disk()
    said = reencrypt()
    assert "directory_contact.sealed: 2 values, 0 sealed anew" in said
    assert on_disk() == before
    assert Event.objects.filter(verb="contacts.reencrypted").count() == 1


def test_the_journal_names_the_columns(provider: Provider) -> None:
    reencrypt()
    event = Event.objects.get(verb="contacts.reencrypted")
    assert event.by is None
    assert "sealed" in event.fields
    assert "vetting_notes" in event.fields


def test_checking_fails_until_the_old_key_is_not_needed(provider: Provider) -> None:
    before = on_disk()
    with pytest.raises(CommandError, match="Older keys are still needed") as refused:
        reencrypt("--check")
    assert refused.value.returncode == 1
    assert on_disk() == before
    reencrypt()
    assert "The first key opens everything." in reencrypt("--check")


@pytest.mark.parametrize("options", [(), ("--check",)])
def test_a_value_that_no_key_opens_is_named_and_left(
    provider: Provider, options: tuple[str, ...]
) -> None:
    contact = Contact.objects.get(provider=provider, kind="phone")
    token = put_under_a_lost_key(contact)
    said = StringIO()
    with pytest.raises(CommandError, match="1 values open under no key") as refused:
        call_command("reencrypt_contacts", *options, stdout=said)
    assert refused.value.returncode == 1
    assert "directory_contact.sealed: 2 values, 1 " in said.getvalue()
    assert f"opens under no key: row {contact.pk}" in said.getvalue()
    assert token in on_disk()["directory_contact.sealed"]


def test_a_broken_value_does_not_hold_back_its_row(provider: Provider) -> None:
    with override_settings(WAYMARK_CONTACT_KEYS=[LOST]):
        token = seal(WORDS)
    with connection.cursor() as cursor:
        cursor.execute("UPDATE directory_provider SET vetting_notes = %s", [token])
    with pytest.raises(CommandError):
        reencrypt()
    assert on_disk()["directory_provider.vetting_notes"] == [token]
    with override_settings(WAYMARK_CONTACT_KEYS=[NEW]):
        assert Provider.objects.values_list("known_refusals").get() == (WORDS,)


def test_batches_cover_every_row_and_go_on_where_a_run_stopped(
    provider: Provider, monkeypatch: pytest.MonkeyPatch
) -> None:
    monkeypatch.setattr(resealing, "BATCH", 1)
    lines: list[str] = []

    def stop_after_one(line: str) -> None:
        lines.append(line)
        if line.startswith("directory_contact: 1 "):
            raise KeyboardInterrupt

    with pytest.raises(KeyboardInterrupt):
        resealing.reseal_all(report=stop_after_one)
    said = reencrypt()
    assert "directory_contact: 1 of 2 rows" in said
    assert "directory_contact: 2 of 2 rows" in said
    assert "directory_contact.sealed: 2 values, 1 sealed anew" in said
    assert "The first key opens everything." in reencrypt("--check")
