from __future__ import annotations

from django.apps import AppConfig


class EvacuationConfig(AppConfig):
    name = "evacuation"
    default_auto_field = "django.db.models.BigAutoField"

    def ready(self) -> None:
        from evacuation import checks  # noqa: F401
