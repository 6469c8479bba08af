"""Why something happened, as codes (docs/workflow.md names the field's practice)."""

from __future__ import annotations

from typing import TYPE_CHECKING

from django.utils.translation import gettext_lazy as _

from evacuation.workflow.codes import Coded

if TYPE_CHECKING:
    from collections.abc import Mapping


class Ending(Coded):
    """Why a case is closed. Help without travel is help: no code says less."""

    ABROAD = "relocated_abroad_stable", _("Relocated abroad, stable")
    IN_COUNTRY = "relocated_in_country_stable", _("Relocated in the country, stable")
    ASYLUM = "asylum_procedure_handed_over", _("Asylum procedure handed over")
    PROTECTED = "protection_without_relocation", _("Protected without relocating")
    THREAT_ENDED = "threat_ended", _("The threat ended")
    RETURNED = "returned_safely", _("Returned safely")
    REFERRED = "referred_accepted", _("Another organisation took it over")
    ADVICE = "advice_only", _("Advice was enough")
    WITHDRAWN = "withdrawn", _("The person withdrew")
    DECLINED = "declined_final", _("Declined, no appeal open")
    LOST = "contact_lost_final", _("Contact lost for good")
    DETAINED = "detained_handed_to_legal", _("Detained, handed to a lawyer")
    DECEASED = "deceased", _("Deceased")
    DUPLICATE = "duplicate", _("Duplicate of another request")
    OUT_OF_MANDATE = "out_of_mandate", _("Outside our mandate")
    SPAM = "spam_or_hostile", _("Spam or hostile")


# Which endings a step can choose from (rows 7, 35, 21, 25). Withdrawing and handing
# over are steps of their own, which ask for more (rows 27, 32).
AT_TRIAGE = (
    Ending.ADVICE,
    Ending.OUT_OF_MANDATE,
    Ending.DUPLICATE,
    Ending.SPAM,
)
AT_ASSESSMENT = (
    Ending.ADVICE,
    Ending.PROTECTED,
    Ending.THREAT_ENDED,
    Ending.OUT_OF_MANDATE,
    Ending.DUPLICATE,
    Ending.DETAINED,
    Ending.DECEASED,
)
DURABLE = (
    Ending.ABROAD,
    Ending.IN_COUNTRY,
    Ending.ASYLUM,
    Ending.PROTECTED,
    Ending.THREAT_ENDED,
    Ending.RETURNED,
    Ending.DETAINED,
    Ending.DECEASED,
)
LOST = (Ending.LOST, Ending.DETAINED, Ending.DECEASED)
# Steps that close a case for one reason alone.
_ENDS_AS = {
    "referral_done": Ending.REFERRED,
    "end_declined": Ending.DECLINED,
    "withdraw": Ending.WITHDRAWN,
}


def ending_of(step: str, said: Mapping[str, object]) -> str:
    """Why a case ends with this step (a name of table.py), by what was said with it."""
    return str(said.get("reason") or _ENDS_AS.get(step, step))


class Declining(Coded):
    """Why we decline. Never "not credible": what could not be confirmed is said so."""

    OUT_OF_MANDATE = "out_of_mandate", _("Outside our mandate")
    NOT_LINKED = (
        "risk_not_linked",
        _("The danger is not linked to activism or identity"),
    )
    SAFER_ROUTE = "other_route_safer", _("Another way is safer")
    NOT_FEASIBLE = "not_feasible_now", _("Not feasible now")
    NOT_CONFIRMED = (
        "insufficient_information_after_help",
        _("We could not confirm what we need"),
    )
    FUNDED = "funded_elsewhere", _("Paid for by others")
    OTHERS_SAFETY = "conflicts_with_safety_of_others", _("It would endanger others")
    PERSON_DECLINED = "person_declined", _("The person declined")
    NO_FUNDS = "funds_exhausted", _("No funds left")


class Alternative(Coded):
    """What a person who is declined gets instead: at least one, always."""

    LAWYER = "lawyer", _("A lawyer's number")
    PARTNER = "partner", _("Another organisation that can")
    SAFETY_PLAN = "safety_plan", _("A plan for staying safer")
    HOTLINE = "hotline", _("A line that answers day and night")
    COUNSELLING = "psychosocial", _("Psychosocial support")
    LATER = "ask_again", _("To ask again when something changes")


class Waiting(Coded):
    """Why something approved in substance waits."""

    FUNDS = "funds", _("Funds")
    SEAT = "seat", _("A place that takes them in")
    PATHWAY = "pathway", _("A lawful way in")


class Holding(Coded):
    """Why a case rests."""

    ASKED = "person_asked", _("The person asked for it")
    VISA = "visa_wait", _("Waiting for a visa")
    HIDING = "hiding", _("In hiding")
    HOSPITAL = "hospital", _("In hospital")
    DETAINED = "detained_with_lawyer", _("Detained, a lawyer is with them")


class Breaking(Coded):
    """Why a journey stops on the way."""

    CLOSED = "border_closed", _("The border is closed")
    TURNED_AWAY = "turned_away", _("They were turned away")
    DANGER = "danger", _("Danger on the way")
    ILL = "ill", _("Somebody is ill")
    THEIR_WISH = "their_wish", _("They said the words that stop it")
    MISSED = "missed", _("A connection was missed")


class Staying(Coded):
    """On what ground they stay where they arrived."""

    VISA_FREE = "visa_free", _("Without a visa, for a time")
    VISA = "visa", _("With a visa or permit")
    ASYLUM = "asylum", _("Asylum is asked for")
    OWN_COUNTRY = "own_country", _("In their own country")
    UNCLEAR = "unclear", _("Not settled yet")


class Reopening(Coded):
    """Why a closed case may go on."""

    CAME_BACK = (
        "came_back",
        _("They came back: they wrote with their code, or the agreed phrase was right"),
    )
    IN_ERROR = "closed_in_error", _("It was closed in error: nobody asked for it")


class Appealing(Coded):
    """On what an appeal rests."""

    NEW_FACTS = "new_facts", _("New facts")
    PROCEDURE = "procedure", _("A fault in how it was decided")
