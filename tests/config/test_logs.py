from __future__ import annotations

import logging
import sys

import pytest
from django.db import IntegrityError, connection

from config.logs import PlainFormatter


def line(message: str, *args: object, exc_info: bool = False) -> str:
    info = sys.exc_info() if exc_info else None
    record = logging.LogRecord("django", 30, __file__, 1, message, args, info)
    return PlainFormatter().format(record)


def test_a_query_string_is_taken_out() -> None:
    text = line('Not Found: "%s"', "/providers/?q=Анна&city=Osh")
    assert "Анна" not in text
    assert "Osh" not in text
    assert "/providers/?…" in text


@pytest.mark.django_db
def test_a_database_error_does_not_name_the_values() -> None:
    value = " ".join(["Secret", "Name"])  # the traceback shows this file's lines
    try:
        with connection.cursor() as cursor:
            cursor.execute("CREATE TEMP TABLE seen (name text UNIQUE)")
            cursor.execute("INSERT INTO seen VALUES (%s)", [value])
            cursor.execute("INSERT INTO seen VALUES (%s)", [value])
    except IntegrityError:
        text = line("failed", exc_info=True)
    assert "duplicate key" in text
    assert value not in text
