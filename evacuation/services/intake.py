"""Asking for help: one form, one request, one receipt, however often it is sent."""

from __future__ import annotations

from dataclasses import dataclass
from typing import TYPE_CHECKING, Any

from django.conf import settings
from django.utils import timezone

from evacuation.answers import Asking, Origin
from evacuation.board import BoardLine
from evacuation.deadlines import provisional_level
from evacuation.networks import count_request
from evacuation.services.opening import NewRequest, open_request, was_opened

if TYPE_CHECKING:
    from evacuation.answers import Answers
    from evacuation.models.choices import Urgency
    from evacuation.services.form_tokens import FormToken
    from evacuation.vault.receipts import Receipt

# Board marks. FLOOD and AUTOMATIC only group: level, clock and alert stay as they are.
THIRD_PARTY, UNAWARE, DO_NOT_CONTACT = "third_party", "unaware", "do_not_contact"
ASSISTED, FLOOD, AUTOMATIC = "assisted", "flood", "automatic"


@dataclass(frozen=True, slots=True)
class Submitted:
    """`created` is False where this form was sent before: the first text stands."""

    receipt: Receipt
    level: Urgency
    created: bool


def submit_request(
    *,
    answers: Answers,
    form: FormToken,
    network: bytes | None = None,
    trapped: bool = False,
    actor: str = "requester",
) -> Submitted:
    """Open the request of one form and give its receipt.

    `form`: a good one, else the door has refused it. `network`: networks.network_of.
    `trapped`: whether a field was filled that people do not see. Raises NotTrusted and
    TooLongText, then nothing was written.
    """
    receipt = form.receipt
    level = provisional_level(danger=answers.danger, safe_now=answers.safe_now)
    if was_opened(receipt):
        return Submitted(receipt, level, created=False)
    marks = _crowd(network, trapped or form.is_quick)
    request = new_request(answers, marks=marks)
    opened = open_request(actor=actor, request=request, receipt=receipt)
    return Submitted(receipt, level, opened.created)


def was_sent(form: FormToken) -> bool:
    """Whether a request of this very form stands already."""
    return was_opened(form.receipt)


def new_request(answers: Answers, *, marks: tuple[str, ...] = ()) -> NewRequest:
    """Answers, parted into the compartments they belong to.

    Contacts lie in the inbox, who can speak for the person in identity; the level is
    what the person's own words give until somebody assesses them.
    """
    return NewRequest(
        board=BoardLine(
            country=answers.country,
            language=answers.language,
            danger=answers.danger,
            marks=(*_states(answers), *marks),
        ),
        level=provisional_level(danger=answers.danger, safe_now=answers.safe_now),
        account=_account(answers),
        person={"call_me": _call_me(answers), "voucher": answers.voucher},
        contact={
            "profiles": answers.profiles(),
            "do_not_contact": answers.do_not_contact,
        },
    )


def _account(answers: Answers) -> dict[str, Any]:
    return {
        "at": timezone.now().isoformat(timespec="seconds"),
        "language": answers.language,
        "country": answers.country,
        "country_words": answers.country_words,
        "safe_now": answers.safe_now,
        "danger": answers.danger,
        "asking": answers.asking,
        "story": answers.story,
        "vouch": bool(answers.voucher),
        "dependants": dict(answers.dependants),
        "medicine_days": answers.medicine_days,
        "consents": _grants(answers),
        "origin": answers.origin,
        "text_version": answers.text_version,
    }


def _grants(answers: Answers) -> list[dict[str, str]]:
    """Each with whose word it is, how and when it was given (domain.md 2.5)."""
    said = {
        "granted_by": answers.basis,
        "language": answers.language,
        "method": answers.method,
        "at": timezone.now().isoformat(timespec="seconds"),
    }
    return [{"code": code, **said} for code in answers.consents]


def _call_me(answers: Answers) -> str:
    """The first name that is said to be safe to use; not another person's."""
    if answers.do_not_contact:
        return ""
    names = (c.name_we_use for c in answers.contacts if c.name_we_use)
    return next(names, "")


def _states(answers: Answers) -> list[str]:
    found = []
    if answers.asking != Asking.SELF:
        found.append(THIRD_PARTY)
    if answers.asking == Asking.UNAWARE:
        found.append(UNAWARE)
    if answers.do_not_contact:
        found.append(DO_NOT_CONTACT)
    if answers.origin == Origin.ASSISTED:
        found.append(ASSISTED)
    return found


def _crowd(network: bytes | None, automatic: bool) -> tuple[str, ...]:
    marks = []
    if network is not None and (
        count_request(network) > settings.WAYMARK_INTAKE_PER_NETWORK
    ):
        marks.append(FLOOD)
    if automatic:
        marks.append(AUTOMATIC)
    return tuple(marks)
