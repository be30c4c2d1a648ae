"""A stage of a pipeline: makes the next item while the consumer works on the present one."""

from __future__ import annotations

from collections.abc import Iterable, Iterator
from concurrent.futures import ThreadPoolExecutor
from typing import Final, TypeVar

T = TypeVar("T")

END: Final = object()


def ahead(items: Iterable[T]) -> Iterator[T]:
    """The same items in the same order, each made one ahead on a thread; errors arrive in order."""
    iterator = iter(items)
    with ThreadPoolExecutor(1) as thread:
        upcoming = thread.submit(next, iterator, END)
        while (item := upcoming.result()) is not END:
            upcoming = thread.submit(next, iterator, END)
            yield item  # type: ignore[misc]
