"""The door that checks a certificate for everybody: by its number, by the QR code, or by the file."""

import io
import zlib
from dataclasses import replace
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext
from pypdf import PdfReader
from pypdf.errors import PyPdfError

from portal.display import day_text
from portal.http import page, public, writes
from portal.throttles import throttled
from sharedgrowth.innovilt.forms.register import FileForm, NumberForm
from sharedgrowth.innovilt.models import Certificate
from sharedgrowth.innovilt.queries import credentials as queries
from sharedgrowth.innovilt.queries.credentials import Checked
from sharedgrowth.innovilt.queries.register import BADGES, STATE_WORDS
from sharedgrowth.innovilt.rules.credentials import read_json
from sharedgrowth.innovilt.views.certificate_paper import certificate_pdf
from sharedgrowth.innovilt.views.register import day_of, home

MOST_ATTACHED = 1_000_000
PDF = b"%PDF-"
# What a library may stumble over in a file that was not made by a program that writes PDF.
BROKEN = (PyPdfError, ValueError, LookupError, TypeError, AttributeError, ArithmeticError, RecursionError, zlib.error)


@public
@writes(shows_form=True)
@throttled("search")
def verify(request: HttpRequest) -> HttpResponse:
    """Says what was found out. A file is read and not kept; nothing is changed."""
    on = day_of(request)
    number = NumberForm(request.GET if "number" in request.GET else None)
    file = FileForm(request.POST, request.FILES) if request.method == "POST" else FileForm()
    found, status = None, 200
    if request.method == "POST":
        if file.is_valid():
            found = _check_file(file.cleaned_data["file"].read(), on)
        else:
            status = 422
    elif seal := request.GET.get("c", ""):
        found = queries.check_seal(seal, on)
    elif given := (number.given().get("number", "") if number.is_bound else ""):
        found = queries.check_number(given, on)
    context = {
        "trail": [home(), (_("Check a certificate"), "")],
        "number_form": number,
        "file_form": file,
        "found": found,
        **(_words(found) if found else {}),
    }
    response = page(request, "innovilt/verify.html", context, status=status)
    response["X-Robots-Tag"] = "noindex"
    return response


def _check_file(content: bytes, on) -> Checked:
    document = _document_in(content)
    found = queries.check_document(document, on) if document is not None else Checked("unreadable")
    if found.verdict == "genuine" and found.certificate is not None and content.startswith(PDF):
        return replace(found, printed=found.issue == found.latest and _is_printed(content, found.certificate))
    return found


def _is_printed(content: bytes, certificate: Certificate) -> bool:
    """Whether the portal prints exactly this paper: what is attached says nothing of what is printed."""
    for language in ("ko", "en"):
        with override(language):
            if certificate_pdf(certificate) == content:
                return True
    return False


def _document_in(content: bytes) -> dict[str, Any] | None:
    """The credential of a JSON file, or of a PDF that carries one."""
    if content.startswith(PDF):
        try:
            attached = PdfReader(io.BytesIO(content)).attachments
            parts = [part for parts in attached.values() for part in parts if len(part) <= MOST_ATTACHED]
        except BROKEN:
            return None
    else:
        parts = [content]
    for part in parts:
        try:
            document = read_json(part)
        except (ValueError, RecursionError):
            continue
        if isinstance(document, dict):
            return document
    return None


def _versions(certificate: Certificate) -> list[int]:
    return sorted(certificate.versions.values_list("version__no", flat=True))


def _words(found: Checked) -> dict[str, Any]:
    """What was found out, as a headline, a sentence and a kind of note."""
    number = {"number": found.number}
    if found.verdict == "genuine" and found.certificate is not None:
        from_day, to_day = (day_text(day, "day") for day in (found.certificate.valid_from, found.certificate.valid_to))
        day = {"day": to_day, "from": from_day}
        told = {
            "valid": (_("Genuine and valid"), _("Certificate %(number)s holds until %(day)s.")),
            "upcoming": (_("Genuine, not begun yet"), _("Certificate %(number)s holds from %(from)s.")),
            "suspended": (
                _("Genuine, but suspended"),
                _("Certificate %(number)s is suspended: the product may not be sold as certified now."),
            ),
            "withdrawn": (
                pgettext("innovilt certificate", "Withdrawn"),
                _("Certificate %(number)s was withdrawn and no longer holds."),
            ),
            "expired": (pgettext("innovilt certificate", "Expired"), _("Certificate %(number)s ended on %(day)s.")),
        }
        title, text = told[found.state]
        kind, text = BADGES[found.state], text % (number | day)
        if found.printed is False:
            if found.holds:
                kind, title = "warn", _("The file in this PDF is genuine, but the print was not made here like this")
            text += " " + _("Do not rely on what is printed: what holds is written below.")
        return {
            "kind": kind,
            "headline": title,
            "sentence": text,
            "state_words": STATE_WORDS[found.state],
            "versions": ", ".join(str(no) for no in _versions(found.certificate)),
        }
    told_else = {
        "changed": (
            _("Changed: do not rely on it"),
            _("It names certificate %(number)s, but it does not say what the portal signed."),
        ),
        "unknown": (_("There is no such certificate"), _("The portal has never issued a certificate %(number)s.")),
        "foreign": (
            _("Not issued here"),
            _("Somebody else signed it, or nobody. The portal can only check its own certificates."),
        ),
        "unreadable": (
            _("This is no certificate"),
            _("Nothing in it can be read as a certificate of this portal. Take the PDF or JSON as it was issued."),
        ),
    }
    title, text = told_else[found.verdict]
    labels = {
        "number": _("Certificate number"),
        "holder": _("Member"),
        "product": _("Product"),
        "product_number": _("Product number"),
        "versions": pgettext("innovilt", "Versions"),
        "valid_from": _("Valid from"),
        "valid_to": _("Valid until"),
    }
    return {
        "kind": "warn" if found.verdict == "unreadable" else "bad",
        "headline": title,
        "sentence": text % number,
        "differs": [(labels[name], said or "—", true or "—") for name, said, true in found.differs],
    }
