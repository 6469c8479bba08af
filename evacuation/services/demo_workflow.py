"""The demo's cases on every part of the way, walked through the services of the pages.

Nothing is written past a service, so that every signature, clock and guard is real.
"""

from __future__ import annotations

from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.contrib.auth.models import User
from django.db import transaction

from directory.services.demo_people import read_demo
from evacuation.models import Case
from evacuation.models.choices import Compartment, Urgency
from evacuation.services.approving import approve
from evacuation.services.assessing import assess
from evacuation.services.closing import close_case
from evacuation.services.contacting import Confirmed, confirm_contact
from evacuation.services.deciding import save_proposal, submit
from evacuation.services.demo_stories import STORIES
from evacuation.services.granting import grant_key
from evacuation.services.intake import new_request
from evacuation.services.measures import grant_help, ratify_help
from evacuation.services.moving import confirm_step, take_step
from evacuation.services.opening import open_request
from evacuation.services.replying import send_reply
from evacuation.services.triage import claim_case
from evacuation.services.trusted import add_trusted
from evacuation.services.unlocking import actor_of, seeds_by_password
from evacuation.services.verifying import record_check
from evacuation.services.vouching import Word, record_vouch
from evacuation.submissions import DONE, BudgetLine, Submission
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import new_key
from evacuation.workflow.checked import Check
from evacuation.workflow.dangers import Event, Flag, Near, Source, Strength, Weakness
from evacuation.workflow.decision import Criterion, Option
from evacuation.workflow.money import Line
from evacuation.workflow.reasons import Ending
from evacuation.workflow.rubric import Facts, Happened, propose
from evacuation.workflow.verification import Basis, Vouched

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from evacuation.models import Trusted
    from evacuation.services.demo_stories import Story
    from evacuation.unlocked import Unlocked

OWNERS = ("demo-bittern", "demo-redshank")
VERIFIER, PROGRAMME, FINANCE = "demo-dotterel", "demo-curlew", "demo-godwit"
LEAD = "demo-osprey"
CALM = Facts(
    sources=frozenset({Source.UNKNOWN}),
    events=(Happened(Event.LAW),),
    strengths=frozenset({Strength.SAFE_PLACE}),
)
UNEASY = Facts(
    sources=frozenset({Source.FAMILY}),
    events=(Happened(Event.OUTED, 9), Happened(Event.STALKED, 3)),
    near=Near.MONTH,
    weaknesses=frozenset({Weakness.ISOLATED}),
)
GRAVE = Facts(
    sources=frozenset({Source.STATE_SEC}),
    events=(Happened(Event.SEARCH, 2), Happened(Event.DEATH_THREAT, 1)),
    weaknesses=frozenset({Weakness.LOCATED, Weakness.NO_SAFE_PLACE}),
)
PURSUED = Facts(sources=frozenset({Source.GROUP}), flags=frozenset({Flag.PURSUED}))


def load_demo_workflow(say: Callable[[str], None]) -> None:
    """A case for every story."""
    people = People()
    organisation = add_trusted(actor=people[LEAD], name="Invented Heron House")
    for number, story in enumerate(STORIES, start=1):
        walk = Walk(_opened(story), people, OWNERS[number % 2], organisation)
        if story.way != "waiting":
            walk.claim()
            WAYS[story.way](walk)
        say(f"demo workflow: {number} of {len(STORIES)}")


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
        self, case: UUID, people: People, owner: str, organisation: Trusted
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

    def begin(self, facts: Facts = UNEASY, *checks: Check) -> None:
        """Assessed, reachable, verified so far."""
        self.assess(facts)
        confirm_contact(**self.by(), how=Confirmed.MAILBOX, text="")
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


def _opened(story: Story) -> UUID:
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


def _answered(walk: Walk) -> None:
    walk.reply("Ойдон чыгарылган жооп: биз окуп жатабыз.")
    walk.assess(UNEASY)


def _helped_at_once(walk: Walk) -> None:
    walk.begin(UNEASY, Check.CHANNEL)
    line = BudgetLine(str(Line.LODGING), 90_00, payee="Invented Inn")
    grant_help(**walk.by(), line=line, why="Invented: two nights in a guesthouse.")
    other = next(name for name in OWNERS if name != walk.owner)
    for part in (Compartment.TRIAGE, Compartment.DECISION):
        walk.grant(part, to=other)
    ratify_help(**walk.by(other))


def _asked(walk: Walk) -> None:
    walk.begin()
    walk.step("ask", text="Вигадане питання: чи є у вас де переночувати?")


def _asked_and_answered(walk: Walk) -> None:
    _asked(walk)
    walk.step("answered", text="Invented: they have a place until Friday.")


def _grave(walk: Walk) -> None:
    walk.begin(GRAVE, Check.CHANNEL, Check.PAPERS)


def _vouched(walk: Walk) -> None:
    walk.begin(PURSUED, Check.CHANNEL)
    walk.vouch()


def _submitted(walk: Walk) -> None:
    walk.begin()
    walk.submit(Line.LODGING, 250)


def _half_signed(walk: Walk) -> None:
    walk.begin(GRAVE)
    named = {"check": Check.REFERRED, "text": "Invented referral."}
    record_check(**walk.by(VERIFIER), **named, organisation=walk.organisation.code)
    walk.submit(Line.TRANSPORT, 4200)
    walk.approve()


def _approved(walk: Walk) -> None:
    walk.begin()
    walk.submit(Line.LEGAL, 480)
    walk.approve()


def _waitlisted(walk: Walk) -> None:
    walk.begin(CALM)
    walk.submit(Line.LODGING, 300)
    walk.step(
        "waitlist",
        by=FINANCE,
        reason="seat",
        interim="Invented: stays with friends, writes every week.",
        days=14,
    )


def _planned(walk: Walk) -> None:
    _approved(walk)
    walk.step("plan", text="Invented: rooms by one of us, the doctor by a partner.")


def _followed(walk: Walk) -> None:
    _approved(walk)
    walk.step("protect", given="Invented: locks, a SIM card, a plan for each day.")


def _nearly_over(walk: Walk) -> None:
    _followed(walk)
    _propose_to_finish(walk)


def _propose_to_finish(walk: Walk) -> None:
    walk.assess(CALM)
    walk.step(
        "finish",
        reason="protection_without_relocation",
        text="Invented: lives where they want to, nobody asks for them any more.",
        reconciled=True,
    )


def _declined(walk: Walk) -> None:
    walk.begin(CALM)
    walk.submit(Line.CONTINGENCY, 200)
    walk.decline()


def _appealed(walk: Walk) -> None:
    walk.begin()
    walk.submit(Line.LODGING, 200)
    walk.decline()
    walk.step("appeal", ground="new_facts", text="Invented: calls every night since.")


def _won(walk: Walk) -> None:
    _appealed(walk)
    walk.approve(FINANCE)
    walk.step("plan", text="Invented: a lawyer first, then a room.")


def _referred(walk: Walk) -> None:
    walk.assess(CALM)
    walk.step(
        "refer",
        partner="Invented Legal Moon",
        accepted=True,
        consented=True,
        text="Invented: they have a lawyer in that town.",
    )


def _resting(walk: Walk) -> None:
    walk.begin()
    walk.step(
        "hold",
        reason="hospital",
        check_ins="Invented: they write on Mondays.",
        days=10,
    )


def _lost(walk: Walk) -> None:
    walk.begin(GRAVE)
    walk.step("lose_contact", text="Invented: three letters, one call, no answer.")


def _perhaps_found(walk: Walk) -> None:
    walk.begin()
    walk.step("lose_contact", text="Invented: two weeks without a word.")
    walk.step("find_again", phrase=True, text="Invented: they called.")


def _stopped(walk: Walk) -> None:
    walk.begin()
    walk.step("freeze", text="Invented: the answers do not sound like the same person.")


def _withdrawn(walk: Walk) -> None:
    walk.assess(CALM)
    walk.step("withdraw", text="Invented: nothing to keep.")


def _advised(walk: Walk) -> None:
    walk.begin(CALM)
    walk.reply("The house on the invented square renews it; take the old card along.")
    close_case(**walk.by(), reason=Ending.ADVICE, text="Invented: advice was enough.")


def _finished(walk: Walk) -> None:
    _nearly_over(walk)
    # An approver sees what it rests on before they put their name to it.
    walk.grant(Compartment.TRIAGE, to=PROGRAMME)
    confirm_step(**walk.by(PROGRAMME))


def _closing(walk: Walk) -> None:
    walk.assess(GRAVE)
    close_case(**walk.by(), reason=Ending.ADVICE, text="Invented: has a lawyer.")


WAYS: dict[str, Callable[[Walk], None]] = {
    "answered": _answered,
    "helped_at_once": _helped_at_once,
    "asked": _asked,
    "asked_and_answered": _asked_and_answered,
    "grave": _grave,
    "vouched": _vouched,
    "submitted": _submitted,
    "half_signed": _half_signed,
    "approved": _approved,
    "waitlisted": _waitlisted,
    "planned": _planned,
    "followed": _followed,
    "nearly_over": _nearly_over,
    "declined": _declined,
    "appealed": _appealed,
    "won": _won,
    "referred": _referred,
    "resting": _resting,
    "lost": _lost,
    "perhaps_found": _perhaps_found,
    "stopped": _stopped,
    "withdrawn": _withdrawn,
    "advised": _advised,
    "finished": _finished,
    "closing": _closing,
}
