"""What commands are given on the command line, and the line that says what is wrong with it."""

from argparse import ArgumentTypeError
from datetime import date


def day(text: str) -> date:
    """A day as YYYY-MM-DD.

    >>> day("2026-11-30")
    datetime.date(2026, 11, 30)
    >>> day("30.11.2026")
    Traceback (most recent call last):
    argparse.ArgumentTypeError: '30.11.2026' is no day: write it as YYYY-MM-DD, as 2026-11-30
    """
    try:
        return date.fromisoformat(text)
    except ValueError as fault:
        raise ArgumentTypeError(f"{text!r} is no day: write it as YYYY-MM-DD, as 2026-11-30") from fault
