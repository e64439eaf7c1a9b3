"""What the description says of parameters that say nothing of themselves: one style of names, so one set of words."""

from typing import Any

NAMED = {
    ("path", "uid"): "Its key: `uid` where it is listed, and in the answer that made it.",
    ("path", "number"): "Its number, as lists and pages write it.",
    ("path", "code"): "Its code, as the list writes it.",
    ("path", "key"): "Its key, as the list writes it.",
    ("path", "kpi"): "The indicator: its `uid` in the project.",
    ("path", "objection"): "The objection: its `uid` in the list of the tender.",
    ("path", "ocid"): "The Open Contracting ID of the process.",
    ("query", "cursor"): "Take it from `next` or `previous`; it belongs to this list and order.",
    ("query", "page_size"): "Rows a page.",
    ("query", "year"): "Rows of this year.",
    ("query", "level"): "Rows of this level.",
    ("query", "tier"): "Rows of this tier of the chain of contracts; 1 is the buyer's own supplier.",
    ("query", "no"): "The number of a row within its thing.",
}
STEMS = {  # what a span is about, where the first word of its name alone is no sentence
    "at": "Asked",
    "base": "Counting begins",
    "left": "Left the company",
    "live": "Went live",
    "need": "Needed",
    "pay": "To be paid",
    "valid": "Validity begins",
    "value": "Value date",
}
MIDNIGHT = "; a day stands for its beginning in Korea"


def with_words(parameters: list[dict[str, Any]]) -> None:
    """A description for each parameter of query and path that has none."""
    for each in parameters:
        if not each.get("description"):
            each["description"] = words_of(each["in"], each["name"], each["schema"])


def words_of(place: str, name: str, schema: dict[str, Any]) -> str:
    """What is said of a parameter, by its name and type.

    >>> words_of("query", "closes_before", {"anyOf": [{"format": "date-time"}, {"format": "date"}]})
    'Closes before this moment; a day stands for its beginning in Korea.'
    >>> words_of("query", "paid_from", {"type": "string", "format": "date"})
    'Paid on this day or later.'
    >>> words_of("query", "request_state", {"type": "array", "items": {"type": "string"}})
    'Request state: any of these, with commas.'
    """
    stem, _line, end = name.rpartition("_")
    if place == "query" and stem and end in ("from", "before"):
        return _span(STEMS.get(stem, stem.replace("_", " ").capitalize()), end, is_moment="anyOf" in schema)
    if place == "query" and schema.get("type") == "array":
        return f"{name.replace('_', ' ').capitalize()}: any of these, with commas."
    if place == "query" and schema.get("type") == "boolean":
        return f"`true`: only those that are {name.replace('_', ' ')}; `false`: only those that are not."
    return NAMED.get((place, name), "")  # a test finds those that nobody described


def _span(about: str, end: str, *, is_moment: bool) -> str:
    if end == "before":
        return f"{about} before this {'moment' + MIDNIGHT if is_moment else 'day'}."
    return f"{about} {'at this moment' if is_moment else 'on this day'} or later{MIDNIGHT if is_moment else ''}."
