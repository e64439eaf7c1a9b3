"""How OCDS writes things: moments, days, money, quantities, texts in two languages."""

import json
from datetime import UTC, date, datetime, time
from decimal import Decimal
from typing import Any

from portal.clock import SEOUL


def moment(at: datetime | None) -> str | None:
    """A moment in UTC, as OCDS writes it."""
    return None if at is None else f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%SZ}"


def exact_moment(at: datetime) -> str:
    """A moment in UTC with microseconds: releases are ordered by it."""
    return f"{at.astimezone(UTC):%Y-%m-%dT%H:%M:%S.%fZ}"


def day(on: date) -> str:
    """The beginning of a day in Korea."""
    return datetime.combine(on, time(), tzinfo=SEOUL).isoformat()


def number(value: Decimal) -> Any:
    """A number of JSON with exactly these digits: an integer where it is whole."""
    return json.loads(f"{value.normalize():f}")


def money(amount_won: Decimal | int) -> dict[str, Any]:
    """Whole won."""
    return {"amount": int(amount_won), "currency": "KRW"}


def named(name: str, korean: str, english: str) -> dict[str, str]:
    """A text in Korean, and in English where there is one."""
    return {name: korean} | ({f"{name}_en": english} if english else {})
