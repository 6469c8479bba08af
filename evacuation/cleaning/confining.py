"""What the child gives up before it looks at a stranger's bytes. Nothing is given back.

`limit` comes first, `close_doors` when every module is imported: after it the process
has the pipes it was given and can open no file, no socket and no device.
"""

from __future__ import annotations

import ctypes
import os
import resource

MOST_MEMORY = 768 << 20  # Two copies of the largest picture, and the libraries.
MOST_CPU_SECONDS = 20

_CLONE_NEWUSER, _CLONE_NEWNET = 0x1000_0000, 0x4000_0000
_PR_SET_DUMPABLE, _PR_SET_NO_NEW_PRIVS = 4, 38


def limit() -> None:
    """Memory, time, no written file, no dump of what is in memory."""
    _cap(resource.RLIMIT_AS, MOST_MEMORY)
    _cap(resource.RLIMIT_CPU, MOST_CPU_SECONDS)
    _cap(resource.RLIMIT_FSIZE, 0)
    _cap(resource.RLIMIT_CORE, 0)
    os.umask(0o077)
    os.chdir("/")


def close_doors() -> None:
    """No new descriptor, no new process, no privilege; apart from others if it can be.

    The namespaces are a second wall, where the kernel grants them: without a network,
    and without a right over other processes of the same user.
    """
    libc = ctypes.CDLL(None)
    libc.prctl(_PR_SET_NO_NEW_PRIVS, 1, 0, 0, 0)
    libc.prctl(_PR_SET_DUMPABLE, 0, 0, 0, 0)
    libc.unshare(_CLONE_NEWUSER | _CLONE_NEWNET)
    _cap(resource.RLIMIT_NPROC, 0)
    _cap(resource.RLIMIT_NOFILE, 0)


def _cap(kind: int, most: int) -> None:
    resource.setrlimit(kind, (most, most))
