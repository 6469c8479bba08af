"""Child processes that never outlive the process that started them."""

from __future__ import annotations

import ctypes
import pwd
import signal
import subprocess
import sys
from collections.abc import Callable, Mapping, Sequence
from typing import IO, Any

PR_SET_PDEATHSIG = 1


def start(
    command: Sequence[str],
    *,
    farewell: signal.Signals,
    user: str | None = None,
    output: IO[bytes] | None = None,
    environment: Mapping[str, str] | None = None,
) -> subprocess.Popen[bytes]:
    """Start `command`, which gets `farewell` should this process die uncleanly.

    The child leads a session of its own: Ctrl-C reaches us alone, and we stop our
    children in order. Standard error goes where `output` goes.
    """
    return subprocess.Popen(
        command,
        **identity(user),
        stdin=subprocess.DEVNULL,
        stdout=output,
        stderr=subprocess.STDOUT if output else None,
        env=environment,
        start_new_session=True,
        preexec_fn=_tie_to_parent(farewell),
    )


def stop(
    process: subprocess.Popen[bytes], escalation: Mapping[signal.Signals, float]
) -> int:
    """Send each signal in turn and wait its seconds; at the end, kill. The exit code.

    A process that has ended already is left alone.
    """
    for number, seconds in escalation.items():
        if process.poll() is not None:
            break
        process.send_signal(number)
        try:
            process.wait(timeout=seconds)
        except subprocess.TimeoutExpired:
            continue
    if process.poll() is None:
        process.kill()
    return process.wait()


def identity(user: str | None) -> dict[str, Any]:
    """Arguments for `subprocess` that make the child `user` and nothing more.

    Without the group the child would keep root's, and the rights that come with it.
    """
    if user is None:
        return {}
    entry = pwd.getpwnam(user)
    return {"user": entry.pw_uid, "group": entry.pw_gid, "extra_groups": []}


def _tie_to_parent(farewell: signal.Signals) -> Callable[[], None] | None:
    """What the child runs before its program: ask Linux for a signal at our death.

    Elsewhere there is no such thing; there an orphan is found and stopped by the
    next start (see config.database).
    """
    if not sys.platform.startswith("linux"):
        return None
    libc = ctypes.CDLL(None, use_errno=True)

    def tie() -> None:
        libc.prctl(PR_SET_PDEATHSIG, int(farewell))

    return tie
