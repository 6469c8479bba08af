"""Marked words through every door of the desk; then every byte it left is read.

Dumps of both databases, their files and logs of changes on the disk, the service's
folders, temporary files and logs: none holds a word that somebody typed.
"""

from __future__ import annotations

import base64
import secrets
from collections.abc import Iterator

import pytest
from django.db import connections

from config.database import EmbeddedPostgres
from evacuation import dumping
from evacuation.access import open_case
from evacuation.models import Case, Record
from tests.cast import PASSWORD
from tests.proof.desk_browser import ANSWERS, Browser, Page
from tests.proof.desk_stage import DeskStage
from tests.servers import StartServer

pytestmark = pytest.mark.proof

# Of this run alone: the disk of the test server remembers others.
_RUN = secrets.token_hex(4)
MARKS = [
    "story", "handle", "alias", "voucher", "elsewhere", "refused", "foreign", "kept",
    "letter", "filename", "content", "reach", "reply", "signed", "remark", "level",
    "closing", "query", "locked", "entered", "lost", "wrong", "unsafe", "step", "doubt",
]  # fmt: skip
WORD = {mark: f"canary{mark}{_RUN}" for mark in MARKS}


def _ask(url: str) -> str:
    """The public form: refused once, from another site once, then sent. A receipt."""
    browser = Browser(url)
    form = browser.post("/help/", start="1").hidden["form"]
    contact = {
        "contact1-channel": "signal",
        "contact1-handle": WORD["handle"],
        "contact1-may_write_first": "no",
        "contact1-name_we_use": WORD["alias"],
    }
    told = {**ANSWERS, **contact, "voucher": WORD["voucher"], "form": form}
    lacking = {**told, "story": WORD["refused"], "country_words": WORD["elsewhere"]}
    del lacking["safe_now"]
    assert browser.post("/help/", **lacking).status == 422
    assert browser.post("/help/", **{**lacking, "show": "ru"}).status == 200
    wrong = {**told, "form": "00.00.00", "story": WORD["wrong"]}
    assert browser.post("/help/", **wrong).status == 410
    elsewhere = Browser(url, origin="https://elsewhere.example")
    assert elsewhere.post("/help/", **told, story=WORD["foreign"]).status == 403
    page = browser.post("/help/", **told, story=WORD["story"])
    assert page.status == 200
    assert not browser.cookies
    browser.get(f"/help/?q={WORD['query']}")
    # Into the address bar instead of the form.
    for typed in (page.receipt, page.receipt.replace("-", "")):
        assert browser.get(f"/mailbox/{typed}/").status < 500
    return page.receipt


def _write(url: str, receipt: str) -> None:
    """The mailbox: a wrong code, the right one, a letter, a file, another contact."""
    browser = Browser(url)
    typed = {"receipt": receipt[:-1] + "U", "kept": WORD["kept"]}
    assert browser.post("/mailbox/", **typed).status == 403
    assert browser.post("/mailbox/", receipt=receipt).status == 303
    token = browser.get("/mailbox/").hidden["token"]
    sent = browser.post("/mailbox/write/", token=token, text=WORD["letter"])
    assert sent.status == 303
    data = WORD["content"].encode() * 4000
    name = f"{WORD['filename']}.txt"
    assert browser.upload("/mailbox/write/", name, data, token=token).status == 303
    reach = {"channel": "signal", "handle": WORD["reach"], "may_write_first": "no"}
    assert browser.post("/mailbox/contact/", token=token, **reach).status == 303


def _press(browser: Browser, page: str, action: str, **fields: str) -> Page:
    shown = browser.get(page)
    assert shown.status == 200
    return browser.post(f"{page}{action}/", **{**shown.hidden, **fields})


def _work(url: str, stage: DeskStage, case: Case) -> None:
    """A member: board, case, reply, note, level, closing, entering; locked at last."""
    browser = Browser(url)
    page = f"/cases/{case.pk}/"
    users = stage.desk.users
    assert browser.sign_in(users["lead_one"], PASSWORD).status == 302
    assert browser.get(f"/cases/?q={WORD['query']}").status == 200
    assert _press(browser, page, "claim").status == 302
    named = {"name_shown": WORD["signed"], "text": WORD["reply"]}
    assert _press(browser, page, "reply", **named).status == 302
    assert _press(browser, page, "remark", text=WORD["remark"]).status == 302
    stale = {"text": WORD["lost"], "version": "1"}
    assert _press(browser, page, "remark", **stale).status == 422
    _workflow(browser, page)
    read = browser.get(page).text
    kept = ("story", "letter", "reply", "remark", "unsafe", "doubt")
    assert all(WORD[mark] in read for mark in kept)
    assert _press(browser, page, "identity").status == 200
    form = browser.get("/cases/new/").hidden
    said = {**ANSWERS, "method": "phone", "story": WORD["entered"]}
    assert browser.post("/cases/new/", **form, **said).status == 200
    ended = {"reason": "advice_only", "text": WORD["closing"]}
    _press(browser, page, "close", **ended)
    hidden = browser.get(page).hidden
    browser.cookies.pop("__Host-desk")
    browser.post(f"{page}remark/", **{**hidden, "text": WORD["locked"]})


def _workflow(browser: Browser, page: str) -> None:
    """An assessment shown and not saved, a contact, a step refused and one taken."""
    looked = {"near": "none", "level": "high", "text": WORD["level"]}
    assert _press(browser, page, "urgency", **looked).status == 200
    unsafe = {"how": "none", "text": WORD["unsafe"]}
    assert _press(browser, page, "contact", **unsafe).status == 302
    lacking = {"check_ins": WORD["step"], "days": "9999"}
    assert _press(browser, page, "step/hold", **lacking).status == 422
    doubt = {"text": WORD["doubt"]}
    assert _press(browser, page, "step/lose_contact", **doubt).status == 302


def _read(stage: DeskStage, postgres: EmbeddedPostgres) -> Iterator[tuple[str, bytes]]:
    """Everything that is left, by place."""
    for alias in ("default", "shred"):
        yield f"dump of {alias}", b"".join(dumping.dump(alias, plain=True))
        with connections[alias].cursor() as cursor:
            cursor.execute("CHECKPOINT")
            cursor.execute(
                "SELECT oid FROM pg_database WHERE datname = current_database()"
            )
            (oid,) = cursor.fetchone()
        for path in (postgres.folder / "base" / str(oid)).iterdir():
            yield f"{alias} on disk", path.read_bytes()
    for path in (postgres.folder / "pg_wal").glob("0*"):
        yield "wal", path.read_bytes()
    yield (
        "postgres.log",
        postgres.folder.with_name(f"{postgres.folder.name}.log").read_bytes(),
    )
    for path in stage.var.parent.rglob("*"):
        if path.is_file():
            yield str(path.relative_to(stage.var.parent)), path.read_bytes()
            yield "names of files", str(path).encode()


def _forms(word: str) -> list[bytes]:
    """As it stands, as bytea is dumped, and as it is encoded for the wire."""
    plain = word.encode()
    return [plain, plain.hex().encode(), base64.b64encode(plain)[: len(word) // 3 * 4]]


def _leaks(words: list[str], left: list[tuple[str, bytes]]) -> set[tuple[str, str]]:
    return {
        (where, word)
        for word in words
        for shape in _forms(word)
        for where, data in left
        if shape in data
    }


def test_no_word_that_was_typed_stands_anywhere_in_clear(
    desk_stage: DeskStage, start_gunicorn: StartServer, postgres: EmbeddedPostgres
) -> None:
    environment = desk_stage.environment()
    server = start_gunicorn(desk_stage.database_url, **environment)
    receipt = _ask(server.url)
    case = Case.objects.get()
    _write(server.url, receipt)
    _work(server.url, desk_stage, case)

    # All of it arrived: what was not stored cannot leak.
    opened = open_case(desk_stage.desk["lead_one"], case.pk)
    said = str([opened.content(r) for r in Record.objects.filter(case=case)])
    for mark in ("story", "handle", "alias", "letter", "filename", "reply", "remark"):
        assert WORD[mark] in said, mark

    left = list(_read(desk_stage, postgres))
    places = {where for where, _data in left}
    assert {"dump of default", "dump of shred", "wal", "gunicorn-0.log"} <= places
    # The search finds what does stand in clear: in dumps, on disk and in the log.
    known = _leaks(["lead_one", str(case.pk)], left)
    assert {"dump of default", "default on disk", "wal"} <= {w for w, _ in known}

    codes = [receipt, receipt.replace("-", "")]
    assert _leaks([*WORD.values(), *codes, PASSWORD], left) == set()
