"""Sealing anew while somebody is saving a row, in a real process."""

from __future__ import annotations

import os
import subprocess
import sys
import time

import psycopg2
import pytest
from cryptography.fernet import Fernet
from django.conf import settings

OLD, NEW = (Fernet.generate_key().decode() for _ in range(2))
ADD_PERSON = """
INSERT INTO auth_user (username, password, is_superuser, is_staff, is_active,
    first_name, last_name, email, date_joined)
VALUES ('wagtail', '!', false, false, true, '', '', '', now()) RETURNING id
"""
ADD_JOB = """
INSERT INTO directory_importjob (id, by_id, state, language, created_at, expires_at,
    rows, "table", mapping, done, total, report, rejected, failure)
VALUES (gen_random_uuid(), %s, 'uploaded', 'en', now(), now(), 1, %s, '', 0, 0, '', '',
    '')
"""
WAITING = "SELECT count(*) FROM pg_locks WHERE NOT granted"
# More than one attempt waits for a row.
LONGER = 1.2


def reencrypt(database: str) -> subprocess.Popen[str]:
    return subprocess.Popen(
        [sys.executable, "manage.py", "reencrypt_contacts"],
        cwd=settings.BASE_DIR,
        env={
            **os.environ,
            "DATABASE_URL": database,
            "WAYMARK_MODE": "test",
            "DJANGO_SETTINGS_MODULE": "config.settings",
            "WAYMARK_CONTACT_KEYS": f"{NEW} {OLD}",
        },
        stdout=subprocess.PIPE,
        text=True,
    )


@pytest.mark.proof
def test_whoever_is_saving_a_row_finishes_and_what_they_saved_stays(
    cloned_database: str,
) -> None:
    first, second = psycopg2.connect(cloned_database), psycopg2.connect(cloned_database)
    second.autocommit = True
    with first.cursor() as saving, second.cursor() as watching:
        watching.execute(ADD_PERSON)
        (person,) = watching.fetchone() or (None,)
        token = Fernet(OLD).encrypt(b"before").decode()
        watching.execute(ADD_JOB, [person, token])
        after = Fernet(OLD).encrypt(b"after").decode()
        saving.execute('UPDATE directory_importjob SET "table" = %s', [after])

        run = reencrypt(cloned_database)
        waiting = 0
        for _ in range(600):
            watching.execute(WAITING)
            (waiting,) = watching.fetchone() or (0,)
            if waiting or run.poll() is not None:
                break
            time.sleep(0.05)
        assert waiting
        time.sleep(LONGER)
        first.commit()

        said, _ = run.communicate(timeout=60)
        assert run.returncode == 0
        assert "directory_importjob.table: 1 values, 1 sealed anew" in said
        watching.execute('SELECT "table" FROM directory_importjob')
        (moved,) = watching.fetchone() or ("",)
    first.close()
    second.close()
    assert Fernet(NEW).decrypt(moved.encode()) == b"after"
