"""Doors of a course's certificate: the page behind its QR code for everybody, the paper for the person on it."""

import qrcode
from django.conf import settings
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.display import day_text
from portal.http import page, page_now, public, reads
from portal.pdf import pdf_response, typeset
from portal.throttles import throttled
from purchasing.esg.models import CourseCertificate
from purchasing.esg.policies import courses as policies
from purchasing.esg.queries import courses as queries
from purchasing.esg.rules.courses import masked_name

BRAND = "Together · ESG purchasing"


def _certificate(token: str) -> CourseCertificate:
    found = queries.certificate_by_token(token)
    if found is None:
        raise Http404
    return found


@public
@reads
@throttled("search")
def course_certificate(request: HttpRequest, token: str) -> HttpResponse:
    """What the certificate says, the name hidden but for its first letters; and whether it still holds."""
    certificate = _certificate(token)
    on = page_now(request).astimezone(SEOUL).date()
    context = {
        "certificate": certificate,
        "name": masked_name(certificate.name),
        "holds": certificate.valid_to >= on,
        "own": request.user.is_authenticated and bool(policies.may_print(request.user, certificate)),
    }
    response = page(request, "esg/course_certificate.html", context)
    response["X-Robots-Tag"] = "noindex"
    return response


@reads
@throttled("export")
def course_paper(request: HttpRequest, token: str) -> HttpResponse:
    """The paper, with its QR code; printed again it has the same bytes."""
    certificate = _certificate(token)
    if not policies.may_print(request.user, certificate):
        raise Http404
    address = settings.BASE_URL + reverse("esg:course-certificate", args=[token])
    company = certificate.company
    words = {"number": certificate.number}
    data = {
        "brand": BRAND,
        "title": _("Certificate of completion"),
        "number": certificate.number,
        "footer": _("Certificate %(number)s of the portal Together.") % words,
        "statement": _("The person named below has attended this course and passed its quiz."),
        "facts": [
            {"label": _("Name"), "value": certificate.name},
            {"label": _("Company"), "value": company.name},
            {
                "label": pgettext("training", "Course"),
                "value": f"{certificate.course.title} ({certificate.course.version})",
            },
            {"label": _("Points"), "value": str(certificate.points)},
            {"label": _("Issued"), "value": day_text(certificate.issued_on)},
            {"label": _("Valid until"), "value": day_text(certificate.valid_to)},
        ],
        "check_title": _("Check this certificate"),
        "check": _("Scan the code or open the address: the page says whether the certificate holds."),
        "address": address,
        "qr": _squares(address),
    }
    name = f"{certificate.number}-{get_language()[:2]}.pdf"
    return pdf_response(typeset("esg/course_certificate.typ", data), name)


def _squares(address: str) -> list[list[bool]]:
    """The QR code as rows of dark and light squares."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(address)
    return code.get_matrix()
