"""`manage.py worker`: runs queued tasks, and ticks."""

from __future__ import annotations

import threading
from typing import Any

from django.core.management.base import BaseCommand
from django.utils.crypto import get_random_string
from django_tasks_db.management.commands.db_worker import Worker

from config.worker import Ticker


class Command(BaseCommand):
    help = "Run background tasks and the periodic duties until told to stop."

    def handle(self, *args: Any, **options: Any) -> None:
        self.check(databases=["default"])
        worker_id = get_random_string(32)
        ticker = Ticker(worker_id)
        # Before the first task is claimed: a task's worker must count as alive.
        ticker.be_present()
        thread = threading.Thread(target=ticker.run, name="ticker", daemon=True)
        thread.start()
        worker = Worker(
            queue_names=["*"],
            interval=1,
            batch=False,
            backend_name="default",
            startup_delay=False,
            max_tasks=None,
            worker_id=worker_id,
            excluded_queue_names=[],
        )
        worker.configure_signals()
        try:
            worker.run()
        finally:
            ticker.stop()
            thread.join(timeout=10)
