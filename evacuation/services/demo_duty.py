"""The demo's rota: two weeks with somebody on duty, and phones that take notices."""

from __future__ import annotations

from dataclasses import dataclass
from datetime import timedelta
from typing import TYPE_CHECKING

from django.contrib.auth.models import User
from django.utils import timezone

from evacuation.models import Member
from evacuation.services.duty import add_shifts
from evacuation.services.reaching import Reach, change_reach

if TYPE_CHECKING:
    from datetime import datetime

DAYS = 14
SHIFT = timedelta(hours=12)
# A range that no numbering plan assigns.
PHONE = "+9951900001{:02}"
LEAD = "demo-osprey"


@dataclass(frozen=True, slots=True)
class _Turn:
    """Every other shift: who has it, and who stands in."""

    user: str
    stand_in: str


# Where they are when they look at a clock; who is not named goes by UTC.
_ZONES = {
    "demo-bittern": "Asia/Bishkek",
    "demo-redshank": "Asia/Tbilisi",
    "demo-osprey": "Europe/Berlin",
    "demo-kestrel": "Asia/Almaty",
    "demo-harrier": "Europe/Vilnius",
    "demo-dotterel": "Asia/Yerevan",
    "demo-curlew": "Europe/Warsaw",
}
_TURNS = (_Turn("demo-bittern", "demo-redshank"), _Turn("demo-redshank", LEAD))


def put_demo_on_duty() -> None:
    """From this moment on, through the services that leads and members use."""
    _give_phones()
    users = User.objects.in_bulk(field_name="username")
    # Not rounded: nobody covers a shift that began before they came in.
    start = timezone.now()
    for number, turn in enumerate(_TURNS):
        add_shifts(
            actor=users[LEAD],
            user=users[turn.user],
            starts=_every_other(start + number * SHIFT),
            stand_in=users[turn.stand_in],
        )


def _every_other(start: datetime) -> list[tuple[datetime, datetime]]:
    begins = [start + timedelta(days=day) for day in range(DAYS)]
    return [(begin, begin + SHIFT) for begin in begins]


def _give_phones() -> None:
    members = Member.objects.select_related("user").order_by("pk")
    for number, member in enumerate(members):
        reach = Reach(
            mail="",
            phone=PHONE.format(number),
            language=member.notice_language,
            time_zone=_ZONES.get(member.user.username, member.time_zone),
        )
        change_reach(actor=member.user, reach=reach)
