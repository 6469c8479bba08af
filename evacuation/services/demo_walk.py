"""One demo case and who works on it: what people of the desk do, as short words."""

from __future__ import annotations

from datetime import timedelta
from typing import TYPE_CHECKING, Any, Protocol

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction
from django.utils import timezone

from directory.services.demo_people import read_demo
from evacuation.models import Case
from evacuation.models.choices import Urgency
from evacuation.services.approving import approve
from evacuation.services.assessing import assess
from evacuation.services.contacting import Confirmed, confirm_contact
from evacuation.services.deciding import save_proposal, submit
from evacuation.services.following import Answers, record_follow_up
from evacuation.services.granting import grant_key
from evacuation.services.intake import new_request
from evacuation.services.moving import take_step
from evacuation.services.opening import open_request
from evacuation.services.replying import send_reply
from evacuation.services.triage import claim_case
from evacuation.services.unlocking import actor_of, seeds_by_password
from evacuation.services.verifying import record_check
from evacuation.services.vouching import Word, record_vouch
from evacuation.submissions import DONE, BudgetLine, Submission
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import new_key
from evacuation.workflow.checked import Check
from evacuation.workflow.decision import Criterion, Option
from evacuation.workflow.followed import QUESTIONS
from evacuation.workflow.money import Line
from evacuation.workflow.rubric import Facts, propose
from evacuation.workflow.verification import Basis, Vouched

if TYPE_CHECKING:
    from uuid import UUID

    from evacuation.models import Trusted
    from evacuation.services.demo_stories import Story
    from evacuation.unlocked import Unlocked

_PAID_FOR = timedelta(days=40)
VERIFIER, PROGRAMME, FINANCE = "demo-dotterel", "demo-curlew", "demo-godwit"


class Members(Protocol):
    """The members of a desk, unlocked, by the demo's names."""

    def __getitem__(self, name: str) -> Unlocked: ...


class People:
    """The demo's members, each unlocked once, by the passwords in its file."""

    def __init__(self) -> None:
        logins = read_demo(settings.WAYMARK_VAR / "demo.json")["logins"]
        self._passwords = {one["username"]: one.get("password", "") for one in logins}
        self._known: dict[str, Unlocked] = {}

    def __getitem__(self, name: str) -> Unlocked:
        if name not in self._known:
            user = User.objects.get(username=name)
            seeds = seeds_by_password(user=user, password=self._passwords[name])
            self._known[name] = actor_of(user, seeds)
        return self._known[name]


class Walk:
    """One case and who works on it; each method is one thing that somebody does."""

    def __init__(
        self, case: UUID, people: Members, owner: str, organisation: Trusted
    ) -> None:
        self.case, self.people, self.owner = case, people, owner
        self.organisation = organisation

    def by(self, name: str = "") -> dict[str, Any]:
        """What every service is told."""
        version = Case.objects.values_list("version", flat=True).get(pk=self.case)
        actor = self.people[name or self.owner]
        return {"actor": actor, "case_id": self.case, "version": version}

    def claim(self) -> None:
        claim_case(**self.by())

    def reply(self, text: str) -> None:
        send_reply(**self.by(), text=text, name_shown="Desk")

    def assess(self, facts: Facts) -> None:
        level = Urgency(propose(facts).level.value)
        assess(**self.by(), facts=facts, level=level, text="")

    def begin(self, facts: Facts, *checks: Check) -> None:
        """Assessed, reachable, verified so far."""
        self.assess(facts)
        confirm_contact(**self.by(), how=Confirmed.PHRASE, text="")
        self.step("assess")
        for check in checks or (Check.CHANNEL, Check.PUBLIC):
            record_check(**self.by(), check=check, text="Invented finding.")

    def step(self, name: str, *, by: str = "", **said: Any) -> None:
        take_step(**self.by(by), name=name, said=said)

    def grant(self, compartment: str, *, to: str) -> None:
        grant_key(
            actor=self.people[self.owner],
            case_id=self.case,
            compartment=compartment,
            user_id=self.people[to].user.pk,
        )

    def vouch(self) -> None:
        word = Word(
            organisation=self.organisation.code,
            voucher="Invented Crane",
            basis=Basis.WORKED,
            what=Vouched.ALL,
            since="2021",
            independent=True,
        )
        record_vouch(**self.by(VERIFIER), word=word)

    def submit(self, line: Line, euro: int) -> None:
        save_proposal(**self.by(), content=_content(line, euro))
        submit(**self.by())

    def approve(self, by: str = PROGRAMME) -> None:
        approve(**self.by(by), conditions="", note="Invented note.")

    def follow_up(self, **said: str) -> None:
        """Each question with its first answer, the good one, but for `said`."""
        codes = {name: str(next(iter(answers))) for name, _words, answers in QUESTIONS}
        codes |= said
        ends = {"housing_until": timezone.localdate() + _PAID_FOR}
        text = "Invented: sleeps again, has found work."
        record_follow_up(**self.by(), answers=Answers(codes, ends, text))

    def decline(self, by: str = PROGRAMME) -> None:
        self.step(
            "decline",
            by=by,
            reason="out_of_mandate",
            alternative="partner",
            message="Invented words: another organisation helps with this; we wrote "
            "its number below.",
        )
        self.reply("Invented words: this is what was decided, and how to ask again.")


def open_story(story: Story) -> UUID:
    """The request, as the form sends it."""
    with transaction.atomic():
        made = open_request(
            actor="requester",
            request=new_request(story.answers()),
            receipt=make_receipt(new_key()),
        )
    if made.case is None:  # another request under this receipt, which is new
        raise ValueError(story.way)
    return made.case


def _content(line: Line, euro: int) -> Submission:
    return Submission(
        criteria={str(one): ("yes", "Invented note.") for one in Criterion},
        options={
            str(Option.STAY): "Invented: tried for two weeks.",
            str(Option.IN_COUNTRY): "Invented: a town where nobody knows them.",
        },
        chosen=str(Option.IN_COUNTRY),
        plan="Invented plan: a month of support, then another look.",
        consent="Invented: agreed to a partner hearing the dates.",
        deconflicted=DONE,
        lines=(
            BudgetLine(
                str(line), euro * 100, funder="Invented Fund", payee="Invented Inn"
            ),
        ),
    )
