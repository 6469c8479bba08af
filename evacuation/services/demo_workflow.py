"""The demo's cases on every part of the way, walked through the services of the pages.

Nothing is written past a service, so that every signature, clock and guard is real.
"""

from __future__ import annotations

from typing import TYPE_CHECKING

from evacuation.models.choices import Compartment
from evacuation.services import demo_journeys
from evacuation.services.closing import close_case
from evacuation.services.demo_stories import STORIES
from evacuation.services.demo_walk import (
    FINANCE,
    PROGRAMME,
    VERIFIER,
    People,
    Walk,
    open_story,
)
from evacuation.services.measures import grant_help, ratify_help
from evacuation.services.moving import confirm_step
from evacuation.services.trusted import add_trusted
from evacuation.services.verifying import record_check
from evacuation.submissions import BudgetLine
from evacuation.workflow.checked import Check
from evacuation.workflow.dangers import Event, Flag, Near, Source, Strength, Weakness
from evacuation.workflow.money import Line
from evacuation.workflow.reasons import Ending
from evacuation.workflow.rubric import Facts, Happened

if TYPE_CHECKING:
    from collections.abc import Callable

OWNERS = ("demo-bittern", "demo-redshank")
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
        walk = Walk(open_story(story), people, OWNERS[number % 2], organisation)
        if story.way != "waiting":
            walk.claim()
            WAYS[story.way](walk)
        say(f"demo workflow: {number} of {len(STORIES)}")


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
    walk.begin(UNEASY)
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
    walk.begin(UNEASY)
    walk.submit(Line.LODGING, 250)


def _half_signed(walk: Walk) -> None:
    walk.begin(GRAVE)
    record_check(
        **walk.by(VERIFIER),
        check=Check.REFERRED,
        text="Invented referral.",
        organisation=walk.organisation.code,
    )
    walk.submit(Line.TRANSPORT, 4200)
    walk.approve()


def _approved(walk: Walk) -> None:
    walk.begin(UNEASY)
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
    walk.follow_up()
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
    walk.begin(UNEASY)
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
    walk.begin(UNEASY)
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
    walk.begin(UNEASY)
    walk.step("lose_contact", text="Invented: two weeks without a word.")
    walk.step("find_again", phrase=True, text="Invented: they called.")


def _stopped(walk: Walk) -> None:
    walk.begin(UNEASY)
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
    "travel_planned": demo_journeys.travel_planned,
    "ready_to_go": demo_journeys.ready_to_go,
    "on_the_way": demo_journeys.on_the_way,
    "lost_on_the_way": demo_journeys.lost_on_the_way,
    "turned_back": demo_journeys.turned_back,
    "arrived": demo_journeys.arrived,
    "settled": demo_journeys.settled,
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
