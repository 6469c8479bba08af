from __future__ import annotations

from django.apps import AppConfig


class ShredConfig(AppConfig):
    name = "evacuation.shred"
    label = "shred"
