"""Log lines that say what happened and never what somebody asked for."""

from __future__ import annotations

import logging
import re
from collections.abc import Iterator
from copy import copy
from types import TracebackType

import psycopg2
from django.core.exceptions import SuspiciousOperation
from django.db import Error

QUERY = re.compile(r"\?[^\s\"']*")
# The search in such an address opens to whoever holds the address; the question to a
# voucher is found by it.
SEALED = re.compile(r"/(found|vouch)/[^\s\"']*")
# What somebody pasted into the address bar instead of the form: seven groups of four.
CODE = re.compile(r"\b[0-9A-Za-z]{4}(?:-?[0-9A-Za-z]{4}){6}\b")
SEALED_CUT = r"/\1/…"


class PlainFormatter(logging.Formatter):
    """Time, level, logger, message; without query strings, sealed searches, codes.

    A database error keeps its class and its SQLSTATE: PostgreSQL puts the refused
    values into the message, the statement's excerpt (LINE) and the DETAIL.
    """

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        text = super().format(_without_trace(record))
        for error in _exceptions_of(record):
            text = _without_values(text, error)
        return QUERY.sub("?…", CODE.sub("…", SEALED.sub(_view_name(record), text)))

    def formatException(  # noqa: N802 (logging's own name)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        # The record keeps this text, for formatters of others to find.
        return _without_values(super().formatException(ei), ei[1])


def _without_trace(record: logging.LogRecord) -> logging.LogRecord:
    """What Django refuses is no fault of ours: its name and words are enough."""
    error = record.exc_info[1] if record.exc_info else None
    if not isinstance(error, SuspiciousOperation):
        return record
    said = copy(record)
    said.exc_info, said.exc_text = None, None
    return said


def _exceptions_of(record: logging.LogRecord) -> Iterator[BaseException]:
    if record.exc_info and record.exc_info[1]:
        yield record.exc_info[1]
    said = record.args if isinstance(record.args, tuple) else ()
    yield from (part for part in (record.msg, *said) if isinstance(part, Exception))


def _without_values(text: str, error: BaseException | None) -> str:
    """The text without what database errors in the chain of `error` say."""
    for link in _chain(error):
        said = str(link).strip()
        if said and isinstance(link, Error | psycopg2.Error):
            text = text.replace(said, f"SQLSTATE {_sqlstate(link)}")
    return text


def _chain(error: BaseException | None) -> list[BaseException]:
    """The error with everything that it was raised from or while handling."""
    found: list[BaseException] = []
    waiting = [error]
    while waiting:
        link = waiting.pop()
        if link is not None and link not in found:
            found.append(link)
            waiting += [link.__cause__, link.__context__]
    return found


def _sqlstate(error: BaseException) -> str:
    """Five characters; "none" where the server had no part in it."""
    # Django's own class stands around the driver's, which knows.
    known = (getattr(e, "pgcode", None) for e in (error, error.__cause__))
    return next((code for code in known if code), "none")


def _view_name(record: logging.LogRecord) -> str:
    """What to write for the address of a sealed search."""
    match = getattr(getattr(record, "request", None), "resolver_match", None)
    return getattr(match, "view_name", None) or SEALED_CUT
