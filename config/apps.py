from __future__ import annotations

from django.apps import AppConfig


class HouseConfig(AppConfig):
    """The house itself: its commands, its checks and the worker's heartbeat."""

    name = "config"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from config import checks  # noqa: F401 (registers itself on import)
