"""The demo's first requests, invented: as they come in, answered, closed at once."""

from __future__ import annotations

from dataclasses import dataclass, field
from typing import TYPE_CHECKING

from django.conf import settings
from django.db import transaction

from directory.services.demo_people import read_demo, write_demo
from evacuation.access import open_case
from evacuation.answers import Answers, Asking, Consent, Contact, Danger, SafeNow
from evacuation.services.closing import close_case
from evacuation.services.demo_duty import put_demo_on_duty
from evacuation.services.demo_walk import People
from evacuation.services.intake import new_request
from evacuation.services.letters import write_letter
from evacuation.services.mailbox import come_back
from evacuation.services.opening import open_request
from evacuation.services.remarks import write_remark
from evacuation.services.replying import send_reply
from evacuation.services.triage import claim_case
from evacuation.vault.receipts import make_receipt
from evacuation.vault.sealing import new_key
from evacuation.workflow.reasons import Ending

if TYPE_CHECKING:
    from collections.abc import Callable
    from uuid import UUID

    from evacuation.unlocked import Unlocked

OWNER = "demo-bittern"


@dataclass(frozen=True, slots=True)
class _Case:
    """One invented request and what became of it."""

    language: str
    country: str
    danger: str
    story: str
    safe_now: str = SafeNow.UNSURE
    asking: str = Asking.SELF
    contacts: tuple[Contact, ...] = ()
    replies: tuple[str, ...] = ()
    letter: str = ""
    remark: str = ""
    claimed: bool = False
    closed: str = ""
    dependants: tuple[tuple[str, int], ...] = field(default=())

    def answers(self) -> Answers:
        return Answers(
            language=self.language,
            country=self.country,
            safe_now=self.safe_now,
            danger=self.danger,
            asking=self.asking,
            contacts=self.contacts,
            story=self.story,
            dependants=self.dependants,
            consents=(Consent.ASSESS, Consent.STATISTICS),
            text_version="demo",
        )


_SIGNAL = Contact(
    channel="signal",
    handle="+000 00 000 00 01 (invented)",
    may_write_first="yes",
    who_sees="only_me",
    name_we_use="Wren",
)
_CASES = (
    _Case(
        "ka",
        "GE",
        Danger.DAY,
        "გამოგონილი მოთხოვნა: კართან ორი უცნობი კაცი დგას და ჩემს სახელს იძახის.",
        safe_now=SafeNow.NO,
    ),
    _Case(
        "ru",
        "KG",
        Danger.THREE_DAYS,
        "Выдуманная просьба: мне прислали вызов на допрос на послезавтра. "
        "Адвоката нет. Дома мама и ребёнок.",
        safe_now=SafeNow.NO,
        contacts=(_SIGNAL,),
        dependants=(("0-5", 1), ("adult", 1)),
        claimed=True,
        replies=(
            "Мы прочитали ваше сообщение. До допроса с вами свяжется адвокат. "
            "Не ходите туда без него.",
        ),
        letter="Спасибо. Адвокат может позвонить после шести вечера.",
        remark="Invented remark: two advocates asked, the second one is free tomorrow.",
    ),
    _Case(
        "uk",
        "UA",
        Danger.WEEK,
        "Вигадане прохання: сусіди дізналися, де я живу, і погрожують.",
        claimed=True,
        replies=("Ми читаємо вас. Розкажіть, будь ласка, чи є куди піти на тиждень.",),
    ),
    _Case(
        "en",
        "AM",
        Danger.UNKNOWN,
        "Invented request: I would like to know what a lawyer costs here.",
        safe_now=SafeNow.YES,
        claimed=True,
        replies=("The legal aid office answers such questions free of charge.",),
        closed=Ending.ADVICE,
    ),
    _Case(
        "ru",
        "KZ",
        Danger.THREE_DAYS,
        "Выдуманная просьба: пишу за подругу, она знает. Её телефон забрали.",
        asking=Asking.AGREED,
    ),
    _Case(
        "ky",
        "KG",
        Danger.WEEK,
        "Ойдон чыгарылган өтүнүч: мени көчөдө таанып калышты.",
    ),
    _Case(
        "ru",
        "TJ",
        Danger.UNKNOWN,
        "Выдуманная просьба: брат говорит, что меня ищут. Я у знакомых.",
        asking=Asking.UNAWARE,
    ),
    _Case(
        "uz",
        "UZ",
        Danger.WEEK,
        "Oʻylab topilgan murojaat: ishimdan haydashdi va tahdid qilishyapti.",
        contacts=(_SIGNAL,),
    ),
)


def load_demo_cases(say: Callable[[str], None]) -> None:
    """Put people on duty and make them all; mailbox codes go into the demo's file."""
    put_demo_on_duty()
    path, people = settings.WAYMARK_VAR / "demo.json", People()
    codes = []
    for number, case in enumerate(_CASES, start=1):
        with transaction.atomic():
            receipt = make_receipt(new_key())
            made = open_request(
                actor="requester", request=new_request(case.answers()), receipt=receipt
            )
        if made.case is not None and case.claimed:
            _work_on(made.case, case, people[OWNER])
        if case.letter:
            write_letter(actor=come_back(receipt=receipt), text=case.letter)
        if case.replies:
            codes.append(receipt.shown())
        say(f"demo cases: {number} of {len(_CASES)}")
    write_demo(path, read_demo(path) | {"mailbox_codes": codes})


def _work_on(case_id: UUID, case: _Case, me: Unlocked) -> None:
    claim_case(actor=me, case_id=case_id, version=_version(me, case_id))
    if case.remark:
        version = _version(me, case_id)
        write_remark(actor=me, case_id=case_id, text=case.remark, version=version)
    for text in case.replies:
        send_reply(
            actor=me,
            case_id=case_id,
            text=text,
            name_shown="Desk",
            version=_version(me, case_id),
        )
    if case.closed:
        close_case(
            actor=me,
            case_id=case_id,
            reason=Ending(case.closed),
            text="Invented: answered by letter.",
            version=_version(me, case_id),
        )


def _version(me: Unlocked, case_id: UUID) -> int:
    return open_case(me, case_id).case.version
