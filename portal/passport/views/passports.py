"""Doors of passports: issue one and take the file; send one in, see what would come of it, take it; keys."""

from typing import Any
from uuid import UUID

from django.conf import settings
from django.contrib import messages
from django.core.files.storage import FileSystemStorage
from django.http import FileResponse, Http404, HttpRequest, HttpResponse, JsonResponse
from django.http.response import HttpResponseBase
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.deciding import Decision, beside, decide, posted
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.http import page, public, reads, see, writes
from portal.passport.forms.passports import IssuerForm, PassportForm, ReasonForm, TakeForm, UploadForm
from portal.passport.models import Passport, PassportImport, TrustedIssuer
from portal.passport.policies import passports as policies
from portal.passport.queries import passports as queries
from portal.passport.registry import ASSERTED, OWN, RECORD
from portal.passport.services import issuers, issuing, taking
from portal.policy import require
from portal.sealing import passports as seals
from portal.throttles import throttled

MOST_SHOWN = 50


def _trail(*more: tuple[str, str]) -> list[tuple[str, str]]:
    return [(_("Data passport"), reverse("passport:passport-list")), *more]


@public
@reads
def keys(request: HttpRequest) -> HttpResponse:
    """The keys by which this portal signs passports: others compare them, the verifying tool reads them."""
    response = JsonResponse({"keys": seals.public_keys()})
    response["Cache-Control"] = "public, max-age=3600"
    return response


@reads
def passport_list(request: HttpRequest) -> HttpResponse:
    """What the company has issued and taken in."""
    user = request.user
    passports, imports = queries.passports_visible_to(user), queries.imports_visible_to(user)
    may = policies.may_use_passports(user, user.company)
    staff = user.is_internal and user.has_role(*queries.STAFF_READERS)
    if not may and not staff:
        raise NotAllowed(may.reason)
    context = {
        "passports": passports[:MOST_SHOWN],
        "imports": imports[:MOST_SHOWN],
        "may": may,
        "staff": staff,
        "may_trust": bool(policies.may_trust(user)),
    }
    return page(request, "passport/passport_list.html", context)


@throttled("export", methods=("POST",))
@writes(shows_form=True)
def passport_new(request: HttpRequest) -> HttpResponse:
    """Choose what goes in."""
    company = request.user.company
    require(policies.may_use_passports(request.user, company))
    offered = queries.all_sections()
    form = PassportForm(posted(request), offered=offered)
    if form.is_bound and form.is_valid():
        try:
            passport = issuing.ask_passport(company, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            return see(request, reverse("passport:passport-detail", args=[passport.uid]))
    kinds = {OWN: _("own data, other portals can take it"), RECORD: _("records"), ASSERTED: _("said by this portal")}
    explained = [(code, section, kinds[section.kind]) for code, section in offered]
    context = {"form": form, "explained": explained, "trail": _trail((_("New passport"), ""))}
    return page(request, "passport/passport_new.html", context, status=422 if form.is_bound else 200)


def _passport(request: HttpRequest, uid: UUID) -> Passport:
    return get_object_or_404(queries.passports_visible_to(request.user), uid=uid)


@reads
def passport_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """How far it is, what is in it, and the file."""
    passport = _passport(request, uid)
    known = dict(queries.all_sections())
    counts = passport.counts.get("sections", {})
    own = bool(policies.may_take_file(request.user, passport))
    context = {
        "passport": passport,
        "rows": [(known[code].label if code in known else code, counts.get(code)) for code in passport.sections],
        "may_take": own and passport.is_ready,
        "own": own,
        "files": passport.counts.get("files", 0),
        "left_out": passport.counts.get("left_out", 0),
        "entries": timeline_of(passport),
        "polls": passport.is_unfinished,
        "trail": _trail((passport.number, "")),
    }
    return page(request, "passport/passport_detail.html", context, part="passport/_passport_panel.html")


@reads
def passport_file(request: HttpRequest, uid: UUID) -> HttpResponseBase:
    """The ZIP, for the company's administrators."""
    passport = _passport(request, uid)
    require(policies.may_take_file(request.user, passport))
    if request.method == "GET":
        issuing.note_taken(passport, by=request.user)
    elif not passport.is_ready or not passport.content:
        raise Http404
    content = passport.content
    if settings.X_ACCEL_PREFIX and isinstance(content.storage, FileSystemStorage):
        response: HttpResponseBase = HttpResponse()
        response["X-Accel-Redirect"] = f"{settings.X_ACCEL_PREFIX.rstrip('/')}/{content.name}"
    else:
        try:
            response = FileResponse(content.open("rb"), headers={"Content-Length": str(passport.size)})
        except FileNotFoundError as lost:
            raise Http404 from lost
    response["Content-Type"] = "application/zip"
    response["Content-Disposition"] = f'attachment; filename="{issuing.file_name(passport)}"'
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    response["Content-Security-Policy"] = "default-src 'none'; sandbox"
    response["Cross-Origin-Resource-Policy"] = "same-origin"
    return response


@writes
def passport_end(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Delete the file now."""
    passport = _passport(request, uid)
    stopped = passport.is_unfinished
    issuing.end_passport(passport, by=request.user)
    messages.success(request, _("It is cancelled.") if stopped else _("The file is deleted."))
    return see(request, reverse("passport:passport-detail", args=[uid]))


@writes
def passport_resume(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Once more."""
    issuing.resume_passport(_passport(request, uid), by=request.user)
    messages.success(request, _("It is being written once more."))
    return see(request, reverse("passport:passport-detail", args=[uid]))


# From elsewhere ------------------------------------------------------------------------------------------------------
@throttled("upload", methods=("POST",))
@writes(shows_form=True)
def import_new(request: HttpRequest) -> HttpResponse:
    """Send one in: it is checked at once, nothing is taken."""
    company = request.user.company
    require(policies.may_use_passports(request.user, company))
    form = UploadForm(request.POST or None, request.FILES or None)
    if request.method == "POST" and form.is_valid():
        try:
            found = taking.send_in(company, form.cleaned_data["upload"], by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            return see(request, reverse("passport:import-detail", args=[found.uid]))
    context = {"form": form, "trail": _trail((_("Take a passport in"), ""))}
    return page(request, "passport/import_new.html", context, status=422 if request.method == "POST" else 200)


def _import(request: HttpRequest, uid: UUID) -> PassportImport:
    return get_object_or_404(queries.imports_visible_to(request.user), uid=uid)


@reads
def import_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Who issued it and whether we know the key; what would come of each section, or what came of it."""
    return _show(request, _import(request, uid))


def _offered(found: PassportImport) -> list[tuple[str, str]]:
    return [(told["code"], told["title"]) for told in found.manifest["sections"] if taking.takable(told["code"])]


def _show(request: HttpRequest, found: PassportImport, form: TakeForm | None = None, status: int = 200) -> HttpResponse:
    trust = queries.trust_in(found.kid, found.x)
    offered = _offered(found)
    may_take = bool(policies.may_take_in(request.user, found))
    evidence = [
        (told["title"], _table(result["evidence"]))
        for told in found.manifest["sections"]
        if (result := found.results.get(told["code"], {})).get("evidence")
    ]
    context = {
        "found": found,
        "manifest": found.manifest,
        "trust": trust,
        "sections": [
            (told, found.plan.get(told["code"]), found.results.get(told["code"])) for told in found.manifest["sections"]
        ],
        "evidence": evidence,
        "may_take": may_take and found.flow.allows("take", found.state) and trust != "withdrawn",
        "may_resume": may_take and found.flow.allows("resume", found.state),
        "may_discard": may_take and found.flow.allows("discard", found.state),
        "form": form or TakeForm(offered=offered, ask_origin=not trust),
        "entries": timeline_of(found),
        "polls": found.is_taking,
        "trail": _trail((found.number, "")),
    }
    return page(request, "passport/import_detail.html", context, part="passport/_import_panel.html", status=status)


def _table(rows: list[dict[str, Any]]) -> dict[str, Any]:
    heads = list(dict.fromkeys(str(name) for row in rows for name in row))[:8]
    return {
        "heads": heads,
        "rows": [[str(row.get(name) if row.get(name) is not None else "") for name in heads] for row in rows],
    }


@writes
def import_take(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take the chosen sections."""
    found = _import(request, uid)
    trust = queries.trust_in(found.kid, found.x)
    form = TakeForm(request.POST, offered=_offered(found), ask_origin=not trust)
    if form.is_valid():
        told = form.cleaned_data
        try:
            taking.take_in(found, chosen=told["chosen"], vouched=told.get("vouched", False), by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("It is being taken in."))
            return see(request, reverse("passport:import-detail", args=[uid]))
    return _show(request, found, form, status=422)


@writes
def import_resume(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Go on."""
    taking.resume_import(_import(request, uid), by=request.user)
    messages.success(request, _("It goes on."))
    return see(request, reverse("passport:import-detail", args=[uid]))


@writes
def import_discard(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Throw the file away."""
    taking.discard(_import(request, uid), by=request.user)
    messages.success(request, _("The passport is thrown away."))
    return see(request, reverse("passport:passport-list"))


# Keys of other installations -----------------------------------------------------------------------------------------
@writes(shows_form=True)
def issuer_list(request: HttpRequest) -> HttpResponse:
    """Whose passports are trusted, and one more."""
    require(policies.may_trust(request.user))
    form = IssuerForm(posted(request))
    if form.is_bound and form.is_valid():
        try:
            issuers.trust_issuer(**form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Passports signed by this key are trusted from now on."))
            return see(request, reverse("passport:issuer-list"))
    context = {
        "issuers": queries.issuers_listed(),
        "keys": seals.public_keys(),
        "form": form,
        "trail": _trail((_("Trusted issuers"), "")),
    }
    return page(request, "passport/issuer_list.html", context, status=422 if form.is_bound else 200)


@writes(shows_form=True)
def issuer_change(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Withdraw trust, or give it again."""
    require(policies.may_trust(request.user))
    issuer = get_object_or_404(TrustedIssuer, uid=uid)
    trusted = issuer.is_trusted
    do = issuers.withdraw_issuer if trusted else issuers.restore_issuer
    told = Decision(
        title=_("Withdraw trust") if trusted else _("Trust it again"),
        text=_("Nothing that is signed by this key is taken in any more. What was taken stays, with its origin.")
        if trusted
        else _("Passports signed by this key are taken in again."),
        verb=_("Withdraw trust") if trusted else _("Trust it again"),
        done=_("Trust is withdrawn.") if trusted else _("It is trusted again."),
        allowed=policies.may_trust(request.user, issuer),
        do=lambda given: do(issuer, by=request.user, **given),
        back=reverse("passport:issuer-list"),
        trail=_trail((_("Trusted issuers"), reverse("passport:issuer-list"))),
        heading=issuer.name,
        danger=trusted,
    )
    return decide(request, told, ReasonForm(posted(request)))
