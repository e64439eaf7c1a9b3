"""A paper of facts, texts and tables in the reader's language: what a page shows, to hand on. Same data, same bytes."""

from collections.abc import Iterable, Sequence
from dataclasses import dataclass
from typing import Any

from django.http import HttpResponse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.pdf import pdf_response, typeset

NOTHING = "–"


@dataclass(frozen=True, slots=True)
class Part:
    """A part of a paper: a text, a table, or both. Without rows and text it is left out."""

    title: object
    text: object = ""
    head: Sequence[object] = ()
    rows: Sequence[Sequence[object]] = ()
    numbers: Sequence[int] = ()  # columns, from 0, that stand to the right


def paper_pdf(
    *,
    brand: str,
    title: object,
    number: str,
    facts: Iterable[tuple[object, object]] = (),
    parts: Iterable[Part] = (),
    signatures: Iterable[tuple[object, object]] = (),
    footer: object = "",
) -> bytes:
    """The paper as PDF; ``facts`` and ``signatures`` are (label, value)."""
    data: dict[str, Any] = {
        "brand": brand,
        "title": str(title),
        "number": number,
        "footer": str(footer or _("From the portal Together, number %(number)s.") % {"number": number}),
        "facts": [{"label": str(label), "value": _word(value)} for label, value in facts],
        "parts": [
            {
                "title": str(part.title),
                "text": str(part.text),
                "head": [str(cell) for cell in part.head],
                "rows": [[_word(cell) for cell in row] for row in part.rows],
                "numbers": list(part.numbers),
            }
            for part in parts
            if part.rows or str(part.text)
        ],
        "signatures": [{"label": str(label), "value": str(value)} for label, value in signatures],
    }
    return typeset("print/paper.typ", data)


def _word(value: object) -> str:
    return NOTHING if value is None or value == "" else str(value)


def paper_answer(number: str, kind: str = "", **paper: Any) -> HttpResponse:
    """The paper to keep, as ``NUMBER-kind-ko.pdf``."""
    name = "-".join(filter(None, [number, kind, (get_language() or "ko")[:2]]))
    return pdf_response(paper_pdf(number=number, **paper), f"{name}.pdf")
