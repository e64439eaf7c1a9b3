"""Doors of the public register: the list, a certificate, its paper, its credential, the status lists."""

from datetime import date
from hashlib import sha256

from django.core.cache import cache
from django.http import Http404, HttpRequest, HttpResponse, JsonResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import override, pgettext

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.display import day_text
from portal.errors import WrongState
from portal.http import page, page_now, public, reads
from portal.paging import Paginator
from portal.pdf import pdf_response
from portal.sealing import credentials as vc
from portal.sealing.documents import canonical
from portal.throttles import throttled
from sharedgrowth.innovilt.forms.register import RegisterFilter
from sharedgrowth.innovilt.models import Certificate
from sharedgrowth.innovilt.queries import credentials as queries
from sharedgrowth.innovilt.queries import register
from sharedgrowth.innovilt.queries.marks import reads_all
from sharedgrowth.innovilt.services.credentials import list_url
from sharedgrowth.innovilt.views.act_deeds import deeds_of
from sharedgrowth.innovilt.views.certificate_paper import certificate_pdf

PER_PAGE = 24
CREDENTIAL = "application/vc"
ONE_DAY = 86_400


def home() -> tuple[object, str]:
    """Where the pages of INNOVILT begin."""
    return (_("INNOVILT"), reverse("innovilt:register"))


def day_of(request: HttpRequest) -> date:
    """Today in Korea."""
    return page_now(request).astimezone(SEOUL).date()


def certificate_or_404(number: str) -> Certificate:
    """A certificate of the register."""
    return get_object_or_404(queries.public_certificates(), number=number)


@public
@reads
@throttled("search")
def register_list(request: HttpRequest) -> HttpResponse:
    """All certified products: in force, unless somebody asks for others."""
    on = day_of(request)
    form = RegisterFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = register.registered(
        on,
        words=given.get("q", ""),
        category=given.get("category", ""),
        region=given.get("region", ""),
        state=given.get("state", ""),
    )
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "rows": [register.shown(each, on) for each in results],
        "regions": register.regions(on),
        "region": given.get("region", ""),
        "signed_in": request.user.is_authenticated and (reads_all(request.user) or request.user.is_supplier),
    }
    return page(request, "innovilt/register.html", context, part="innovilt/_register_results.html")


def note_of(shown: register.Shown) -> dict[str, str]:
    """What everybody has to know of a certificate first."""
    begin, end = day_text(shown.certificate.valid_from), day_text(shown.certificate.valid_to)
    told = {
        "valid": (pgettext("innovilt", "This certificate holds"), _("It is in force until %(day)s.") % {"day": end}),
        "upcoming": (_("This certificate has not begun yet"), _("It holds from %(day)s.") % {"day": begin}),
        "suspended": (
            _("This certificate is suspended"),
            _("The product may not be sold as certified and the mark may not be shown until it is reinstated."),
        ),
        "withdrawn": (_("This certificate was withdrawn"), _("It no longer holds, for any product.")),
        "expired": (pgettext("innovilt", "This certificate has ended"), _("Its last day was %(day)s.") % {"day": end}),
    }
    title, text = told[shown.state]
    return {"kind": shown.badge, "title": title, "text": text}


@public
@reads
def certificate_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One certificate for everybody; for the office and the member also what can be done with it."""
    certificate = certificate_or_404(number)
    shown = register.shown(certificate, day_of(request))
    inside = reads_all(request.user)
    versions = list(certificate.versions.select_related("version").order_by("version__no"))
    current = certificate.product.current
    context = {
        "trail": [home(), (certificate.number, "")],
        "certificate": certificate,
        "shown": shown,
        "note": note_of(shown),
        "versions": versions,
        "current": current,
        "uncovered": current if current and current.pk not in {each.version_id for each in versions} else None,
        "credential": certificate.credentials.select_related("badge").order_by("-no").first(),
        "printable": shown.state in ("valid", "upcoming"),
        "history": register.history_for_all(certificate),
        "renewed_by": Certificate.objects.filter(renews=certificate).first(),
        "inside": inside,
        "acts": certificate.acts.select_related("proposed_by", "decided_by") if inside else [],
        "deeds": deeds_of(certificate, request.user),
        "entries": timeline_of(certificate) if inside else None,
    }
    return page(request, "innovilt/certificate_detail.html", context)


@public
@reads
@throttled("export")
def certificate_paper(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The certificate as PDF in one language; not of one that does not hold."""
    if language not in ("ko", "en"):
        raise Http404
    certificate = certificate_or_404(number)
    state = register.shown(certificate, day_of(request)).state
    if state not in ("valid", "upcoming"):
        raise WrongState(_("This certificate does not hold now: it is not printed."))
    with override(language):
        pdf = certificate_pdf(certificate)
    return pdf_response(pdf, f"{certificate.number}-{language}.pdf")


def _for_programs(text: str, content_type: str, name: str = "") -> HttpResponse:
    response = HttpResponse(text, content_type=content_type)
    response["Access-Control-Allow-Origin"] = "*"  # verifiers also run in browsers
    response["Cache-Control"] = "no-cache"
    response["ETag"] = f'"{sha256(text.encode()).hexdigest()[:32]}"'
    if name:
        response["Content-Disposition"] = f'attachment; filename="{name}"'
    return response


@public
@reads
def certificate_credential(request: HttpRequest, number: str, issue: int | None = None) -> HttpResponse:
    """The certificate as a verifiable credential (W3C VC 2.0), as it was signed; the latest issue, or one of them."""
    certificate = certificate_or_404(number)
    issues = certificate.credentials.order_by("-no")
    signed = (issues.filter(no=issue) if issue else issues).first()
    if signed is None:
        raise Http404
    return _for_programs(signed.text, CREDENTIAL, f"{certificate.number}.json")


@public
@reads
def certificate_badge(request: HttpRequest, number: str, issue: int | None = None) -> HttpResponse:
    """The certificate as an Open Badge 3.0, as it was signed; of the latest issue, or of one of them."""
    signed = certificate_or_404(number).credentials.exclude(badge=None).select_related("badge").order_by("-no")
    found = (signed.filter(no=issue) if issue else signed).first()
    if found is None:
        raise Http404
    return _for_programs(found.badge.text, CREDENTIAL, f"{number}-badge.json")


@public
@reads
def status_list(request: HttpRequest, purpose: str, list_no: int) -> HttpResponse:
    """Which certificates are suspended or withdrawn, as a signed list that tells nothing else."""
    changed_at = queries.status_changed_at(list_no) if purpose in queries.STATES_OF else None
    if changed_at is None:
        raise Http404
    url = list_url(purpose, list_no)
    document = vc.status_list(url, purpose, queries.status_places(purpose, list_no), at=changed_at)
    kept = "innovilt-status-" + sha256(canonical([document, vc.did_document()])).hexdigest()
    text = cache.get(kept)
    if text is None:
        answer = JsonResponse(vc.secure(document, at=changed_at), json_dumps_params={"ensure_ascii": False})
        text = answer.content.decode()
        cache.set(kept, text, ONE_DAY)
    return _for_programs(text, CREDENTIAL)
