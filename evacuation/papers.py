"""Files that people carry between the server and the offline machine."""

from __future__ import annotations

import base64
import os
import textwrap
from enum import StrEnum
from pathlib import Path

from django.utils.translation import gettext_lazy as _

from evacuation.errors import DeskError
from evacuation.vault.secret import Secret

_LINE = 64


class Paper(StrEnum):
    """The first line of a file: what it is."""

    CHARTER = "WAYMARK CHARTER"
    ROSTER_EXPORT = "WAYMARK ROSTER, TO BE SIGNED OFFLINE"
    ROSTER = "WAYMARK ROSTER, SIGNED BY THE ORGANISATION"
    RECOVERY_EXPORT = "WAYMARK RECOVERY, TO BE OPENED OFFLINE"
    RECOVERY_IMPORT = "WAYMARK RECOVERY, TO BE TAKEN IN"
    SIGNING_KEY = "WAYMARK ORGANISATION SIGNING KEY: KEEP OFFLINE"


class WrongFile(DeskError):
    """Not the kind of file that was asked for, or damaged on the way."""

    code = "wrong_file"
    message = _("This is another file than the one asked for, or a damaged one.")


def write_paper(path: Path, kind: Paper, data: bytes) -> None:
    """A new file that its owner alone reads. Raises FileExistsError."""
    lines = textwrap.wrap(base64.b64encode(data).decode(), _LINE)
    flags = os.O_WRONLY | os.O_CREAT | os.O_EXCL
    with os.fdopen(os.open(path, flags, 0o600), "w", encoding="ascii") as file:
        file.write("\n".join([kind, *lines, ""]))


def read_paper(path: Path, kind: Paper) -> bytes:
    """What `write_paper` wrote. Raises WrongFile, OSError."""
    try:
        first, *lines = path.read_text(encoding="ascii").splitlines() or [""]
        data = base64.b64decode("".join(lines), validate=True)
    except ValueError:
        raise WrongFile from None
    if first != kind or not data:
        raise WrongFile
    return data


def read_signing_key(path: Path) -> Secret:
    """The organisation's Ed25519 seed. Raises WrongFile, OSError."""
    data = read_paper(path, Paper.SIGNING_KEY)
    if len(data) != 32:
        raise WrongFile
    return Secret(data)


def in_groups(public: bytes) -> str:
    """A public key as people compare it: hexadecimal digits in groups of four."""
    digits = public.hex()
    return " ".join(digits[at : at + 4] for at in range(0, len(digits), 4))
