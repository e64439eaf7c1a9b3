"""Legal papers as PDF: typeset by typst from a ``.typ`` file of ``templates/`` and plain data.

The data travels as JSON and is only ever text to the typesetter: nothing that a person typed is read as markup. The
same data gives the same bytes, so that a paper can be compared with one that was printed earlier. The font is the one
of the screens, in its desktop form, copied by ``manage.py assets``; nothing is fetched and no system font is used.
"""

import json
from datetime import date, datetime
from decimal import Decimal
from pathlib import Path
from typing import Any

import typst
from django.conf import settings
from django.http import HttpResponse
from django.utils.encoding import force_str
from django.utils.functional import Promise
from django.utils.translation import get_language

from portal.clock import SEOUL

FONTS = Path("static/vendor/print")
EPOCH = datetime(1980, 1, 1, tzinfo=SEOUL)  # the day that a file names as its making, so that its bytes are the same


def typeset(template: str, data: dict[str, Any]) -> bytes:
    """The paper ``templates/<template>`` filled with ``data``; ``data["lang"]`` is the reader's language unless given.

    Raises ``typst.TypstError`` for a template that does not compile: a fault of ours, found by its test.
    """
    given = {"lang": (get_language() or "ko")[:2], **data}
    root = settings.BASE_DIR / "templates"
    return typst.compile(
        root / template,
        root=root,
        font_paths=[settings.BASE_DIR / FONTS],
        ignore_system_fonts=True,
        sys_inputs={"data": json.dumps(given, ensure_ascii=False, default=_plain)},
        format="pdf",
        timestamp=int(EPOCH.timestamp()),
    )


def _plain(value: Any) -> str:
    if isinstance(value, Promise | Decimal | date):
        return force_str(value)
    if hasattr(value, "__html__"):
        return str(value)
    raise TypeError(f"a paper is filled with text, not with {type(value).__name__}")


def pdf_response(pdf: bytes, name: str) -> HttpResponse:
    """A PDF to keep, never cached: ``name`` is ASCII, with its ending."""
    return HttpResponse(
        pdf,
        content_type="application/pdf",
        headers={
            "Content-Disposition": f'attachment; filename="{name}"',
            "Cache-Control": "private, no-store",
            "X-Content-Type-Options": "nosniff",
        },
    )
