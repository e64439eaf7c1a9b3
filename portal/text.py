"""Text that people type: composed, visible, and what it seems to be. Forms, serializers and services share this.

A name made of Hangul fillers or zero-width characters passes ``strip()`` and looks empty; a bidirectional override
makes one name read as another. Source: security 8 (last rows) and T34.
"""

import re
import unicodedata

from django.contrib.admindocs.views import simplify_regex
from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

BIDI_CONTROLS = frozenset("\u061c\u200e\u200f\u202a\u202b\u202c\u202d\u202e\u2066\u2067\u2068\u2069")
# Letters and signs by their class that print nothing: Hangul fillers, the braille blank, Khmer inherent vowels.
BLANK_LETTERS = frozenset("\u115f\u1160\u3164\uffa0\u2800\u17b4\u17b5\u034f\ufeff\u00ad\u180e")
ZERO_WIDTH = frozenset("\u200b\u200c\u200d\u2060\u2061\u2062\u2063\u2064\ufeff")
# Emoji are built with joiners, and some scripts need them: only these may stay inside text.
JOINERS = frozenset("\u200c\u200d")
BREAKS = re.compile(r"\r\n|[\r\x0b\x0c\x1c-\x1e\x85\u2028\u2029]")
HANGUL = re.compile("[가-힣]")
INVISIBLE_CLASSES = ("Cf", "Cc", "Cn", "Co", "Zs", "Zl", "Zp", "Mn", "Me")


def is_visible(text: str) -> bool:
    """Whether a reader sees anything at all.

    >>> is_visible("한빛정밀"), is_visible("\\u3164\\u200b "), is_visible("")
    (True, False, False)
    """
    return any(
        character not in BLANK_LETTERS and unicodedata.category(character) not in INVISIBLE_CLASSES
        for character in text
    )


def refuse_invisible(text: str) -> None:
    """A validator for form fields, model fields and serializer fields: no hidden characters, and something to see.

    >>> refuse_invisible("한빛정밀 (Hanbit)")
    >>> refuse_invisible("\\u202eevil")  # doctest: +IGNORE_EXCEPTION_DETAIL
    Traceback (most recent call last):
    django.core.exceptions.ValidationError: ['This text contains hidden direction marks. Type it again.']
    """
    if any(character in BIDI_CONTROLS for character in text):
        raise ValidationError(_("This text contains hidden direction marks. Type it again."), code="bidi")
    if any(_is_hidden(character) for character in text):
        raise ValidationError(
            _("This text contains characters that cannot be seen. Type it again instead of pasting it."),
            code="invisible",
        )
    if text and not is_visible(text):
        raise ValidationError(_("This text has no visible characters. Type it again."), code="empty")


def _is_hidden(character: str) -> bool:
    if character in JOINERS or character in "\n\t":
        return False
    if character in BLANK_LETTERS or character in ZERO_WIDTH:
        return True
    return unicodedata.category(character) in ("Cc", "Cs", "Cn") or "\U000e0000" <= character <= "\U000e007f"


def clean_line(text: str) -> str:
    """One line: composed characters (NFC), single spaces, no edges; raises ValidationError for hidden characters.

    >>> clean_line("  가람   정밀\\n")
    '가람 정밀'
    >>> clean_line("\\u1112\\u1161\\u11ab")  # typed as three Jamo
    '한'
    """
    text = unicodedata.normalize("NFC", BREAKS.sub(" ", text))
    text = re.sub(r"[\s\u00a0\u3000]+", " ", text).strip()
    refuse_invisible(text)
    return text


def clean_lines(text: str) -> str:
    """Several lines: composed characters, plain line ends, no blanks at line ends, at most one empty line in a row.

    >>> clean_lines("첫째 줄  \\r\\n\\r\\n\\r\\n둘째 줄 ")
    '첫째 줄\\n\\n둘째 줄'
    """
    text = unicodedata.normalize("NFC", BREAKS.sub("\n", text))
    lines = [re.sub(r"[ \u00a0\u3000]+$", "", line) for line in text.split("\n")]
    text = re.sub(r"\n{3,}", "\n\n", "\n".join(lines)).strip()
    refuse_invisible(text)
    return text


def plain_code(text: str) -> str:
    """A code (part number, postcode, model) as others will type it: full-width letters and digits become plain ones.

    Only these: ``㎜`` or ``²`` in a model's name mean something and stay.

    >>> plain_code(" ＳＢ－６２０４　Ａ "), plain_code("8㎜ M²")
    ('SB-6204 A', '8㎜ M²')
    """
    wide = "".join(
        unicodedata.normalize("NFKC", character) if unicodedata.east_asian_width(character) == "F" else character
        for character in text
    )
    return re.sub(r"\s+", " ", wide).strip()


def in_short(text: str, most: int) -> str:
    """On one line of at most ``most`` characters, cut between two words; only a word that is longer is cut itself.

    >>> in_short("Item E4 scores 1 of 5", 15), in_short("Item E4\\nscores", 15), in_short("무방류시스템", 4)
    ('Item E4 scores…', 'Item E4 scores', '무방류…')
    """
    line = " ".join(text.split())
    if len(line) <= most:
        return line
    words = line[:most].rpartition(" ")[0].rstrip(" ,;:")
    return f"{words or line[: most - 1]}…"


def told_in(language: str, text: str) -> str:
    """Of a text told in Korean and in another language, line by line or beside a slash, the first for this reader.

    >>> both = "문항 E4 1점: 폐수\\nItem E4 scores 1 of 5: waste water"
    >>> told_in("ko", both), told_in("en", both)
    ('문항 E4 1점: 폐수', 'Item E4 scores 1 of 5: waste water')
    >>> told_in("en", "폐수 방류 / Untreated discharge"), told_in("en", "폐수 / 대기"), told_in("ko", "Air / water")
    ('Untreated discharge', '폐수 / 대기', 'Air / water')
    """
    parts = text.splitlines()
    if len(parts) == 1 and len(beside := text.split(" / ")) == 2 and len({_is_korean(each) for each in beside}) == 2:
        parts = beside
    fitting = [part for part in parts if _is_korean(part) == (language == "ko")]
    return next(iter(fitting or parts), "").strip()


def _is_korean(text: str) -> bool:
    return HANGUL.search(text) is not None


def digits_of(text: str) -> str:
    """Only the digits, whatever stood between them; full-width digits count.

    >>> digits_of("１２３-45-67891")
    '1234567891'
    """
    return re.sub(r"[^0-9]", "", unicodedata.normalize("NFKC", text))


ROUTE_PART = re.compile(r"<(?:[^:<>]+:)?([^<>]+)>")


def address_template(route: str) -> str:
    """The address of a door without values, as the API's description writes it, from the route that leads to it.

    >>> address_template("api/v1/tenders/<uuid:uid>/bids/"), address_template("api/v1/time"), address_template("")
    ('/api/v1/tenders/{uid}/bids/', '/api/v1/time', '')
    >>> address_template("api/v1/bids/(?P<uid>[0-9a-f]{8}(?:-[0-9a-f]{4}){3})/receipt/$")
    '/api/v1/bids/{uid}/receipt/'
    """
    return ROUTE_PART.sub(r"{\1}", simplify_regex(route)).replace("\\", "") if route else ""
