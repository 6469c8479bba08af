"""Plain text, in UTF-8."""

from __future__ import annotations

import codecs
import encodings.utf_16  # Else imported when it is asked for, with the doors closed.

from evacuation.cleaning.refusals import CannotClean, Refusal

_CONTROLS = {*map(chr, range(32))} - set("\t\n\r\f")
_WIDE = (codecs.BOM_UTF16_LE, codecs.BOM_UTF16_BE)


def cleaned_text(data: bytes) -> tuple[str, bytes]:
    """(content type, the same words). Raises CannotClean for another encoding."""
    try:
        if data.startswith(_WIDE):
            text, _length = encodings.utf_16.decode(data)
        else:
            text = data.removeprefix(codecs.BOM_UTF8).decode()
    except UnicodeDecodeError:
        raise CannotClean(Refusal.UNSUITED) from None
    if _CONTROLS & set(text):
        raise CannotClean(Refusal.UNSUITED)
    return "text/plain; charset=utf-8", text.encode()
