"""Throttles in tests: doors that let few in, with windows that no test sees the end of."""

LONG = 10**9  # seconds: this window began in 2001 and ends in 2033, so that no count starts anew between two requests


def let_few_in(settings, **most: int) -> None:
    """Count, and let ``most`` in at each door named: ``let_few_in(settings, search=2)``; ``_`` stands for ``-``."""
    settings.THROTTLING = True
    doors = {door.replace("_", "-"): (number, LONG) for door, number in most.items()}
    settings.THROTTLES = settings.THROTTLES | doors
