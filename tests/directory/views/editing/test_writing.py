"""Writing entries on the pages, without JavaScript."""

from __future__ import annotations

from typing import Any

import pytest
from django.forms import MultipleChoiceField
from django.test import Client
from django.urls import reverse

from directory.forms.editing_entry import EntryForm
from directory.models import Provider
from directory.models.choices import Level
from directory.services.entry import ContactData, OfficeData, PracticeData
from directory.services.entry_data import data_of
from tests.cast import BATUMI, TBILISI, Cast, ProviderFactory

pytestmark = [pytest.mark.proof, pytest.mark.usefixtures("places")]
PARTS = (
    "names",
    "practices",
    "languages",
    "friendliness",
    "hours",
    "offices",
    "contacts",
)


@pytest.fixture
def editor(cast: Cast) -> Client:
    client = Client()
    client.force_login(cast.editor)
    return client


def filled(client: Client, url: str) -> dict[str, str]:
    """What a browser would post of the page as it came."""
    entry: EntryForm = client.get(url).context["entry"]
    data: dict[str, Any] = {}
    for form in (entry.form, *_rows(entry), *_managers(entry)):
        for field in form:
            if field.name != "DELETE":
                data[field.html_name] = _posted(field)
    return {name: value for name, value in data.items() if value is not None}


def _rows(entry: EntryForm) -> list[Any]:
    return [form for formset in entry.parts.values() for form in formset.forms]


def _managers(entry: EntryForm) -> list[Any]:
    return [formset.management_form for formset in entry.parts.values()]


def _posted(field: Any) -> Any:
    value = field.value()
    if isinstance(value, bool):
        return "on" if value else None
    if is_many(field) and not value:
        return None
    choices = getattr(field.field, "choices", None)
    if choices is not None and value in (None, ""):
        return next(str(code) for code, _label in choices)  # As browsers do.
    return field.field.widget.format_value(value) if value is not None else ""


def is_many(field: Any) -> bool:
    return isinstance(field.field, MultipleChoiceField)


def flat(data: dict[str, Any]) -> dict[str, Any]:
    """Selects give their value as a list of one."""
    single = {
        n: v[0] if isinstance(v, list) and len(v) == 1 else v for n, v in data.items()
    }
    return {n: v for n, v in single.items() if v != [] and v is not None}


def new_entry(client: Client, **changed: str) -> dict[str, Any]:
    data = flat(filled(client, reverse("directory:new_entry")))
    return {
        **data,
        "display_name": "გამოგონილი დახმარება",
        "home_country": "GE",
        **changed,
    }


def test_a_new_entry_is_saved_as_a_draft_with_its_parts(editor: Client) -> None:
    data = new_entry(
        editor,
        **{
            "practices-0-area": "asylum_refugee",
            "offices-0-city": "ბათუმი",
            "offices-0-address": "Invented Street 1",
            "contacts-0-kind": "phone",
            "contacts-0-value": "+995 32 000 00 00",
            "contacts-0-office": "1",
            "hours-0-weekday": "1",
            "hours-0-opens": "09:00",
            "hours-0-closes": "18:00",
        },
    )
    data["offices-0-city"] = "Batumi"
    answer = editor.post(reverse("directory:new_entry"), data)

    made = Provider.objects.get()
    assert answer.headers["Location"] == reverse(
        "directory:edit_entry_page", args=[made.pk]
    )
    content = data_of(made)
    assert (made.status, made.level) == ("draft", Level.COORDINATORS)
    assert content.practices == (PracticeData("asylum_refugee"),)
    assert content.offices[0].place == BATUMI
    assert content.contacts[0].office == 0
    assert content.hours[0].opens.hour == 9


def test_add_another_gives_one_row_more_and_keeps_what_was_typed(
    editor: Client,
) -> None:
    data = new_entry(editor, add="contacts")
    data["contacts-0-value"] = "half a num"
    page = editor.post(reverse("directory:new_entry"), data)
    entry: EntryForm = page.context["entry"]
    assert len(entry.parts["contacts"].forms) == 2
    text = page.content.decode()
    assert "half a num" in text
    assert "გამოგონილი დახმარება" in text
    assert "error-summary" not in text
    assert not Provider.objects.exists()


def test_an_unknown_kind_of_row_adds_nothing(editor: Client) -> None:
    data = new_entry(editor, add="passwords")
    assert editor.post(reverse("directory:new_entry"), data).status_code == 200


def test_errors_are_summed_up_and_what_was_typed_stays(editor: Client) -> None:
    data = new_entry(editor, display_name="", say_first="Say it is the desk")
    page = editor.post(reverse("directory:new_entry"), data)
    text = page.content.decode()
    assert "error-summary" in text
    assert 'href="#id_display_name"' in text
    assert "Say it is the desk" in text
    assert not Provider.objects.exists()


def test_an_unknown_city_is_named_and_guessed(editor: Client) -> None:
    data = new_entry(editor, **{"offices-0-city": "Batum"})
    page = editor.post(reverse("directory:new_entry"), data)
    office = page.context["entry"].parts["offices"].forms[0]
    assert "Batumi" in str(office.errors["city"])
    assert not Provider.objects.exists()


def test_a_contact_of_an_office_that_is_not_there_is_refused(editor: Client) -> None:
    data = new_entry(
        editor,
        **{
            "contacts-0-kind": "phone",
            "contacts-0-value": "+995 32 000 00 00",
            "contacts-0-office": "7",
        },
    )
    page = editor.post(reverse("directory:new_entry"), data)
    assert page.context["entry"].parts["contacts"].forms[0].errors["office"]
    assert not Provider.objects.exists()


def test_saving_the_page_as_it_came_changes_nothing(
    editor: Client, provider_factory: ProviderFactory
) -> None:
    made = provider_factory(
        practices=(
            PracticeData("asylum_refugee"),
            PracticeData("domestic_family_violence"),
        ),
        offices=(OfficeData(place=TBILISI, address="1 Invented St"),),
        contacts=(ContactData("phone", "+995 32 000 00 00", office=0),),
        cities=(BATUMI,),
        capabilities=("court",),
        state_appointed=False,
    )
    url = reverse("directory:change_entry", args=[made.pk])
    before = data_of(made)
    data = flat(filled(editor, url))
    answer = editor.post(url, data)
    assert answer.status_code == 302, answer.context["form"].errors
    made.refresh_from_db()
    assert data_of(Provider.objects.get(pk=made.pk)) == before


def test_a_removed_row_is_gone(
    editor: Client, provider_factory: ProviderFactory
) -> None:
    made = provider_factory(practices=(PracticeData("asylum_refugee"),))
    url = reverse("directory:change_entry", args=[made.pk])
    editor.post(url, {**flat(filled(editor, url)), "practices-0-DELETE": "on"})
    assert data_of(Provider.objects.get(pk=made.pk)).practices == ()


def test_who_is_overtaken_keeps_what_they_typed_and_sees_the_other_version(
    cast: Cast, editor: Client, provider_factory: ProviderFactory
) -> None:
    made = provider_factory(display_name="Invented Aid")
    url = reverse("directory:change_entry", args=[made.pk])
    mine = {**flat(filled(editor, url)), "display_name": "Mine"}
    other = Client()
    other.force_login(cast.second_editor)
    other.post(url, {**flat(filled(other, url)), "display_name": "Theirs"})

    page = editor.post(url, mine)
    assert page.status_code == 409
    text = page.content.decode()
    assert 'value="Mine"' in text
    assert "Theirs" in text
    assert Provider.objects.get(pk=made.pk).display_name == "Theirs"

    again = {**mine, "version": page.context["form"]["version"].value()}
    assert editor.post(url, again).status_code == 302
    assert Provider.objects.get(pk=made.pk).display_name == "Mine"


def test_a_likely_duplicate_is_shown_before_it_is_made(
    editor: Client, provider_factory: ProviderFactory
) -> None:
    provider_factory(display_name="Invented Heron Aid")
    data = new_entry(editor, display_name="Invented Heron Aid")
    page = editor.post(reverse("directory:new_entry"), data)
    assert page.status_code == 200
    assert page.context["twins"]
    assert Provider.objects.count() == 1
    editor.post(reverse("directory:new_entry"), {**data, "apart": "1"})
    assert Provider.objects.count() == 2


def test_an_editor_cannot_write_into_another_country(editor: Client) -> None:
    data = new_entry(editor, home_country="TR")
    page = editor.post(reverse("directory:new_entry"), data)
    assert page.context["form"].errors["home_country"]
    assert not Provider.objects.exists()


def test_faults_in_rows_are_summed_up_with_links_and_nothing_typed_is_lost(
    editor: Client,
) -> None:
    data = new_entry(
        editor,
        **{
            "time_zone": "Mars/Base",
            "contacts-0-kind": "phone",
            "contacts-0-value": "12",
            "hours-0-weekday": "1",
            "offices-0-external_id": "x" * 121,
        },
    )
    page = editor.post(reverse("directory:new_entry"), data)
    assert page.status_code == 422
    summary = page.content.decode().split('class="error-summary"')[1].split("</ul>")[0]
    for place in ("id_time_zone", "id_contacts-0-value", "id_hours-0-opens", "offices"):
        assert f'href="#{place}"' in summary
    assert "Contacts 1" in summary
    assert 'value="Mars/Base"' in page.content.decode()
    assert not Provider.objects.exists()


MISCOUNTED = [
    {"contacts-TOTAL_FORMS": "-1"},
    {"contacts-TOTAL_FORMS": "0", "contacts-INITIAL_FORMS": "0"},
    {"contacts-TOTAL_FORMS": "1000000"},
    {"contacts-TOTAL_FORMS": "1", "contacts-INITIAL_FORMS": "1"},
    {"contacts-INITIAL_FORMS": "7"},
    {"contacts-TOTAL_FORMS": "many"},
]


def test_rows_miscounted_are_refused_and_delete_nothing(
    editor: Client, provider_factory: ProviderFactory, subtests: pytest.Subtests
) -> None:
    phones = [ContactData("phone", f"+995 32 000 00 0{n}") for n in range(2)]
    made = provider_factory(contacts=tuple(phones))
    url = reverse("directory:change_entry", args=[made.pk])
    sent = flat(filled(editor, url))
    for counts in MISCOUNTED:
        with subtests.test(counts=counts):
            page = editor.post(url, {**sent, **counts})
            assert page.status_code == 422
            assert "error-summary" in page.content.decode()
            assert made.contacts.count() == 2


def test_save_pressed_twice_leads_to_the_one_entry(editor: Client) -> None:
    data = new_entry(editor)
    answers = [editor.post(reverse("directory:new_entry"), data) for _press in "12"]
    made = Provider.objects.get()
    page = reverse("directory:edit_entry_page", args=[made.pk])
    assert [a.headers.get("Location") for a in answers] == [page, page]


def test_the_register_is_shown_and_stays_whatever_is_posted(
    editor: Client, provider_factory: ProviderFactory
) -> None:
    made = provider_factory(public_register="Invented register")
    url = reverse("directory:change_entry", args=[made.pk])
    assert "Invented register" in editor.get(url).content.decode()
    editor.post(url, {**flat(filled(editor, url)), "public_register": "My word"})
    made.refresh_from_db()
    assert made.public_register == "Invented register"
    data = new_entry(editor, public_register="My word", apart="1")
    editor.post(reverse("directory:new_entry"), data)
    assert Provider.objects.exclude(pk=made.pk).get().public_register == ""


def test_regions_are_those_of_the_home_country_and_the_others_chosen(
    editor: Client, provider_factory: ProviderFactory
) -> None:
    made = provider_factory(home_country="GE", countries=("AM",))
    page = editor.get(reverse("directory:change_entry", args=[made.pk]))
    regions = [code for code, _name in page.context["form"].fields["regions"].choices]
    assert regions == ["AM-ER", "GE-AJ", "GE-TB"]
