"""`manage.py desk_status`: what the desk needs, line by line."""

from __future__ import annotations

from typing import Any

from django.core.management.base import BaseCommand, CommandError

from evacuation.services.status import lines


class Command(BaseCommand):
    help = "Say whether the desk is ready, and what to do where it is not."

    def handle(self, *args: Any, **options: Any) -> None:
        found = lines()
        for line in found:
            if line.good:
                self.stdout.write(self.style.SUCCESS(f"good  {line.title}"))
                continue
            self.stdout.write(self.style.ERROR(f"lacks {line.title}"))
            self.stdout.write(f"      {line.todo}")
        lacking = sum(not line.good for line in found)
        if lacking:
            raise CommandError(f"{lacking} of {len(found)} are lacking.")
