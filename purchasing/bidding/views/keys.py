"""Doors of an officer's own key: make it, prove it, unlock it again, retire it. What is typed here is kept nowhere."""

from typing import Any

from django import forms
from django.contrib import messages
from django.http import HttpRequest, HttpResponse, JsonResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_post_parameters, sensitive_variables

from portal.audit.queries import timeline_of
from portal.errors import RuleBroken, WrongState
from portal.fresh import fresh, proof_url
from portal.http import page, page_now, reads, see, writes
from portal.policy import require
from portal.throttles import throttled
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import DrillAnswerForm, DrillForm, NewPassphrase, RelockForm, RetireForm, SheetForm
from purchasing.bidding.models import OfficerKey
from purchasing.bidding.views.finding import beside, trail

GROUPS = 4  # of the letters in a row of the sheet


@never_cache
@reads
def key_detail(request: HttpRequest) -> HttpResponse:
    """The officer's key: whether it is ready, and what can be done with it."""
    require(policies.may_hold_key(request.user))
    return _page(request)


@sensitive_variables()
def _page(request: HttpRequest, status: int = 200, **bound: forms.Form) -> HttpResponse:
    key = queries.key_of(request.user)
    drilled_at = queries.last_drill(key)
    unlockable = queries.keys_to_unlock(request.user)
    given = {
        "drill": DrillForm(prefix="drill"),
        "answer": DrillAnswerForm(prefix="answer"),
        "relock": RelockForm(prefix="relock"),
        "recover": SheetForm(prefix="recover", keys=unlockable),
        "enrol": NewPassphrase(prefix="enrol"),
        "retire": RetireForm(prefix="retire"),
    } | bound
    needed_by = list(queries.tenders_needing(key)) if key else []
    context: dict[str, Any] = {
        "needed_by": needed_by,
        "entries": timeline_of(key) if key else None,
        "unlockable": unlockable,
        "needed_words": ", ".join(tender.number for tender in needed_by),
        "trail": trail(words=_("Officer key")),
        "key": key,
        "former": [each for each in queries.keys_of(request.user) if each.retired_at is not None],
        "drilled_at": drilled_at,
        "fresh": drilled_at is not None and page_now(request) - drilled_at <= queries.FRESH,
        "fresh_days": queries.FRESH.days,
        "forms": given,
        "proof_url": proof_url(request, back=reverse("bidding:key-detail")),
        "tool_sha256": queries.opening_tool_sha256(),
        "asked": next(iter(bound), ""),
    }
    return page(request, "bidding/key_detail.html", context, status=status)


def _own_key(request: HttpRequest) -> OfficerKey:
    key = queries.key_of(request.user)
    if key is None:
        require(policies.may_hold_key(request.user))
        raise WrongState(_("You have no officer key yet."))
    return key


@sensitive_variables()
def _sheet(request: HttpRequest, sheet: str, key: OfficerKey) -> HttpResponse:
    """The recovery sheet, in this one answer and nowhere else."""
    groups = sheet.split()
    context = {
        "trail": trail(words=_("Recovery sheet")),
        "rows": [" ".join(groups[start : start + GROUPS]) for start in range(0, len(groups), GROUPS)],
        "key": key,
        "department": request.user.active_membership.department,
        "address": request.build_absolute_uri(reverse("bidding:key-detail")),
    }
    return page(request, "bidding/key_sheet.html", context, status=201)


@never_cache
@sensitive_post_parameters()
@writes(secret_form=True)
@fresh
@throttled("passphrase")
@sensitive_variables()
def key_enrol(request: HttpRequest) -> HttpResponse:
    """A new key."""
    form = NewPassphrase(request.POST, prefix="enrol")
    if form.is_valid():
        try:
            key, sheet = services.enrol_key(passphrase=form.cleaned_data["new"], by=request.user)
            return _sheet(request, sheet, key)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal, passphrase="new")  # noqa: S106 the name of a field
    require(policies.may_hold_key(request.user))
    return _page(request, 422, enrol=form)


@never_cache
@sensitive_post_parameters()
@writes(secret_form=True)
@fresh
@throttled("passphrase")
@sensitive_variables()
def key_drill(request: HttpRequest) -> HttpResponse:
    """Prove the key."""
    key = _own_key(request)
    form = DrillForm(request.POST, prefix="drill")
    if form.is_valid():
        try:
            services.drill_key(key, passphrase=form.cleaned_data["passphrase"], by=request.user)
        except RuleBroken as refusal:
            beside(form, refusal)
    if form.errors:
        return _page(request, 422, drill=form)
    messages.success(request, _("Your key opens. The drill is recorded."))
    return see(request, reverse("bidding:key-detail"))


@never_cache
@writes
@fresh
def key_challenge(request: HttpRequest) -> HttpResponse:
    """A drill to be answered on the officer's own computer: the file for the opening tool."""
    challenge = services.drill_file(_own_key(request), by=request.user)
    response = JsonResponse(challenge)
    response["Content-Disposition"] = f'attachment; filename="drill-{challenge["drill"]}.json"'
    return response


@never_cache
@writes
@fresh
@throttled("passphrase")
def key_answer(request: HttpRequest) -> HttpResponse:
    """What the tool made of it: proves the key without its passphrase."""
    key = _own_key(request)
    form = DrillAnswerForm(request.POST, request.FILES, prefix="answer")
    if form.is_valid():
        given = form.cleaned_data["own_work"]
        drill = queries.drill_of(key, given["drill"])
        try:
            if drill is None:
                raise RuleBroken(_("This challenge was made for another key: ask for a new one."), field="answer")
            services.answer_challenge(drill, answer=given["answer"], by=request.user)
        except RuleBroken as refusal:
            beside(form, refusal, answer="own_work")
    if form.errors:
        return _page(request, 422, answer=form)
    messages.success(request, _("Your key opens. The drill is recorded."))
    return see(request, reverse("bidding:key-detail"))


@never_cache
@sensitive_post_parameters()
@writes(secret_form=True)
@fresh
@throttled("passphrase")
@sensitive_variables()
def key_relock(request: HttpRequest) -> HttpResponse:
    """Another passphrase, and with it another sheet."""
    key = _own_key(request)
    form = RelockForm(request.POST, prefix="relock")
    if form.is_valid():
        given = form.cleaned_data
        try:
            sheet = services.change_passphrase(key, passphrase=given["passphrase"], new=given["new"], by=request.user)
            return _sheet(request, sheet, key)
        except RuleBroken as refusal:
            beside(form, refusal)
    return _page(request, 422, relock=form)


@never_cache
@sensitive_post_parameters()
@writes(secret_form=True)
@fresh
@throttled("passphrase")
@sensitive_variables()
def key_recover(request: HttpRequest) -> HttpResponse:
    """The passphrase is forgotten: with the sheet a new one, and a new sheet; also of a retired key that is needed."""
    require(policies.may_hold_key(request.user))
    unlockable = queries.keys_to_unlock(request.user)
    form = SheetForm(request.POST, prefix="recover", keys=unlockable)
    if form.is_valid():
        given = form.cleaned_data
        key = given.get("key") or unlockable.first() or _own_key(request)
        try:
            sheet = services.recover_key(key, sheet=given["sheet"], passphrase=given["new"], by=request.user)
            return _sheet(request, sheet, key)
        except RuleBroken as refusal:
            beside(form, refusal, passphrase="new")  # noqa: S106 the name of a field
    return _page(request, 422, recover=form)


@writes
@fresh
def key_retire(request: HttpRequest) -> HttpResponse:
    """No tender is sealed to it any more."""
    key = _own_key(request)
    form = RetireForm(request.POST, prefix="retire")
    if not form.is_valid():
        return _page(request, 422, retire=form)
    services.retire_key(key, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("The key is retired. Tenders that are sealed to it still need it."))
    return see(request, reverse("bidding:key-detail"))
