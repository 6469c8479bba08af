"""The desk and those who write to it, each at a browser of their own, no scripts."""

from __future__ import annotations

import re
import secrets
from dataclasses import dataclass, field
from uuid import UUID

from playwright.sync_api import Browser, Locator, Page, expect

from evacuation.models import AuditRow, Case
from evacuation.shredding import case_scope, shred_keys
from evacuation.vault import chain
from tests.browser.driving import context_of
from tests.proof.test_first_message import come_back, sign_in

# Approvers and coordinators have a phone at night.
WIDTHS = {"lead_one": 1280, "verifier": 1280}
_PHONE = 360
# Everything runs on few cores, beside much else.
_PATIENCE = 60_000  # ms
_NEVER_TOLD: dict[str, str] = {"safe_now": "yes", "danger": "unknown"}


@dataclass
class Words:
    """Words that are typed, each of this run alone; to be looked for afterwards."""

    run: str = field(default_factory=lambda: secrets.token_hex(4))
    typed: list[str] = field(default_factory=list)

    def say(self, mark: str) -> str:
        """A sentence with a word that stands nowhere else."""
        word = f"canary{mark}{len(self.typed):02}{self.run}"
        self.typed.append(word)
        return f"Invented {word} of a heron."


@dataclass(frozen=True)
class Request:
    """A request as its sender knows it, and the case that it became.

    `pseudonym`: by which the audit names the case.
    """

    case: UUID
    receipt: str
    story: str
    pseudonym: bytes

    @property
    def row(self) -> Case:
        return Case.objects.get(pk=self.case)

    @property
    def page(self) -> str:
        return f"/cases/{self.case}/"

    @property
    def verbs(self) -> list[str]:
        """What the audit says was done, in order."""
        rows = AuditRow.objects.filter(pseudonym=self.pseudonym).order_by("number")
        return list(rows.values_list("verb", flat=True))


@dataclass
class People:
    """Everybody in one browser program, each in a window of their own."""

    browser: Browser
    url: str
    words: Words = field(default_factory=Words)
    _members: dict[str, Page] = field(default_factory=dict)

    def window(self, width: int = _PHONE) -> Page:
        """Another person's device."""
        context = context_of(self.browser, self.url, width=width, scripts=False)
        context.set_default_timeout(_PATIENCE)
        return context.new_page()

    def member(self, part: str) -> Page:
        """Signed in once, with the second factor."""
        if part not in self._members:
            page = self.window(WIDTHS.get(part, _PHONE))
            sign_in(page, part)
            self._members[part] = page
        return self._members[part]

    def come_again(self) -> None:
        """Later on everybody signs in anew: no session lasts for days."""
        for page in self._members.values():
            page.context.close()
        self._members.clear()

    def at(self, part: str, request: Request, place: str = "") -> Page:
        """A member before a page of the case."""
        page = self.member(part)
        answer = page.goto(f"{request.page}{place}")
        assert answer is not None
        assert answer.status == 200, (part, place)
        return page

    def on_the_board(self, part: str, request: Request, show: str = "all") -> Page:
        """The same, by the board's link: it is there for them."""
        page = self.member(part)
        page.goto(f"/cases/?show={show}")
        page.locator(f"a.case-code[href='{request.case}/']").click()
        expect(page.locator("h1.case-code")).to_be_visible()
        return page

    def ask_for_help(self, mark: str, **said: str) -> Request:
        """Through the public form. `said`: safe_now, danger."""
        known = set(Case.objects.values_list("pk", flat=True))
        page, story = self.window(), self.words.say(f"{mark}story")
        page.goto("/help/")
        press(page.get_by_role("button", name="Begin"))
        for name, value in {**_NEVER_TOLD, **said}.items():
            page.locator(f"[name={name}][value='{value}']").check()
        fill(page.locator("form").last, country="GE", language="ru", story=story)
        page.locator("[name=consent_store_assess]").check()
        press(page.get_by_role("button", name="Send and show my code"))
        receipt = re.sub(r"\s+", "-", page.locator(".receipt").inner_text().strip())
        page.context.close()
        case = Case.objects.exclude(pk__in=known).get().pk
        pseudonym = chain.pseudonym(shred_keys(case_scope(case)).audit, case)
        return Request(case, receipt, story, pseudonym)

    def in_the_mailbox(self, request: Request) -> Page:
        """The person, come back with their code; nothing was kept on the device."""
        page = self.window()
        come_back(page, request.receipt)
        expect(page.get_by_role("heading", name="Your mailbox")).to_be_visible()
        return page

    def take_over(self, part: str, request: Request) -> Page:
        page = self.on_the_board(part, request, show="nobody")
        expect(page.get_by_text(request.story)).to_be_visible()
        press(page.get_by_role("button", name="Take it over"))
        expect(page.get_by_text("It is yours from now on.")).to_be_visible()
        return page

    def write_to(self, part: str, request: Request, mark: str) -> str:
        """A reply of the desk; its words."""
        page, text = self.at(part, request), self.words.say(mark)
        fill(page.locator("#write"), name_shown="Wren", text=text)
        press(page.get_by_role("button", name=re.compile("^Send to")))
        expect(page.get_by_text("Sent.", exact=True)).to_be_visible()
        return text


def press(button: Locator) -> None:
    """And wait for the page that answers."""
    with button.page.expect_navigation():
        button.click()


def fill(form: Locator, **said: str | bool) -> None:
    """Each field by its name: chosen, ticked or typed, as it asks."""
    for name, value in said.items():
        named = form.locator(f"[name='{name}']")
        if value is True:
            named.check()
        elif form.locator(f"select[name='{name}']").count():
            named.select_option(str(value))
        elif form.locator(f"[type=radio][name='{name}']").count():
            form.locator(f"[name='{name}'][value='{value}']").check()
        else:
            named.fill(str(value))


def take_step(page: Page, name: str, **said: str | bool) -> None:
    """A step of the table, by its form on the case page."""
    step = page.locator(f"#step-{name}")
    step.locator("summary").click()
    fill(step, **said)
    press(step.get_by_role("button"))


def answer(page: Page, label: str, **said: str | bool) -> None:
    """An approver's no, by its form on the page of the decision."""
    step = page.locator("details.step").filter(has_text=label)
    step.locator("summary").click()
    fill(step, **said)
    press(step.get_by_role("button"))
