"""JSON as RFC 8259 means it and no more: what PostgreSQL or Python would choke on later is refused here.

Stock parsers answer nesting, ``\\u0000`` and lone surrogates with a 500 (security 8); duplicate keys and NaN mean
different things to different readers (security 11.14). The refusal names the place, as a fault of a field would.
"""

import json
from collections.abc import Iterator
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.parsers import BaseParser

from portal.api.limits import MOST_BYTES, MOST_DEPTH, MOST_DIGITS, Malformed, TooLarge


class StrictJSONParser(BaseParser):
    """At most 1 MB (a few addresses: more) and 32 levels; decimals stay decimals; nothing that cannot be stored."""

    media_type = "application/json"

    def parse(self, stream, media_type=None, parser_context=None):
        """The body as Python values."""
        asked = (parser_context or {}).get("request")
        most = settings.API_LARGER_BODIES.get(asked.path_info, MOST_BYTES) if asked is not None else MOST_BYTES
        raw = stream.read(most + 1)
        if len(raw) > most:
            raise TooLarge()
        try:
            value = json.loads(
                raw.decode("utf-8"),
                parse_float=_decimal,
                parse_int=_integer,
                parse_constant=_NoNumber,
                object_pairs_hook=_Object,
            )
        except UnicodeDecodeError as error:
            raise Malformed(_("The body is not UTF-8.")) from error
        except RecursionError as error:
            raise Malformed(_too_deep()) from error
        except json.JSONDecodeError as error:
            place = {"line": error.lineno, "column": error.colno}
            raise Malformed(_("The body is not valid JSON: see line %(line)d, column %(column)d.") % place) from error
        _look_at(value)
        return value


class _Object(dict):
    """An object that knows which key it was given twice."""

    def __init__(self, pairs: list[tuple[str, object]]):
        super().__init__(pairs)
        self.doubled: str | None = None
        if len(self) != len(pairs):
            seen: set[str] = set()
            self.doubled = next(name for name, _value in pairs if name in seen or seen.add(name))


class _NoNumber:
    """NaN, Infinity: no numbers in JSON."""

    def __init__(self, name: str):
        self.said = _("The body is not valid JSON: %(name)s is not a number there.") % {"name": name}


class _TooLong:
    """A number of more digits than any of ours; it is never made, which alone would take long."""

    said = property(lambda _self: _("The body holds a number that is too long."))


def _integer(text: str) -> int | _TooLong:
    return int(text) if len(text) <= MOST_DIGITS else _TooLong()


def _decimal(text: str) -> Decimal | _TooLong:
    return Decimal(text) if len(text) <= MOST_DIGITS else _TooLong()


def _too_deep() -> str:
    return _("The body is nested deeper than %(levels)d levels.") % {"levels": MOST_DEPTH}


def _look_at(value: object) -> None:
    """Refuse depth and whatever cannot be stored, by its place; without recursion, so depth cannot hurt here."""
    level: list[tuple[str, object]] = [("", value)]
    for _depth in range(MOST_DEPTH + 1):
        below: list[tuple[str, object]] = []
        for pointer, item in level:
            below.extend(_checked(pointer, item))
        if not below:
            return
        level = below
    raise Malformed(_too_deep(), pointer="/".join(level[0][0].split("/")[:4]))


def _checked(pointer: str, item: object) -> Iterator[tuple[str, object]]:
    """What is inside ``item``, which itself is fine."""
    if isinstance(item, str):
        _refuse_unstorable(item, pointer)
    elif isinstance(item, _NoNumber | _TooLong):
        raise Malformed(item.said, pointer=pointer)
    elif isinstance(item, list):
        yield from ((f"{pointer}/{index}", inner) for index, inner in enumerate(item))
    elif isinstance(item, _Object):
        for key in item:
            _refuse_unstorable(key, pointer)
        if item.doubled is not None:
            raise Malformed(_("The body names the same key twice in one object."), pointer=_step(pointer, item.doubled))
        yield from ((_step(pointer, key), inner) for key, inner in item.items())


def _step(pointer: str, key: str) -> str:
    return f"{pointer}/{key[:100].replace('~', '~0').replace('/', '~1')}"


def _refuse_unstorable(text: str, pointer: str) -> None:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise Malformed(
            _("The body holds a character that is not text (a zero byte or half a surrogate pair)."), pointer=pointer
        )
