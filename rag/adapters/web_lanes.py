"""Work for several hosts at once, one piece after the other for each, with the results in the order given."""

from __future__ import annotations

import queue
import threading
from collections import deque
from collections.abc import Callable, Iterable, Iterator
from concurrent.futures import Future
from itertools import islice, zip_longest
from typing import Generic, TypeVar
from urllib.parse import urlsplit

HOSTS_AT_ONCE = 8

AHEAD = 256
"""Pieces begun before the first of them has been taken: room for hosts behind a slow one to go on."""

T = TypeVar("T")
R = TypeVar("R")


def host_of(url: str) -> str:
    """What two addresses of one host have in common; an address that is none is a host of its own."""
    try:
        return urlsplit(url).hostname or url
    except ValueError:
        return url


def in_lanes(items: Iterable[T], host: Callable[[T], str], work: Callable[[T], R]) -> Iterator[R]:
    """What ``work`` makes of each item, in order, for several hosts at once.

    What it raises is raised in its turn. Whoever stops taking results stops the work, except for the piece
    that each host is at.
    """
    lanes = _Lanes(work)
    rest = iter(items)
    under_way = deque(lanes.begin(host(item), item) for item in islice(rest, AHEAD))
    try:
        while under_way:
            yield under_way.popleft().result()
            under_way.extend(lanes.begin(host(item), item) for item in islice(rest, 1))
    finally:
        lanes.stop()


def in_turns(lists: Iterable[Iterable[T]]) -> Iterator[T]:
    """The first of each list, then the second of each: one long list does not keep the others waiting."""
    nothing = object()
    for round_ in zip_longest(*lists, fillvalue=nothing):
        yield from (item for item in round_ if item is not nothing)  # type: ignore[misc]


class _Lanes(Generic[T, R]):
    """A queue for each host that has work, and a few threads that each take one host at a time."""

    def __init__(self, work: Callable[[T], R]) -> None:
        self._work = work
        self._lanes: dict[str, deque[tuple[T, Future[R]]]] = {}
        self._hosts: queue.SimpleQueue[str | None] = queue.SimpleQueue()
        self._lock = threading.Lock()
        self._stopped = threading.Event()
        self._threads = 0

    def begin(self, host: str, item: T) -> Future[R]:
        future: Future[R] = Future()
        with self._lock:
            if host in self._lanes:
                self._lanes[host].append((item, future))
                return future
            self._lanes[host] = deque([(item, future)])
            is_short = self._threads < min(HOSTS_AT_ONCE, len(self._lanes))
            self._threads += is_short
        self._hosts.put(host)
        if is_short:  # a thread that waits for a slow server must not keep the program from ending
            threading.Thread(target=self._serve, name="fetching", daemon=True).start()
        return future

    def stop(self) -> None:
        self._stopped.set()
        for _ in range(self._threads):
            self._hosts.put(None)

    def _serve(self) -> None:
        while (host := self._hosts.get()) is not None:
            while not self._stopped.is_set() and (piece := self._next(host)):
                item, future = piece
                try:
                    future.set_result(self._work(item))
                except BaseException as error:  # noqa: BLE001 - raised again where the result is taken
                    future.set_exception(error)

    def _next(self, host: str) -> tuple[T, Future[R]] | None:
        with self._lock:
            if lane := self._lanes[host]:
                return lane.popleft()
            del self._lanes[host]
            return None
