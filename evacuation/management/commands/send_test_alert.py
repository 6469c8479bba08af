"""`manage.py send_test_alert`: see whether notices reach people."""

from __future__ import annotations

from typing import Any

from django.contrib.auth.models import User
from django.core.management.base import BaseCommand, CommandError, CommandParser
from django.db import transaction
from django.utils import timezone

from evacuation import audit
from evacuation.errors import DeskError
from evacuation.services.duty import active_members, on_duty
from evacuation.services.reaching import send_drill


class Command(BaseCommand):
    help = "Send a test alert to whoever is on duty; the worker delivers it."

    def add_arguments(self, parser: CommandParser) -> None:
        parser.add_argument("code_name", nargs="?", help="to this member instead")

    def handle(self, *args: Any, **options: Any) -> None:
        now, code_name = timezone.now(), options["code_name"]
        people = on_duty(now)
        if code_name:
            found = active_members(now).filter(user__username=code_name)
            people = list(User.objects.filter(member__in=found))
        if not people:
            raise CommandError("Nobody is on duty, or bears that code-name.")
        for user in people:
            self._send(user)

    def _send(self, user: User) -> None:
        try:
            with transaction.atomic():
                send_drill(user)
                audit.write(actor="worker", verb="drill.sent")
        except DeskError:
            raise CommandError(f"No channel reaches {user.username}.") from None
        self.stdout.write(f"On its way to {user.username}.")
