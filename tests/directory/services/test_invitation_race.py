"""Two people with one link, in real processes at the same moment."""

from __future__ import annotations

import os
import subprocess
import sys
from urllib.parse import parse_qs, urlsplit

import pytest
from django.conf import settings

USE_LINK = """
import os, sys
os.environ["DJANGO_SETTINGS_MODULE"] = "config.settings"
import django
django.setup()
from directory.errors import InvitationSpent
from directory.services.people import accept_invitation
print("ready", flush=True)
sys.stdin.readline()
try:
    accept_invitation(token=sys.argv[1], password="seven herons under the bridge")
except InvitationSpent:
    print("spent")
else:
    print("in")
"""
COUNT = (
    "from django.contrib.auth.models import User; "
    "print(User.objects.filter(username='kestrel').count())"
)


def run(database: str, *arguments: str) -> subprocess.Popen[str]:
    environment = {
        **os.environ,
        "DATABASE_URL": database,
        "WAYMARK_MODE": "test",
        "DJANGO_SETTINGS_MODULE": "config.settings",
    }
    return subprocess.Popen(
        [sys.executable, *arguments],
        cwd=settings.BASE_DIR,
        env=environment,
        stdin=subprocess.PIPE,
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.proof
def test_one_link_used_twice_at_once_makes_one_account(cloned_database: str) -> None:
    link, _ = run(
        cloned_database, "manage.py", "create_administrator", "kestrel"
    ).communicate(timeout=60)
    token = parse_qs(urlsplit(link.strip()).query)["key"][0]

    rivals = [run(cloned_database, "-c", USE_LINK, token) for _ in range(3)]
    for rival in rivals:
        assert rival.stdout is not None
        assert rival.stdout.readline() == "ready\n"
    for rival in rivals:
        assert rival.stdin is not None
        rival.stdin.write("go\n")
        rival.stdin.flush()
    outcomes = [rival.communicate(timeout=60)[0].strip() for rival in rivals]

    assert sorted(outcomes) == ["in", "spent", "spent"]
    count, _ = run(cloned_database, "manage.py", "shell", "-c", COUNT).communicate()
    assert count.strip().splitlines()[-1] == "1"
