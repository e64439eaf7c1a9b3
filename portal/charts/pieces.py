"""The pieces that every drawing is made of: texts with their widths, lines and boxes."""

from collections.abc import Callable, Iterable
from decimal import Decimal

from django.utils.html import format_html, format_html_join
from django.utils.safestring import SafeString

Number = Decimal | int
Drawing = tuple[float, SafeString]
Draw = Callable[[int], Drawing]

HALF_WIDTHS = (330, 460, 560)  # in half a page
FULL_WIDTHS = (330, 460, 600, 800, 1000, 1200)
NARROW = 440  # below: names go above their row instead of left of it
TEXT_PX = 13


def text_width(text: str, px: int = TEXT_PX) -> float:
    """About how wide a text is: Hangul and Han one em, the rest 0.56 em.

    >>> text_width("가가"), text_width("ab") < text_width("가가")
    (26, True)
    """
    return sum(px if ord(character) > 0x2E80 else px * 0.56 for character in text)


def clip(text: str, width: float) -> str:
    """The text, or as much of it as fits, with an ellipsis.

    >>> clip("Saebyeok Materials", 60), clip("Maru", 60)
    ('Saebyeo…', 'Maru')
    """
    if text_width(text) <= width:
        return text
    while text and text_width(text + "…") > width:
        text = text[:-1]
    return text.rstrip() + "…"


def join(parts: Iterable[SafeString]) -> SafeString:
    """Parts of a drawing, one after the other."""
    return format_html_join("", "{}", ((part,) for part in parts))


def px(value: float) -> str:
    """A coordinate as it is written: one decimal."""
    return f"{value:.1f}"


def text(x: float, y: float, words: object, cls: str = "", anchor: str = "start") -> SafeString:
    """Words at a place, from its start, middle or end on."""
    return format_html(
        '<text x="{}" y="{}" class="{}" text-anchor="{}">{}</text>', px(x), px(y), cls, anchor, str(words)
    )


def line(x1: float, y1: float, x2: float, y2: float, cls: str) -> SafeString:
    """A straight line; its look is its class."""
    return format_html('<line x1="{}" y1="{}" x2="{}" y2="{}" class="{}"/>', px(x1), px(y1), px(x2), px(y2), cls)


def rect(x: float, y: float, width: float, height: float, cls: str) -> SafeString:
    """A box; never of negative width."""
    return format_html(
        '<rect x="{}" y="{}" width="{}" height="{}" class="{}"/>', px(x), px(y), px(max(width, 0)), px(height), cls
    )
