"""HOW MUCH: which fields of an application are asked, what an answer lacks, how many quotes a cost needs."""

import hashlib
import json
from collections.abc import Collection, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

MISSING, BELOW, ABOVE, NO_NUMBER, NO_DAY, NO_OPTION, TOO_LONG = (
    "missing",
    "below",
    "above",
    "no_number",
    "no_day",
    "no_option",
    "too_long",
)
NO_COSTS, QUOTES, BLOCKED = "no_costs", "quotes", "blocked"
NUMBERS = ("number", "money")


@dataclass(frozen=True, slots=True, kw_only=True)
class FieldIn:
    """What a rule needs to know of a field."""

    key: str
    kind: str
    required: bool = True
    options: Collection[str] = ()
    least: Decimal | None = None
    most: Decimal | None = None
    most_letters: int = 600
    shown_if_key: str = ""
    shown_if_value: str = ""


def asked_keys(fields: Sequence[FieldIn], answers: Mapping[str, str]) -> set[str]:
    """Keys of the fields that are asked: a field whose condition names another one is asked only when that one is
    asked, too, and has the value. A condition on a field that is not there is no condition.

    Source: requirement (forms built from data, conditions).

    >>> fields = [FieldIn(key="a", kind="choice"), FieldIn(key="b", kind="text", shown_if_key="a", shown_if_value="x"),
    ...     FieldIn(key="c", kind="text", shown_if_key="b", shown_if_value="y")]
    >>> sorted(asked_keys(fields, {"a": "x", "b": "n"})), sorted(asked_keys(fields, {"a": "z", "b": "y"}))
    (['a', 'b'], ['a'])
    """
    known = {each.key: each for each in fields}
    asked: set[str] = set()
    for each in fields:
        if _is_asked(each, known, answers, set()):
            asked.add(each.key)
    return asked


def _is_asked(field: FieldIn, known: Mapping[str, FieldIn], answers: Mapping[str, str], passed: set[str]) -> bool:
    above = known.get(field.shown_if_key)
    if above is None or field.key in passed:
        return True
    if answers.get(above.key, "") != field.shown_if_value:
        return False
    return _is_asked(above, known, answers, passed | {field.key})


def number_in(text: str) -> Decimal | None:
    """A number as an answer keeps it; None when it is none.

    Source: requirement (answers are plain text).

    >>> number_in("3.8"), number_in("three"), number_in("NaN")
    (Decimal('3.8'), None, None)
    """
    try:
        value = Decimal(text)
    except InvalidOperation:
        return None
    return value if value.is_finite() else None


def lack_of(field: FieldIn, value: str, *, files: int = 0, blocked: int = 0, costs: int = 0) -> str:
    """What is wrong with an answer, or "".

    Source: requirement (what is left is said; a file that fails its scan).

    >>> share = FieldIn(key="n", kind="number", least=Decimal(0), most=Decimal(100))
    >>> [lack_of(share, text) for text in ("", "12", "120", "-1", "many")]
    ['missing', '', 'above', 'below', 'no_number']
    >>> lack_of(FieldIn(key="f", kind="file"), "", files=1, blocked=1)
    'blocked'
    """
    if field.kind == "file":
        if blocked:
            return BLOCKED
        return MISSING if field.required and not files else ""
    if field.kind == "costs":
        return NO_COSTS if field.required and not costs else ""
    if not value:
        return MISSING if field.required else ""
    if field.kind in NUMBERS:
        number = number_in(value)
        if number is None:
            return NO_NUMBER
        if field.least is not None and number < field.least:
            return BELOW
        return ABOVE if field.most is not None and number > field.most else ""
    if field.kind == "date":
        return "" if day_in(value) else NO_DAY
    if field.kind in ("choice", "yesno"):
        allowed = ("yes", "no") if field.kind == "yesno" else field.options
        return "" if value in allowed else NO_OPTION
    return TOO_LONG if len(value) > field.most_letters else ""


def day_in(text: str) -> date | None:
    """A day as an answer keeps it; None when it is none.

    Source: requirement (answers are plain text).

    >>> day_in("2026-11-26"), day_in("26.11.2026")
    (datetime.date(2026, 11, 26), None)
    """
    try:
        return date.fromisoformat(text)
    except ValueError:
        return None


def fingerprint(content: Mapping[str, object]) -> str:
    """SHA-256 of the content in its one form: what a partner signs.

    Source: requirement (consortium sign-off).

    >>> fingerprint({"b": 1, "a": "가"}) == fingerprint({"a": "가", "b": 1})
    True
    """
    text = json.dumps(content, ensure_ascii=False, sort_keys=True, separators=(",", ":"))
    return hashlib.sha256(text.encode()).hexdigest()


def quotes_needed(amount_won: Decimal, two_from_won: Decimal) -> int:
    """How many quotes an item of costs needs: one, and two above the limit.

    Source: domain 7.4 (costs need quotes, two above 20 million won).

    >>> quotes_needed(Decimal(20_000_000), Decimal(20_000_000)), quotes_needed(Decimal(20_000_001), Decimal(20_000_000))
    (1, 2)
    """
    return 2 if amount_won > two_from_won else 1
