"""Log lines that say what happened and never what somebody asked for."""

from __future__ import annotations

import logging
import re
from types import TracebackType

QUERY = re.compile(r"\?[^\s\"']*")


class PlainFormatter(logging.Formatter):
    """Time, level, logger and message, with query strings taken out."""

    def __init__(self) -> None:
        super().__init__("{asctime} {levelname} {name} {message}", style="{")

    def format(self, record: logging.LogRecord) -> str:
        return QUERY.sub("?…", super().format(record))

    def formatException(  # noqa: N802 (logging's own name)
        self,
        ei: tuple[type[BaseException], BaseException, TracebackType | None]
        | tuple[None, None, None],
    ) -> str:
        """The traceback; a database error keeps its first line only.

        PostgreSQL puts the refused values into the DETAIL line.
        """
        text = super().formatException(ei)
        return re.sub(r"\nDETAIL:[^\n]*|\nCONTEXT:[^\n]*", "", text)
