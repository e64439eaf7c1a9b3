"""A named list that others enter, so that a lower floor can show what upper floors have."""

from collections.abc import Iterator
from typing import Generic, TypeVar

T = TypeVar("T")


class Registry(Generic[T]):
    """Entries by key, in the order of their ``order`` attribute, then of entry.

    >>> figures = Registry("figures")
    >>> figures.add("products", 12)
    12
    >>> list(figures)
    [12]
    """

    def __init__(self, name: str):
        self.name = name
        self._entries: dict[str, T] = {}

    def add(self, key: str, entry: T) -> T:
        """Enter ``entry`` under ``key``; the same key twice is a programming error."""
        if key in self._entries:
            raise ValueError(f"{self.name}: {key!r} is entered twice")
        self._entries[key] = entry
        return entry

    def get(self, key: str) -> T | None:
        """The entry of ``key``, or None."""
        return self._entries.get(key)

    def items(self) -> list[tuple[str, T]]:
        """Keys and entries, in order."""
        return sorted(self._entries.items(), key=lambda pair: getattr(pair[1], "order", 0))

    def __iter__(self) -> Iterator[T]:
        return iter(sorted(self._entries.values(), key=lambda entry: getattr(entry, "order", 0)))

    def __len__(self) -> int:
        return len(self._entries)
