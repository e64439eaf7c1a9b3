"""What a person saw when they began to write: a short mark of it, to notice that somebody else wrote meanwhile."""

import hashlib
import json
from collections.abc import Mapping
from decimal import Decimal


def mark_of(facts: Mapping[str, object]) -> str:
    """A mark that is the same for the same facts, in whatever order and with whatever zeros they come.

    Source: design 8 (409 with both values).

    >>> mark_of({"moq": Decimal("10.000"), "name": "Pump"}) == mark_of({"name": "Pump", "moq": Decimal(10)})
    True
    >>> mark_of({"moq": Decimal(11)}) == mark_of({"moq": Decimal(10)})
    False
    """
    text = json.dumps(facts, sort_keys=True, default=_plain, ensure_ascii=False)
    return hashlib.sha256(text.encode()).hexdigest()[:16]


def _plain(value: object) -> str:
    return f"{value.normalize():f}" if isinstance(value, Decimal) else str(value)
