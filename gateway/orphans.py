"""No orphans: a process that was forked off goes when its parent does, even if that one is killed with -9."""

from __future__ import annotations

import ctypes
import os
import signal
import sys

_DIE_WITH_PARENT = 1  # PR_SET_PDEATHSIG in <sys/prctl.h>


def go_when_parent_goes() -> None:
    """To be called in the child, after the fork; on another system than Linux it does nothing."""
    if sys.platform == "linux":
        parent = os.getppid()
        ctypes.CDLL(None).prctl(_DIE_WITH_PARENT, signal.SIGKILL)
        if os.getppid() != parent:  # it went before we had said so
            os.kill(os.getpid(), signal.SIGKILL)
