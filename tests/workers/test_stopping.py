"""The wish to stop is heard whenever it comes, and however often."""

from __future__ import annotations

import subprocess
import sys

from workers.stopping import Wish

IMPATIENT = """
import os, signal, threading
from workers.stopping import Wish

wish, heard = Wish(), []
done = threading.Event()


def hear(number, frame):
    heard.append(number)
    wish.set()


def ask():
    for _ in range(3000):
        os.kill(os.getpid(), signal.SIGUSR1)
    done.set()


signal.signal(signal.SIGUSR1, hear)
threading.Thread(target=ask).start()
while not done.is_set():
    wish.wait(0.001)
    wish.set()
print("heard" if heard and wish.is_set() else "deaf")
"""


def test_signals_that_come_while_it_is_set_or_waited_for_never_block() -> None:
    told = subprocess.run(
        [sys.executable, "-c", IMPATIENT], check=True, capture_output=True, text=True, timeout=60
    ).stdout

    assert told.strip() == "heard"


def test_it_is_waited_for_no_longer_than_told() -> None:
    wish = Wish()

    before = wish.wait(0.01)
    wish.set()

    assert (before, wish.wait(60), wish.is_set()) == (False, True, True)
