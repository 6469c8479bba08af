"""Members at plain HTTP before one case, and marked words to type there."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from datetime import timedelta
from urllib.parse import urlsplit
from uuid import UUID

from django.utils import timezone

from tests.cast import PASSWORD
from tests.evacuation.decisions import version
from tests.evacuation.desk import Desk
from tests.proof.desk_browser import Browser, Page

_TOKEN = "csrfmiddlewaretoken"
_GROUPS = re.compile(r'<p class="case-code">([0-9A-Z-]{19,})</p>')
_ASKED = re.compile(r"<code>(\S+)</code>.*?typed-code\">([^<]+)<", re.DOTALL)


@dataclass
class Words:
    """Each of this run alone: the disk of the test server remembers others."""

    run: str = field(default_factory=lambda: secrets.token_hex(4))
    typed: list[str] = field(default_factory=list)

    def __call__(self, mark: str) -> str:
        self.typed.append(f"canary{mark}{self.run}")
        return self.typed[-1]


@dataclass(frozen=True)
class Door:
    """A host's: where it lies on the server, and its code."""

    path: str
    code: str

    @property
    def link(self) -> str:
        return self.path.rstrip("/").rpartition("/")[2]


@dataclass
class Desks:
    """Members at browsers of their own, before one case."""

    url: str
    desk: Desk
    case: UUID
    _open: dict[str, Browser] = field(default_factory=dict)

    def browser(self, part: str) -> Browser:
        if part not in self._open:
            self._open[part] = Browser(self.url)
            signed_in = self._open[part].sign_in(self.desk.users[part], PASSWORD)
            assert signed_in.status == 302, part
        return self._open[part]

    def send(self, part: str, where: str, **said: str) -> Page:
        """With the version that the case has now, unless `said` has another."""
        browser = self.browser(part)
        token = browser.get("/cases/find/").hidden[_TOKEN]
        said = {_TOKEN: token, "version": str(version(self.case)), **said}
        return browser.post(f"/cases/{self.case}/{where}", **said)

    def keep(self, part: str, where: str, **said: str) -> None:
        answer = self.send(part, where, **said)
        assert answer.status == 302, (where, answer.text)

    def refuse(self, part: str, where: str, **said: str) -> None:
        """Every word that was typed comes back."""
        answer = self.send(part, where, **said)
        assert answer.status == 422, (where, answer.status)
        for typed in said.values():
            assert not typed.startswith("canary") or typed in answer.text, typed

    def read(self, part: str, where: str) -> str:
        page = self.browser(part).get(f"/cases/{self.case}/{where}")
        assert page.status == 200, where
        return page.text

    def asleep(self, part: str, where: str, **said: str) -> Page:
        """Sent after their keys were locked: the page that asks to unlock them."""
        browser = Browser(self.url)
        browser.sign_in(self.desk.users[part], PASSWORD)
        token = {_TOKEN: browser.get("/cases/find/").hidden[_TOKEN]}
        assert browser.post("/desk/lock/", **token).status == 302
        said = {**token, "version": str(version(self.case)), **said}
        return browser.post(f"/cases/{self.case}/{where}", **said)

    def new_receipt(self, part: str) -> str:
        """For the person, as they are told it."""
        found = _GROUPS.search(self.send(part, "receipt/").text)
        assert found
        return found[1]

    def ask_host(self, part: str) -> Door:
        found = _ASKED.search(self.send(part, "journey/host/").text)
        assert found
        return Door(urlsplit(found[1]).path, found[2].strip())


def in_hours(number: float) -> str:
    """As a field for a time takes it."""
    at = timezone.localtime(timezone.now() + timedelta(hours=number))
    return at.strftime("%Y-%m-%dT%H:%M")
