"""Doors of the code of conduct: its text for everybody, the consent with its certificate, exceptions, new versions."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, decide, posted
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.fresh import fresh
from portal.http import page, page_now, public, reads, see, writes
from portal.paging import Paginator
from portal.pdf import pdf_response, typeset
from portal.policy import require
from portal.throttles import client_ip, throttled
from purchasing.esg.forms.gate import CodeForm, ConsentFilter, ConsentForm, ExceptionForm, PartForm
from purchasing.esg.models import CodeConsent, CodeOfConduct, terms_on
from purchasing.esg.policies import gate as policies
from purchasing.esg.queries import gate as queries
from purchasing.esg.rules.code import PARTS_OF_A_CODE
from purchasing.esg.services import code as services
from purchasing.esg.states import CodeState, ConsentState

PER_PAGE = 20
FACTS = ("version", "effective_on", "is_material", "changes_ko", "changes_en")
TEXTS = ("title_ko", "title_en", "text_ko", "text_en")


def _trail(words: object = "") -> list[tuple[object, str]]:
    home: tuple[object, str] = (_("Supplier code of conduct"), reverse("esg:code-detail"))
    return [home, (words, "")] if words else [home]


def _code(request: HttpRequest, version: str) -> CodeOfConduct:
    return get_object_or_404(queries.codes_visible_to(request.user), version=version)


@public
@reads
@throttled("search")
def code_detail(request: HttpRequest, version: str = "") -> HttpResponse:
    """The version in force, or a former one, with its parts and what changed from version to version."""
    user = request.user
    if version:
        code = _code(request, version)
    else:
        code = queries.code_in_force()
        if code is None:
            raise Http404
    day = page_now(request).astimezone(SEOUL).date()
    company = user.company if user.is_authenticated and user.is_supplier else None
    consented = bool(company and queries.has_consented(company, day))
    context = {
        "trail": _trail(code.version if version else ""),
        "code": code,
        "parts": queries.parts_of(code),
        "versions": list(queries.codes_visible_to(user)),
        "changes": code.changes_en if get_language() == "en" else code.changes_ko,
        "company": company,
        "consented": consented,
        "consent": queries.consent_of(company, day) if company else None,
        "may_sign": company is not None and code.state == CodeState.PUBLISHED and bool(policies.may_sign_code(user)),
        "may_write": user.is_authenticated and bool(policies.may_write_code(user)),
        "may_publish": code.state == CodeState.DRAFT
        and user.is_authenticated
        and bool(policies.may_publish_code(user, code)),
        "entries": timeline_of(code) if user.is_authenticated and user.is_internal else None,
    }
    return page(request, "esg/code_detail.html", context)


@writes(shows_form=True)
@fresh
def code_consent(request: HttpRequest) -> HttpResponse:
    """Read each part, tick it, sign for the company."""
    user = request.user
    require(policies.may_sign_code(user))
    code = queries.code_in_force()
    if code is None:
        raise Http404
    day = page_now(request).astimezone(SEOUL).date()
    consent = queries.consent_of(user.company, day)
    if request.method != "POST" and consent is not None and consent.code_id == code.pk:
        return see(request, reverse("esg:code-consents"))
    parts = queries.parts_of(code)
    form = ConsentForm(request.POST or None, parts=parts)
    status = 200
    if request.method == "POST":
        status = 422
        if request.POST.get("sha256") != code.sha256:
            raise WrongState(_("Another version is in force meanwhile: read that one."))
        if form.is_valid():
            try:
                made = services.consent_to_code(
                    code,
                    parts=form.ticked,
                    exception=form.cleaned_data["exception"],
                    language=get_language() or "ko",
                    ip=client_ip(request) or None,
                    by=user,
                )
            except WrongState:
                raise
            except RuleBroken as refusal:
                missing = sorted(set(range(1, PARTS_OF_A_CODE + 1)) - set(form.ticked))
                form.add_error(f"part{missing[0]}" if missing else None, str(refusal))
            else:
                waits = made.state == ConsentState.EXCEPTION
                messages.success(
                    request,
                    _("Signed with an exception: legal looks at it, and you are told.")
                    if waits
                    else _("Signed. Your certificate is ready."),
                )
                return see(request, reverse("esg:code-consents"))
    terms = terms_on(day)
    context = {
        "trail": _trail(_("Consent")),
        "code": code,
        "rows": [(part, form[f"part{part.no}"]) for part in parts],
        "form": form,
        "changes": code.changes_en if get_language() == "en" else code.changes_ko,
        "company": user.company,
        "until": queries.consent_deadline(code, terms),
        "renews": user.company.code_consents.exists(),
    }
    return page(request, "esg/code_consent.html", context, status=status)


@reads
def code_consents(request: HttpRequest) -> HttpResponse:
    """A company's own consents; for keepers of the code all, exceptions first."""
    user = request.user
    form = ConsentFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.consents_listed_for(user, words=given.get("q", ""), state=given.get("state", ""))
    context = {
        "trail": _trail(_("Consents")),
        "filter": form,
        "filtered": bool(given),
        "inside": user.is_internal,
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "share": queries.consent_share(page_now(request).astimezone(SEOUL).date()) if user.is_internal else None,
    }
    return page(request, "esg/consent_list.html", context, part="esg/_consent_results.html")


def _consent(request: HttpRequest, uid: UUID) -> CodeConsent:
    return get_object_or_404(queries.consents_visible_to(request.user), uid=uid)


@writes(shows_form=True)
def consent_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Legal decides on an exception."""
    consent = _consent(request, uid)
    what = Decision(
        _("Exception of %(company)s") % {"company": consent.company.name},
        _("Accepted: the consent counts, with the exception. Refused: the company signs without it, or does not bid."),
        _("Decide"),
        _("Decided. The company is told."),
        policies.may_decide_exception(request.user, consent),
        lambda given: services.decide_exception(
            consent, accept=given["accept"] == "yes", reason=given["reason"], by=request.user
        ),
        back=reverse("esg:code-consents"),
        trail=[*_trail(), (_("Consents"), reverse("esg:code-consents"))],
        docno=consent.code.version,
        quote=consent.exception,
        quote_title=_("Exception and its reason"),
    )
    return decide(request, what, ExceptionForm(posted(request)))


@reads
def consent_certificate(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The certificate of a consent (PDF): who signed which text, when, from where."""
    consent = _consent(request, uid)
    if consent.state not in (ConsentState.GIVEN, ConsentState.EXCEPTION_OK):
        raise Http404
    parts = queries.parts_of(consent.code)
    data: dict[str, Any] = {
        "brand": settings.PORTAL_NAME,
        "title": _("Consent to the supplier code of conduct"),
        "number": f"{consent.code.version} · {consent.company.number}",
        "made": "",
        "footer": f"SHA-256 {consent.sha256}",
        "facts": [
            {"label": _("Company"), "value": consent.company.name},
            {"label": _("Number"), "value": consent.company.id_display},
            {"label": _("Version"), "value": consent.code.version},
            {"label": _("Signed by"), "value": f"{consent.signer.name} ({consent.signer_role})"},
            {"label": _("Signed at"), "value": day_text(consent.signed_at, "full")},
            {"label": _("State"), "value": str(consent.get_state_display())},
        ],
        "parts_title": _("The seven parts, each read and consented to"),
        "parts": [[str(part.no), part.title] for part in parts],
        "parts_head": [pgettext("code of conduct", "Part"), _("Title")],
        "exception_title": _("Exception"),
        "exception": consent.exception,
        "decision": consent.decision,
        "print_title": _("Fingerprint of the text"),
        "print": consent.sha256,
    }
    return pdf_response(
        typeset("esg/consent.typ", data), f"consent-{consent.code.version}-{consent.company.number}.pdf"
    )


# New versions ---------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def code_create(request: HttpRequest) -> HttpResponse:
    """Begin a new version with the text in force."""
    what = Decision(
        _("New version of the code of conduct"),
        _("It begins with the text in force. A second person publishes it; until then nobody outside sees it."),
        _("Begin the draft"),
        _("The draft is there. Change its parts, then ask a colleague to publish it."),
        policies.may_write_code(request.user),
        lambda given: services.draft_code(**given, by=request.user),
        back=reverse("esg:code-detail"),
        trail=_trail(),
        after=lambda made: reverse("esg:code-edit", args=[made.version]),
    )
    return decide(request, what, CodeForm(posted(request)))


@writes(shows_form=True)
def code_edit(request: HttpRequest, version: str) -> HttpResponse:
    """Change a draft: facts and seven parts."""
    code = _code(request, version)
    require(policies.may_write_code(request.user))
    if code.state != CodeState.DRAFT:
        raise WrongState(_("A published version is never changed: write a new one."))
    data = request.POST if request.method == "POST" else None
    form = CodeForm(data, initial={name: getattr(code, name) for name in FACTS})
    held = {part.no: part for part in queries.parts_of(code)}
    parts = [
        PartForm(
            data,
            prefix=f"part{no}",
            initial={name: getattr(held[no], name, "") for name in TEXTS} if no in held else {},
        )
        for no in range(1, PARTS_OF_A_CODE + 1)
    ]
    status = 200
    if data is not None:
        status = 422
        if form.is_valid() and all([part.is_valid() for part in parts]):
            try:
                code = services.edit_code(
                    code, facts=form.cleaned_data, parts=[part.cleaned_data for part in parts], by=request.user
                )
            except WrongState:
                raise
            except RuleBroken as refusal:
                form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
            else:
                messages.success(request, _("Saved."))
                return see(request, reverse("esg:code-version", args=[code.version]))
    context = {
        "trail": _trail(_("Edit %(version)s") % {"version": code.version}),
        "code": code,
        "form": form,
        "parts": parts,
    }
    return page(request, "esg/code_edit.html", context, status=status)


@writes
@fresh
def code_publish(request: HttpRequest, version: str) -> HttpResponse:
    """The second person publishes."""
    code = _code(request, version)
    require(policies.may_publish_code(request.user, code))
    try:
        services.publish_code(code, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return see(request, reverse("esg:code-version", args=[code.version]))
    messages.success(request, _("Published. Suppliers are told, and asked for their consent if it is material."))
    return see(request, reverse("esg:code-detail"))
