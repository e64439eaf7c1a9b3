"""The certificate as a paper, in the language that is set: it carries the credential, and the seal as a QR code."""

import json

import qrcode
from django.conf import settings
from django.http import Http404
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.display import day_text
from portal.pdf import typeset
from sharedgrowth.innovilt.models import Certificate, Credential
from sharedgrowth.innovilt.services.credentials import seal_url

BRAND = "Together · INNOVILT"


def qr_svg(text: str) -> str:
    """A QR code as a drawing: one path, so that a paper stays small."""
    code = qrcode.QRCode(border=4, error_correction=qrcode.constants.ERROR_CORRECT_M)
    code.add_data(text)
    rows = code.get_matrix()
    size = len(rows)
    dark = "".join(f"M{x} {y}h1v1h-1z" for y, row in enumerate(rows) for x, is_dark in enumerate(row) if is_dark)
    return f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {size} {size}"><path d="{dark}"/></svg>'


def certificate_pdf(certificate: Certificate) -> bytes:
    """The paper. The same certificate gives the same bytes."""
    signed = certificate.credentials.order_by("-no").first()
    if signed is None:
        raise Http404
    number = certificate.number
    english = get_language() == "en"
    names = _signed_names(signed)
    products = [certificate.name_ko, certificate.name_en]
    versions = certificate.versions.select_related("version").order_by("version__no")
    page = settings.BASE_URL + reverse("innovilt:certificate-detail", args=[number])
    data = {
        "brand": BRAND,
        "title": _("INNOVILT product certificate"),
        "number": number,
        "footer": _("Certificate %(number)s, issue %(no)s.") % {"number": number, "no": signed.no},
        "statement": _(
            "This product is made wholly of POSCO steel in its steel parts. Its technology and marketability were "
            "judged, and the brand committee has certified it as an INNOVILT product."
        ),
        **_both("product", _("Certified product"), products, english),
        **_both("holder", _("Member of the INNOVILT Alliance"), names, english),
        "facts": [
            {"label": _("Certificate number"), "value": number},
            {"label": _("Valid from"), "value": day_text(certificate.valid_from)},
            {"label": _("Valid until"), "value": day_text(certificate.valid_to)},
            {"label": pgettext("innovilt", "Category"), "value": certificate.get_category_display()},
            {"label": _("Product number"), "value": certificate.product.number},
            {"label": _("Region of the plant"), "value": certificate.region or "—"},
        ],
        "scope_title": pgettext("innovilt", "What it covers"),
        "scope": [
            *(_("Version %(no)s: %(name)s") % {"no": each.version.no, "name": each.version.name} for each in versions),
            _("Other versions are not covered. The mark is shown with this number only."),
        ],
        "check_title": pgettext("innovilt", "Check this certificate"),
        "check": _(
            "Scan the code: the page tells whether the certificate holds today. The code is signed and can be checked "
            "without a network; this file carries the certificate as a W3C verifiable credential."
        ),
        "qr": qr_svg(seal_url(signed.seal)),
        "address_label": _("Address"),
        "address": page,
        "print_label": _("SHA-256 of the credential"),
        "sha256": signed.sha256,
        "credential": signed.text,
        "attached": _("The certificate as a W3C verifiable credential"),
        "signatures": [
            {"label": pgettext("innovilt", "Decided by"), "value": _("INNOVILT brand committee")},
            {"label": pgettext("credential", "Signed"), "value": day_text(signed.signed_at, "day")},
        ],
    }
    return typeset("innovilt/certificate.typ", data)


def _signed_names(signed: Credential) -> list[str]:
    """The member in Korean and English as it was signed: the paper says what its code says, also after a new name."""
    name = json.loads(signed.text)["credentialSubject"]["manufacturer"]["name"]
    if isinstance(name, str):
        return [name, ""]
    told = {each["@language"]: each["@value"] for each in name}
    return [told.get("ko", ""), told.get("en", "")]


def _both(key: str, label: str, names: list[str], english: bool) -> dict[str, str]:
    """A name in the language of the paper, and the other one below it."""
    first, second = (names[1], names[0]) if english else (names[0], names[1])
    first, second = (first, second) if first else (second, "")
    return {f"{key}_label": label, key: first, f"{key}_other": second}
