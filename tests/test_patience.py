"""Work in mailbot itself is stopped when it takes too long, wherever it is."""

from __future__ import annotations

import re
import signal
import threading
import time

import pytest

from mailbot.patience import TookTooLong, at_most


def test_a_regular_expression_is_stopped() -> None:
    began = time.process_time()
    with pytest.raises(TookTooLong, match=r"more than 0\.3 seconds"), at_most(0.3):
        re.match(r"(a+)+$", "a" * 60 + "b")
    assert time.process_time() - began < 3


def test_what_catches_every_exception_is_stopped() -> None:
    def work() -> None:
        while True:
            try:
                sum(range(100_000))
            except Exception:  # noqa: BLE001, S112 - as a library might
                continue

    with pytest.raises(TookTooLong), at_most(0.3):
        work()


def test_quick_work_is_left_alone_and_the_timer_off() -> None:
    with at_most(0.2):
        pass
    began = time.process_time()
    while time.process_time() - began < 0.5:
        pass
    assert signal.getitimer(signal.ITIMER_PROF) == (0.0, 0.0)


def test_another_thread_is_not_disturbed() -> None:
    done: list[bool] = []

    def work() -> None:
        with at_most(0.01):
            sum(range(2_000_000))
        done.append(True)

    thread = threading.Thread(target=work)
    thread.start()
    thread.join()
    assert done == [True]
