from __future__ import annotations

from collections.abc import Callable
from contextlib import suppress
from datetime import UTC, datetime, timedelta
from email.utils import format_datetime

import pytest
from hypothesis import given
from hypothesis import strategies as st

from rag.adapters.retrying import PassingFault, Retrying, seconds_asked
from rag.errors import KeyRefused, ModelFailed

NOW = datetime(2026, 11, 2, 12, 0, tzinfo=UTC)


class Clock:
    """Time that passes only by sleeping, or by working when told so."""

    def __init__(self) -> None:
        self.seconds = 0.0
        self.slept: list[float] = []

    def sleep(self, seconds: float) -> None:
        self.slept.append(seconds)
        self.seconds += seconds

    def retrying(self, *, tries: int = 5, jitter: Callable[[float, float], float] = max) -> Retrying:
        return Retrying(
            tries=tries,
            first=1.0,
            longest=5.0,
            sleep=self.sleep,
            clock=lambda: self.seconds,
            now=lambda: NOW + timedelta(seconds=self.seconds),
            jitter=jitter,
        )


def failing(times: int, *, retry_after: str | None = None) -> Callable[[float], str]:
    left = [times]

    def work(remaining: float) -> str:
        left[0] -= 1
        if left[0] >= 0:
            raise PassingFault("Busy.", retry_after=retry_after)
        return f"done with {remaining:g} s left"

    return work


def test_success_needs_no_wait():
    clock = Clock()
    assert clock.retrying().call(failing(0), timeout=10) == "done with 10 s left"
    assert clock.slept == []


def test_waits_double_up_to_the_longest():
    clock = Clock()
    clock.retrying().call(failing(4), timeout=100)
    assert clock.slept == [1.0, 2.0, 4.0, 5.0]


def test_jitter_is_full():
    clock = Clock()
    clock.retrying(jitter=lambda low, high: low).call(failing(3), timeout=100)
    assert clock.slept == [0.0, 0.0, 0.0]


def test_the_last_try_is_the_last():
    clock = Clock()
    with pytest.raises(ModelFailed, match=r"Busy\. Tried 3 times"):
        clock.retrying(tries=3).call(failing(9), timeout=100)
    assert len(clock.slept) == 2


@pytest.mark.parametrize("header", ["7", format_datetime(NOW + timedelta(seconds=7), usegmt=True)])
def test_retry_after_is_respected(header: str):
    clock = Clock()
    clock.retrying().call(failing(1, retry_after=header), timeout=100)
    assert clock.slept == [7.0]


def test_a_wait_beyond_the_deadline_is_not_begun():
    clock = Clock()
    with pytest.raises(PassingFault, match="60 s of patience"):
        clock.retrying().call(failing(1, retry_after="60"), timeout=30)
    assert clock.slept == []


def test_what_the_user_must_mend_is_raised_at_once():
    calls = []

    def work(remaining: float) -> None:
        calls.append(remaining)
        raise KeyRefused("No.")

    with pytest.raises(KeyRefused):
        Clock().retrying().call(work, timeout=10)
    assert len(calls) == 1


@pytest.mark.parametrize("header", [None, "", "soon", "Tue, 99 Foo 2026"])
def test_an_unreadable_header_asks_for_nothing(header: str | None):
    assert seconds_asked(header, NOW) is None


def test_a_moment_in_the_past_asks_for_no_wait():
    assert seconds_asked(format_datetime(NOW - timedelta(hours=1), usegmt=True), NOW) == 0.0


@given(timeout=st.floats(0.1, 60), fails=st.integers(0, 9), asked=st.none() | st.integers(0, 40).map(str))
def test_all_tries_end_by_the_deadline(timeout: float, fails: int, asked: str | None):
    clock = Clock()
    with suppress(PassingFault):
        clock.retrying().call(failing(fails, retry_after=asked), timeout=timeout)
    assert clock.seconds <= timeout
