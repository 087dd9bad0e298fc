"""What this process asks of the kernel for the sake of what it holds in memory."""

from __future__ import annotations

import ctypes
import resource

PR_GET_DUMPABLE = 3
PR_SET_DUMPABLE = 4
"""prctl(2), linux/prctl.h."""


def forbid_dumps() -> None:
    """Let no crash write this process' memory to a disk, and no other process of its user read it (P1).

    The limit alone is not enough where the kernel hands cores to a program (core(5)): such a program is not
    bound by it. Elsewhere than on Linux only the limit is set.
    """
    resource.setrlimit(resource.RLIMIT_CORE, (0, 0))
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    if prctl is not None:
        prctl(PR_SET_DUMPABLE, 0, 0, 0, 0)


def is_dumpable() -> bool:
    """Whether the kernel would dump this process' memory."""
    prctl = getattr(ctypes.CDLL(None), "prctl", None)
    return bool(prctl(PR_GET_DUMPABLE, 0, 0, 0, 0)) if prctl is not None else True
