"""Areas of this app that keep something of a trainee enter here how it is destroyed: ``@erases("matches")``.

Each takes the application and destroys, in the caller's transaction, words, files and names; what it keeps is a figure
without a person. It returns counts by kind.
"""

from collections.abc import Callable, Mapping
from typing import TYPE_CHECKING

from portal.registry import Registry

if TYPE_CHECKING:
    from sharedgrowth.jobs.models import Application

Eraser = Callable[["Application"], Mapping[str, int]]
erasers: Registry[Eraser] = Registry("erasers of Youth Dream")


def erases(key: str) -> Callable[[Eraser], Eraser]:
    """Enter the decorated function."""

    def enter(eraser: Eraser) -> Eraser:
        return erasers.add(key, eraser)

    return enter
