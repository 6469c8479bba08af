"""The application that gunicorn serves. It refuses to start on a failed check."""

from __future__ import annotations

import os

from django.core.management.base import BaseCommand
from django.core.wsgi import get_wsgi_application
from django.db import connections

from config.whole_bodies import whole_bodies

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "config.settings")

application = whole_bodies(get_wsgi_application())
BaseCommand().check(databases=["default"])
# Workers are forked after this; none may inherit an open connection.
connections.close_all()
