"""What the processes of `gangmu serve` have in common: none of them outlives the one that started it."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

PARENT = "GANGMU_PARENT"  # set by `gangmu serve`: the process to end with

_PR_SET_PDEATHSIG = 1


def end_with_parent() -> None:
    """Have the kernel end this process when its parent is gone, even by `kill -9`, whatever it does at that moment.

    Linux only; elsewhere a killed `serve` leaves its processes behind.
    """
    parent = int(os.environ.get(PARENT, "0"))
    if not parent or not sys.platform.startswith("linux"):
        return
    ctypes.CDLL(None).prctl(_PR_SET_PDEATHSIG, signal.SIGKILL)
    if os.getppid() != parent:  # it was gone before the kernel knew
        os.kill(os.getpid(), signal.SIGKILL)
