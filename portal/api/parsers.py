"""JSON as RFC 8259 means it and no more: what PostgreSQL or Python would choke on later is refused here.

Stock parsers answer nesting, ``\\u0000`` and lone surrogates with a 500 (security 8); duplicate keys and NaN mean
different things to different readers (security 11.14).
"""

import json
from decimal import Decimal

from django.conf import settings
from django.utils.translation import gettext as _
from rest_framework.exceptions import ParseError
from rest_framework.parsers import BaseParser

from portal.api.limits import MOST_BYTES, MOST_DEPTH, TooLarge


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
                parse_float=Decimal,
                parse_constant=_no_constant,
                object_pairs_hook=_no_double_keys,
            )
        except UnicodeDecodeError as error:
            raise ParseError(_("The body is not UTF-8.")) from error
        except RecursionError as error:
            raise _too_deep() from error
        except json.JSONDecodeError as error:
            place = {"line": error.lineno, "column": error.colno}
            raise ParseError(_("The body is not valid JSON: see line %(line)d, column %(column)d.") % place) from error
        except ValueError as error:  # a number of thousands of digits
            raise ParseError(_("The body holds a number that is too long.")) from error
        _look_at(value)
        return value


def _no_constant(name: str):
    raise ParseError(_("The body is not valid JSON: %(name)s is not a number there.") % {"name": name})


def _no_double_keys(pairs: list[tuple[str, object]]) -> dict:
    found = dict(pairs)
    if len(found) != len(pairs):
        raise ParseError(_("The body names the same key twice in one object."))
    return found


def _too_deep() -> ParseError:
    return ParseError(_("The body is nested deeper than %(levels)d levels.") % {"levels": MOST_DEPTH})


def _look_at(value: object) -> None:
    """Refuse depth and characters that cannot be stored; without recursion, so depth cannot hurt here."""
    level = [value]
    for _depth in range(MOST_DEPTH + 1):
        below: list[object] = []
        for item in level:
            if isinstance(item, str):
                _storable(item)
            elif isinstance(item, list):
                below.extend(item)
            elif isinstance(item, dict):
                for key in item:
                    _storable(key)
                below.extend(item.values())
        if not below:
            return
        level = below
    raise _too_deep()


def _storable(text: str) -> None:
    if "\x00" in text or any("\ud800" <= character <= "\udfff" for character in text):
        raise ParseError(_("The body holds a character that is not text (a zero byte or half a surrogate pair)."))
