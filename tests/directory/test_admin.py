"""The taxonomies' pages."""

from __future__ import annotations

from collections.abc import Callable, Collection, Iterator, Mapping, Sequence
from types import MappingProxyType
from typing import Any
from uuid import UUID

import pytest
from django.test import Client
from pytest_django import DjangoCaptureOnCommitCallbacks

from directory.models import Event, Term
from directory.search.codes import forget_codes
from directory.search.criteria import Criteria
from directory.search.folding import fold
from directory.search.query import find
from directory.search.vocabulary import forget_vocabulary, meanings
from directory.services.entry import PracticeData
from directory.taxonomy.labels import forget_labels, label
from directory.viewer import Viewer
from tests.cast import Cast, ProviderFactory

pytestmark = pytest.mark.proof


@pytest.mark.usefixtures("places")
@pytest.mark.parametrize(
    "path",
    [
        "/admin/directory/term/?scheme=%00",
        "/admin/directory/term/?q=%00",
        "/admin/directory/country/%00/change/",
    ],
)
def test_a_character_that_no_column_holds_is_a_bad_request(
    cast: Cast, path: str
) -> None:
    client = Client()
    client.force_login(cast.administrator)
    assert client.get("/admin/directory/term/").status_code == 200
    assert client.get(path).status_code == 400


Post = Callable[..., Any]


@pytest.fixture
def administrator(cast: Cast, places: None) -> Client:
    client = Client()
    client.force_login(cast.administrator)
    return client


@pytest.fixture
def post(
    administrator: Client,
    django_capture_on_commit_callbacks: DjangoCaptureOnCommitCallbacks,
) -> Post:
    """Post the form of a term as a browser would, with rows changed by their text.

    `rename` maps old texts to new, `turn` texts to another kind, `remove` names texts
    to delete, `add` are new rows (language, kind, text); everything else becomes a
    field of the term.
    """

    def posted(
        term: Term,
        *,
        rename: Mapping[str, str] = MappingProxyType({}),
        turn: Mapping[str, str] = MappingProxyType({}),
        remove: Collection[str] = (),
        add: Sequence[tuple[str, str, str]] = (),
        **own: str,
    ) -> Any:
        rows: list[dict[str, Any]] = [
            {
                "id": row.pk,
                "language": row.language,
                "kind": turn.get(row.text, row.kind),
                "text": rename.get(row.text, row.text),
                **({"DELETE": "on"} if row.text in remove else {}),
            }
            for row in term.labels.all()
        ]
        kept = len(rows)
        rows += [dict(zip(("language", "kind", "text"), r, strict=True)) for r in add]
        data: dict[str, Any] = {"position": term.position, **own}
        data |= {"labels-TOTAL_FORMS": len(rows), "labels-INITIAL_FORMS": kept}
        for number, row in enumerate(rows):
            data |= {f"labels-{number}-{k}": v for k, v in row.items()}
            data[f"labels-{number}-term"] = term.pk
        with django_capture_on_commit_callbacks(execute=True):
            return administrator.post(change_url(term), data)

    return posted


def change_url(term: Term) -> str:
    return f"/admin/directory/term/{term.pk}/change/"


def found(words: str, viewer: Viewer) -> set[UUID]:
    page = find(Criteria(q=words), viewer, size=50)
    return {hit.provider_id for hit in page.hits}


@pytest.fixture
def labour() -> Iterator[Term]:
    yield Term.objects.get(scheme="practice_area", code="labour")
    # What this process holds of the test's words must not outlive them.
    forget_labels()
    forget_vocabulary()
    forget_codes()


def test_a_new_synonym_finds_at_once_by_its_folded_key(
    cast: Cast, post: Post, labour: Term, provider_factory: ProviderFactory
) -> None:
    aid = provider_factory(practices=(PracticeData("labour"),))
    provider_factory(display_name="Invented Other")
    viewer = cast.viewers()["monitor"]
    assert aid.pk not in found("жмурляндия", viewer)
    answer = post(labour, add=[("ru", "synonym", "  Жмурля́ндия ")])
    assert answer.status_code == 302
    word = labour.labels.get(text="Жмурля́ндия")
    assert word.key == fold("жмурляндия") != ""
    assert found("жмурляндия", viewer) == {aid.pk}
    assert found("ЖМУРЛЯНДИЯ", viewer) == {aid.pk}


def test_a_renamed_label_is_shown_and_found_at_once_by_its_new_name_alone(
    cast: Cast, post: Post, labour: Term, provider_factory: ProviderFactory
) -> None:
    aid = provider_factory(practices=(PracticeData("labour"),))
    viewer = cast.viewers()["monitor"]
    assert label("practice_area", "labour", "en") == "Labour law"
    assert found("labour law", viewer) == {aid.pk}
    assert post(labour, rename={"Labour law": "Zhmurland"}).status_code == 302
    assert label("practice_area", "labour", "en") == "Zhmurland"
    assert labour.labels.get(text="Zhmurland").key == fold("Zhmurland")
    assert meanings(fold("Labour law")) == ()
    assert found("zhmurland", viewer) == {aid.pk}
    text = Client().get(f"/entry/{aid.pk}/").content.decode()
    assert "Zhmurland" in text
    assert "Labour law" not in text


def test_a_removed_word_finds_no_more(post: Post, labour: Term) -> None:
    word = labour.labels.filter(kind="synonym").latest("pk")
    assert any(m.code == "labour" for m in meanings(word.key))
    same = labour.labels.filter(key=word.key).values_list("text", flat=True)
    assert post(labour, remove=list(same)).status_code == 302
    assert not any(m.code == "labour" for m in meanings(word.key))


@pytest.mark.parametrize("text", ["!", "—", "   "])
def test_a_word_without_a_letter_is_refused_where_it_was_typed(
    post: Post, labour: Term, text: str
) -> None:
    before = labour.labels.count()
    answer = post(labour, add=[("ru", "synonym", text)])
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert labour.labels.count() == before


@pytest.mark.parametrize(
    "rows",
    [
        [("en", "label", "Second name")],
        [("ka", "label", "Zhmur"), ("ka", "label", "Zhmurla")],
        [("ka", "synonym", "Zhmur"), ("ka", "synonym", "Zhmur")],
        [("ka", "synonym", "ﷺ" * 120)],
    ],
)
def test_what_the_table_cannot_hold_is_refused_on_the_page(
    post: Post, labour: Term, rows: list[tuple[str, str, str]]
) -> None:
    before = labour.labels.count()
    answer = post(labour, add=rows)
    assert answer.status_code == 200
    assert "errorlist" in answer.content.decode()
    assert labour.labels.count() == before


def test_a_label_and_a_synonym_change_places(post: Post, labour: Term) -> None:
    labour.labels.create(language="en", text="Zhmurland", key=fold("Zhmurland"))
    turn = {"Labour law": "synonym", "Zhmurland": "label"}
    for wanted, change in (
        ("Zhmurland", turn),
        ("Labour law", {"Labour law": "label", "Zhmurland": "synonym"}),
    ):
        assert post(labour, turn=change).status_code == 302
        assert label("practice_area", "labour", "en") == wanted


def test_an_area_that_becomes_sensitive_is_hidden_from_the_public_at_once(
    cast: Cast, post: Post, labour: Term, provider_factory: ProviderFactory
) -> None:
    aid = provider_factory(practices=(PracticeData("labour"),))
    viewers = cast.viewers()
    asked = Criteria(practice_area=("labour",))

    def finds(part: str) -> bool:
        hits = find(asked, viewers[part], size=50).hits
        return aid.pk in {hit.provider_id for hit in hits}

    assert finds("public")
    assert post(labour, sensitive="on").status_code == 302
    assert (finds("public"), finds("partner"), finds("monitor")) == (False, False, True)
    assert post(labour).status_code == 302
    assert finds("public")


def test_a_change_is_journalled_without_its_words(
    cast: Cast, post: Post, labour: Term
) -> None:
    post(labour)
    assert not Event.objects.filter(verb="term.changed").exists()
    post(labour, add=[("ru", "synonym", "Жмурляндия")], position="7")
    event = Event.objects.get(verb="term.changed")
    assert (event.by, event.fields) == (cast.administrator, ["labels", "position"])


def test_nobody_but_an_administrator_changes_a_term(cast: Cast, labour: Term) -> None:
    before = list(labour.labels.values_list("text", flat=True))
    data = {
        "position": "0",
        "labels-TOTAL_FORMS": "1",
        "labels-INITIAL_FORMS": "0",
        "labels-0-language": "en",
        "labels-0-kind": "synonym",
        "labels-0-text": "Zhmurland",
    }
    for part in ("monitor", "editor", "coordinator", "stranger", "superuser"):
        client = Client()
        client.force_login(getattr(cast, part))
        answer = client.post(change_url(labour), data, follow=True)
        assert answer.status_code == 404, part
    answer = Client().post(change_url(labour), data, follow=True)
    assert "/accounts/login/" in answer.redirect_chain[-1][0]
    assert list(labour.labels.values_list("text", flat=True)) == before
