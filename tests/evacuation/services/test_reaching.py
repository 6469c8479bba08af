from __future__ import annotations

import pytest
from django.core.management import CommandError, call_command
from django.db import connection

from evacuation.errors import WrongState
from evacuation.models import Member
from evacuation.services.notices import deliver
from evacuation.services.reaching import (
    Reach,
    answer_drill,
    ask_for_drill,
    change_reach,
    newest_drill,
)
from tests.evacuation.desk import Desk
from tests.evacuation.receivers import Receivers
from tests.evacuation.rota import give_addresses, put_on_duty

REACH = Reach("heron@example.org", "+995599000001", "uk", "Asia/Tbilisi")


def test_addresses_are_sealed_in_the_database(desk: Desk) -> None:
    user = desk.users["coordinator_one"]
    change_reach(actor=user, reach=REACH)
    with connection.cursor() as cursor:
        cursor.execute(
            "SELECT notice_mail, notice_phone, notice_language "
            "FROM evacuation_member WHERE user_id = %s",
            [user.pk],
        )
        row = cursor.fetchone()
    assert not any(said in "".join(row) for said in ("heron", "995599", "uk "))
    assert all(len(value) > 60 for value in row)
    member = Member.objects.get(user=user)
    assert (member.notice_mail, member.time_zone) == (REACH.mail, "Asia/Tbilisi")


def test_a_test_alert_comes_over_both_channels_and_is_answered(
    desk: Desk, receivers: Receivers
) -> None:
    user = desk.users["coordinator_one"]
    change_reach(actor=user, reach=REACH)
    ask_for_drill(actor=user)
    with pytest.raises(WrongState):
        answer_drill(actor=user, channel="mail")  # It is not out yet.
    deliver()
    assert [to for to, _ in receivers.mails] == [REACH.mail]
    assert [call["to"] for call in receivers.calls] == [REACH.phone]
    answer_drill(actor=user, channel="mail")
    drill = newest_drill(user)
    assert drill is not None
    assert drill.mail_heard_at is not None
    assert drill.phone_heard_at is None


def test_somebody_without_an_address_gets_no_test(
    desk: Desk, receivers: Receivers
) -> None:
    with pytest.raises(WrongState):
        ask_for_drill(actor=desk.users["coordinator_one"])
    assert newest_drill(desk.users["coordinator_one"]) is None


def test_the_command_tests_who_is_on_duty(desk: Desk, receivers: Receivers) -> None:
    with pytest.raises(CommandError):
        call_command("send_test_alert")
    give_addresses(desk, "coordinator_one", "lead_one")
    put_on_duty(desk, "coordinator_one")
    call_command("send_test_alert")
    call_command("send_test_alert", "lead_one")
    deliver()
    found = sorted(to for to, _ in receivers.mails)
    assert found == ["coordinator_one@example.org", "lead_one@example.org"]
