"""Doors of technology offers: the public list, offers by two people, licences from request to transfer."""

from typing import Any

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import staff_timeline_of
from portal.deciding import Decision, Deed, decide, posted
from portal.display import money_full
from portal.fresh import fresh
from portal.http import page, public, reads, see, writes
from portal.paging import Paginator
from sharedgrowth.support.forms.labs import ReasonForm
from sharedgrowth.support.forms.offers import (
    AskLicenceForm,
    LicenceFilter,
    OfferFilter,
    OfferForm,
    SignLicenceForm,
    TermsForm,
    TransferForm,
)
from sharedgrowth.support.models import TechLicence, TechOffer
from sharedgrowth.support.policies import offers as policies
from sharedgrowth.support.queries import offers as queries
from sharedgrowth.support.rules import offers as rules
from sharedgrowth.support.services import offers as services
from sharedgrowth.support.states.offers import LICENCE_IN_FORCE, LicenceState, OfferState
from sharedgrowth.support.views.labs import today_of

PER_PAGE = 20


def _home() -> tuple[object, str]:
    return (_("Technology offers"), reverse("support:offer-list"))


def _offer(request: HttpRequest, number: str) -> TechOffer:
    return get_object_or_404(queries.offers_visible_to(request.user), number=number)


def _at(offer: TechOffer) -> str:
    return reverse("support:offer-detail", args=[offer.number])


@public
@reads
def offer_list(request: HttpRequest) -> HttpResponse:
    """What can be licensed; for staff every state."""
    user = request.user
    inside = user.is_authenticated and user.is_internal
    form = OfferFilter(request.GET or None, inside=inside)
    given = form.given() if form.is_bound else {}
    context = {
        "filter": form,
        "filtered": bool(given),
        "inside": inside,
        "results": Paginator(queries.offers_found(user, **given), PER_PAGE).get_page(request.GET.get("page")),
        "may_write": user.is_authenticated and bool(policies.may_write_offer(user)),
        "has_licences": user.is_authenticated,
    }
    return page(request, "support/offer_list.html", context, part="support/_offer_results.html")


@public
@reads
def offer_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One technology and its terms."""
    offer, user, on = _offer(request, number), request.user, today_of(request)
    own = queries.own_open_licence(user, offer)
    offered = rules.is_offered(offer.state, offer.expires_on, on)
    context = {
        "trail": [_home(), (offer.number, "")],
        "offer": offer,
        "offered": offered,
        "own": own,
        "may_ask": offered and own is None and user.is_authenticated and bool(policies.may_ask_licence(user)),
        "deeds": _deeds(request, offer) if user.is_authenticated else [],
        "entries": staff_timeline_of(user, offer),
    }
    return page(request, "support/offer_detail.html", context)


def _deeds(request: HttpRequest, offer: TechOffer) -> list[Deed]:
    if not policies.may_write_offer(request.user):
        return []
    at = lambda name: reverse(f"support:offer-{name}", args=[offer.number])  # noqa: E731
    step = lambda name: reverse("support:offer-step", args=[offer.number, name])  # noqa: E731
    deeds = []
    if offer.state == OfferState.DRAFT:
        deeds = [
            Deed(_("Change"), at("edit"), "pencil"),
            Deed(_("Hand to a second person"), step("propose"), "send", post=True, primary=True),
        ]
    elif offer.state == OfferState.PROPOSED:
        if policies.may_publish_offer(request.user, offer):
            deeds.append(Deed(_("Publish"), step("publish"), "circle-check", post=True, primary=True))
        deeds.append(Deed(_("Back to the draft"), step("return"), "arrow-back-up", post=True))
    if offer.state != OfferState.CLOSED and policies.may_close_offer(request.user):
        deeds.append(Deed(_("No longer offer it"), at("close"), "circle-x", danger=True))
    return deeds


@writes(shows_form=True)
def offer_create(request: HttpRequest) -> HttpResponse:
    """A draft."""
    return _write(request, None)


@writes(shows_form=True)
def offer_edit(request: HttpRequest, number: str) -> HttpResponse:
    """The draft changed."""
    return _write(request, _offer(request, number))


def _write(request: HttpRequest, offer: TechOffer | None) -> HttpResponse:
    form = OfferForm(posted(request), instance=offer) if offer else OfferForm(posted(request))
    what = Decision(
        title=_("Write a technology offer"),
        text=_("It is a draft until a second person publishes it. Then everybody reads it."),
        verb=_("Save the draft"),
        done=_("Saved as a draft."),
        allowed=policies.may_write_offer(request.user),
        do=lambda given: services.write_offer(offer, **given, by=request.user),
        back=_at(offer) if offer else reverse("support:offer-list"),
        trail=[_home()],
        docno=offer.number if offer else "",
        after=_at,
    )
    return decide(request, what, form)


@writes
def offer_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Propose, return, publish."""
    offer = _offer(request, number)
    act = {"propose": services.propose_offer, "return": services.return_offer, "publish": services.publish_offer}[step]
    act(offer, by=request.user)
    messages.success(request, _("Done."))
    return see(request, _at(offer))


@writes(shows_form=True)
def offer_close(request: HttpRequest, number: str) -> HttpResponse:
    """No longer offered."""
    offer = _offer(request, number)
    what = Decision(
        title=_("No longer offer it"),
        text=_("Nobody can ask for it any more. Licences that run go on."),
        verb=_("No longer offer it"),
        done=_("It is no longer offered."),
        allowed=policies.may_close_offer(request.user),
        do=lambda given: services.close_offer(offer, **given, by=request.user),
        back=_at(offer),
        trail=[_home(), (offer.number, _at(offer))],
        docno=offer.number,
        danger=True,
    )
    return decide(request, what, ReasonForm(posted(request)))


# Licences ------------------------------------------------------------------------------------------------------------
def _licence(request: HttpRequest, number: str) -> TechLicence:
    return get_object_or_404(queries.licences_visible_to(request.user), number=number)


def _licence_at(licence: TechLicence) -> str:
    return reverse("support:licence-detail", args=[licence.number])


def _licences_home() -> tuple[object, str]:
    return (_("Licences"), reverse("support:licence-list"))


@writes(shows_form=True)
def licence_ask(request: HttpRequest, number: str) -> HttpResponse:
    """A company asks for the technology."""
    offer = _offer(request, number)
    what = Decision(
        title=_("Ask for this technology"),
        text=_("Shared growth answers with terms that both sign. What your company already knows stays its own."),
        verb=_("Ask for it"),
        done=_("Asked. Shared growth answers with terms."),
        allowed=policies.may_ask_licence(request.user),
        do=lambda given: services.ask_licence(offer, **given, by=request.user),
        back=_at(offer),
        trail=[_home(), (offer.number, _at(offer))],
        docno=offer.number,
        facts=_terms_facts(offer),
        after=_licence_at,
    )
    return decide(request, what, AskLicenceForm(posted(request)))


def _terms_facts(thing: TechOffer | TechLicence) -> list[dict[str, Any]]:
    return [
        {"label": _("Fee"), "value": money_full(thing.fee_won) if thing.fee_won else _("none")},
        {"label": _("Royalty"), "value": f"{thing.royalty_pct.normalize():f}%" if thing.royalty_pct else _("none")},
    ]


@reads
def licence_list(request: HttpRequest) -> HttpResponse:
    """Own ones; for shared growth all."""
    form = LicenceFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.licences_listed_for(request.user, **given)
    context = {
        "trail": [_home(), (_("Licences"), "")],
        "filter": form,
        "filtered": bool(given),
        "inside": request.user.is_internal,
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
    }
    return page(request, "support/licence_list.html", context, part="support/_licence_results.html")


@reads
def licence_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One licence: terms, signatures, transfer."""
    licence = _licence(request, number)
    context = {
        "trail": [_home(), _licences_home(), (licence.number, "")],
        "licence": licence,
        "deeds": _licence_deeds(request, licence),
        "entries": staff_timeline_of(request.user, licence),
        "in_force": licence.state in LICENCE_IN_FORCE,
    }
    return page(request, "support/licence_detail.html", context)


def _licence_deeds(request: HttpRequest, licence: TechLicence) -> list[Deed]:
    at = lambda name: reverse(f"support:licence-{name}", args=[licence.number])  # noqa: E731
    user, state, deeds = request.user, licence.state, []
    if state == LicenceState.OFFERED:
        ours = user.is_supplier and licence.company_signed_at is None and policies.may_sign_for_company(user, licence)
        theirs = user.is_internal and licence.buyer_signed_at is None and policies.may_sign_for_buyer(user, licence)
        if ours or theirs:
            deeds.append(Deed(_("Sign"), at("sign"), "certificate", primary=True))
    if policies.may_answer_licence(user, licence):
        if state in (LicenceState.REQUESTED, LicenceState.OFFERED):
            first = state == LicenceState.REQUESTED
            words = _("Write the terms") if first else _("Write other terms")
            deeds.append(Deed(words, at("terms"), "file-text", primary=first))
            deeds.append(Deed(pgettext("support", "Refuse"), at("refuse"), "circle-x", danger=True))
        if state == LicenceState.AGREED:
            deeds.append(Deed(_("Hand it over"), at("transfer"), "package", primary=True))
        if state in LICENCE_IN_FORCE:
            deeds.append(Deed(_("End the licence"), at("end"), "circle-x", danger=True))
    withdrawable = state in (LicenceState.REQUESTED, LicenceState.OFFERED)
    if withdrawable and user.is_supplier and policies.may_withdraw_licence(user, licence):
        deeds.append(Deed(_("Withdraw"), at("withdraw"), "circle-x", post=True))
    return deeds


def _decide(request: HttpRequest, licence: TechLicence, form: Any, **words: Any) -> HttpResponse:
    facts = [
        {"label": _("Technology"), "value": licence.offer.title},
        {"label": _("Company"), "value": licence.company.name},
        *_terms_facts(licence),
    ]
    what = Decision(
        back=_licence_at(licence),
        trail=[_home(), (licence.number, _licence_at(licence))],
        docno=licence.number,
        facts=facts,
        **words,
    )
    return decide(request, what, form)


@writes(shows_form=True)
def licence_terms(request: HttpRequest, number: str) -> HttpResponse:
    """The terms that both are to sign."""
    licence = _licence(request, number)
    initial = {"fee_won": licence.fee_won, "royalty_pct": licence.royalty_pct, "conditions": licence.conditions}
    return _decide(
        request,
        licence,
        TermsForm(posted(request), initial=initial),
        title=_("Write the terms"),
        text=_("Both sides sign them. Written again, earlier signatures are void."),
        verb=_("Offer these terms"),
        done=_("Offered. Both sides can sign."),
        quote=licence.use,
        quote_title=_("What it is used for"),
        allowed=policies.may_answer_licence(request.user, licence),
        do=lambda given: services.offer_terms(licence, **given, by=request.user),
    )


@writes(shows_form=True)
@fresh
def licence_sign(request: HttpRequest, number: str) -> HttpResponse:
    """One side signs."""
    licence = _licence(request, number)
    may = policies.may_sign_for_company if request.user.is_supplier else policies.may_sign_for_buyer
    return _decide(
        request,
        licence,
        SignLicenceForm(posted(request), initial={"sha256": services.terms_sha256(licence)}),
        title=_("Sign the licence"),
        text=_("With the second signature the licence is agreed. It cannot be changed any more."),
        verb=_("Sign"),
        done=_("Signed."),
        quote=licence.conditions,
        quote_title=pgettext("licence", "Conditions"),
        allowed=may(request.user, licence),
        do=lambda given: services.sign_licence(licence, **given, by=request.user),
    )


@writes(shows_form=True)
def licence_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """Not to this company."""
    licence = _licence(request, number)
    return _decide(
        request,
        licence,
        ReasonForm(posted(request)),
        title=_("Refuse the request"),
        text=_("The company is told the reason."),
        verb=pgettext("support", "Refuse"),
        done=_("Refused. The company is told."),
        danger=True,
        allowed=policies.may_answer_licence(request.user, licence),
        do=lambda given: services.refuse_licence(licence, **given, by=request.user),
    )


@writes(shows_form=True)
def licence_transfer(request: HttpRequest, number: str) -> HttpResponse:
    """Handed over."""
    licence = _licence(request, number)
    return _decide(
        request,
        licence,
        TransferForm(posted(request)),
        title=_("Hand the technology over"),
        text=_("The company is told that it can use it."),
        verb=_("Handed over"),
        done=_("Noted as handed over."),
        allowed=policies.may_answer_licence(request.user, licence),
        do=lambda given: services.transfer_technology(licence, **given, by=request.user),
    )


@writes(shows_form=True)
def licence_end(request: HttpRequest, number: str) -> HttpResponse:
    """Ended early."""
    licence = _licence(request, number)
    return _decide(
        request,
        licence,
        ReasonForm(posted(request)),
        title=_("End the licence"),
        text=_("The company may no longer use the technology. It is told the reason."),
        verb=_("End the licence"),
        done=pgettext("licence", "Ended."),
        danger=True,
        allowed=policies.may_answer_licence(request.user, licence),
        do=lambda given: services.end_licence(licence, **given, by=request.user),
    )


@writes
def licence_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """The company no longer wants it."""
    licence = _licence(request, number)
    services.withdraw_licence(licence, by=request.user)
    messages.success(request, pgettext("licence", "Withdrawn."))
    return see(request, _licence_at(licence))
