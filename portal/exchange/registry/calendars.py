"""What calendars may show: an app enters its dates in its ``cards``."""

from collections.abc import Callable, Iterable
from dataclasses import dataclass
from datetime import datetime
from typing import TYPE_CHECKING

from portal.icalendar import Moment
from portal.registry import Registry

if TYPE_CHECKING:
    from portal.people.models import User


@dataclass(frozen=True, kw_only=True)
class Calendar:
    """Dates of one kind, for a person as it acts for its company.

    They lie on foreign servers once a calendar program has fetched them: no amounts, no names of companies.
    """

    label: object
    said: object  # one sentence: which dates
    may: Callable[["User"], object]  # a verdict, or a truth
    moments: Callable[["User", datetime], Iterable[Moment]]
    order: int = 50


calendars: Registry[Calendar] = Registry("calendars")
