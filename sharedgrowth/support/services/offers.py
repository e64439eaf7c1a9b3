"""DO: offer a technology (two people), ask for it, sign its licence, hand it over. Source: domain 8, SGS-04."""

import hashlib
from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce, once
from portal.people.models import User
from portal.policy import require
from sharedgrowth.support.models import TechLicence, TechOffer
from sharedgrowth.support.policies import offers as policies
from sharedgrowth.support.queries import offers as queries
from sharedgrowth.support.rules import offers as rules
from sharedgrowth.support.states.offers import LICENCE_OPEN, LicenceState, OfferState

EXCLUSIVE = "licence_exclusive_to_one"


@transaction.atomic
def write_offer(offer: TechOffer | None = None, *, by: User, **fields: Any) -> TechOffer:
    """A draft, or the draft changed."""
    require(policies.may_write_offer(by))
    if offer is None:
        offer = TechOffer(number=next_number("TEC"), entered_by=by)
    else:
        offer = TechOffer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
        if offer.state != OfferState.DRAFT:
            raise WrongState(_("Only a draft is changed. Take it back to the draft first."))
        offer.entered_by = by
    for name, value in fields.items():
        setattr(offer, name, value)
    checked(offer)
    offer.save()
    record(offer, "written", by=by)
    return offer


@transaction.atomic
def propose_offer(offer: TechOffer, *, by: User) -> TechOffer:
    """Ready for a second person."""
    require(policies.may_write_offer(by))
    move(offer, "propose", by=by)
    return offer


@transaction.atomic
def return_offer(offer: TechOffer, *, by: User) -> TechOffer:
    """Back to the draft."""
    require(policies.may_write_offer(by))
    move(offer, "return", by=by)
    return offer


@transaction.atomic
def publish_offer(offer: TechOffer, *, by: User) -> TechOffer:
    """Everybody reads it from now on."""
    require(policies.may_publish_offer(by, offer))
    if offer.expires_on < today():
        raise RuleBroken(_("The patent has expired: nothing is left to licence."))
    move(offer, "publish", by=by, published_by=by, published_at=db_now())
    announce("support.offer_published", offer=offer.pk)
    return offer


@transaction.atomic
def close_offer(offer: TechOffer, *, reason: str, by: User) -> TechOffer:
    """No longer offered; licences that run go on."""
    require(policies.may_close_offer(by))
    move(offer, "close", by=by, reason=reason)
    return offer


# Licences ------------------------------------------------------------------------------------------------------------
@transaction.atomic
def ask_licence(offer: TechOffer, *, use: str, by: User) -> TechLicence:
    """A company wants it, and says what for."""
    require(policies.may_ask_licence(by))
    offer = TechOffer.objects.select_for_update(of=("self",)).get(pk=offer.pk)
    if not rules.is_offered(offer.state, offer.expires_on, today()):
        raise WrongState(_("This technology is no longer offered."))
    if offer.licences.filter(company=by.company_id, state__in=LICENCE_OPEN).exists():
        raise RuleBroken(_("Your company has already asked for this technology."))
    licence = TechLicence(
        number=next_number("LIC"),
        offer=offer,
        company=by.company,
        use=use,
        asked_by=by,
        fee_won=offer.fee_won,
        royalty_pct=offer.royalty_pct,
        exclusive=offer.exclusive,
    )
    licence.save()
    record(licence, "asked", by=by, payload={"offer": offer.number})
    announce("support.licence_asked", licence=licence.pk)
    return licence


def _held(licence: TechLicence) -> TechLicence:
    """The offer's row is held before that of the licence: an exclusive one goes to one company."""
    TechOffer.objects.select_for_update(of=("self",)).get(pk=licence.offer_id)
    return TechLicence.objects.select_for_update(of=("self",)).select_related("offer", "company").get(pk=licence.pk)


@transaction.atomic
def offer_terms(
    licence: TechLicence, *, fee_won: Decimal, royalty_pct: Decimal, begins_on: date, conditions: str, by: User
) -> TechLicence:
    """What both are to sign; written again, earlier signatures are void."""
    require(policies.may_answer_licence(by, licence))
    licence = _held(licence)
    if begins_on < today():
        raise RuleBroken(_("Choose today or a later day."), field="begins_on")
    ends_on = rules.licence_ends(begins_on, licence.offer.years, licence.offer.expires_on)
    if ends_on <= begins_on:
        raise RuleBroken(_("The patent expires before the licence would begin."), field="begins_on")
    move(
        licence,
        "offer",
        by=by,
        payload={"fee_won": str(fee_won), "royalty_pct": str(royalty_pct)},
        fee_won=fee_won,
        royalty_pct=royalty_pct,
        begins_on=begins_on,
        ends_on=ends_on,
        conditions=conditions,
        offered_by=by,
        company_signed_by=None,
        company_signed_at=None,
        buyer_signed_by=None,
        buyer_signed_at=None,
    )
    announce("support.licence_offered", licence=licence.pk)
    return licence


def terms_sha256(licence: TechLicence) -> str:
    """Of the terms as they are now: who signs says with it which ones were read."""
    told = [f"{licence.fee_won:.2f}", f"{licence.royalty_pct:.2f}", str(licence.exclusive)]
    told += [str(licence.begins_on), str(licence.ends_on), licence.conditions]
    return hashlib.sha256("\n".join(told).encode()).hexdigest()


@transaction.atomic
def sign_licence(licence: TechLicence, *, sha256: str, by: User) -> TechLicence:
    """One side signs the terms it has read; with the second signature it is agreed. An exclusive one is given once."""
    side = "company" if by.is_supplier else "buyer"
    may = policies.may_sign_for_company if by.is_supplier else policies.may_sign_for_buyer
    require(may(by, licence))
    licence = _held(licence)
    require(may(by, licence))
    if licence.state != LicenceState.OFFERED:
        raise WrongState(_("There are no terms to sign."))
    if terms_sha256(licence) != sha256:
        raise WrongState(_("The terms were written anew meanwhile: read them, then sign."))
    if getattr(licence, f"{side}_signed_at") is not None:
        raise WrongState(_("This side has signed already."))
    setattr(licence, f"{side}_signed_by", by)
    setattr(licence, f"{side}_signed_at", db_now())
    licence.save(update_fields=[f"{side}_signed_by", f"{side}_signed_at"])
    record(licence, f"signed_by_{side}", by=by)
    if licence.company_signed_at and licence.buyer_signed_at:
        try:
            with transaction.atomic():
                move(licence, "agree", by=by)
        except IntegrityError as fault:
            if EXCLUSIVE not in str(fault):
                raise
            raise RuleBroken(_("Another company holds this technology exclusively.")) from fault
        announce("support.licence_agreed", licence=licence.pk)
    else:
        announce("support.licence_signed", licence=licence.pk, side=side)
    return licence


@transaction.atomic
def refuse_licence(licence: TechLicence, *, reason: str, by: User) -> TechLicence:
    """Not to this company, or not for this use, with the reason."""
    require(policies.may_answer_licence(by, licence))
    licence = _held(licence)
    move(licence, "refuse", by=by, reason=reason)
    TechLicence.objects.filter(pk=licence.pk).update(reason=reason)
    announce("support.licence_refused", licence=licence.pk)
    return licence


@transaction.atomic
def withdraw_licence(licence: TechLicence, *, by: User) -> TechLicence:
    """The company no longer wants it."""
    require(policies.may_withdraw_licence(by, licence))
    licence = _held(licence)
    move(licence, "withdraw", by=by)
    return licence


@transaction.atomic
def transfer_technology(licence: TechLicence, *, handed_over: str, training_hours: int, by: User) -> TechLicence:
    """Drawings, recipes, training: handed over, and the company can use it."""
    require(policies.may_answer_licence(by, licence))
    licence = _held(licence)
    move(
        licence,
        "transfer",
        by=by,
        payload={"training_hours": training_hours},
        transferred_on=today(),
        handed_over=handed_over,
        training_hours=training_hours,
    )
    announce("support.technology_transferred", licence=licence.pk)
    return licence


@transaction.atomic
def end_licence(licence: TechLicence, *, reason: str, by: User | None) -> TechLicence:
    """Ended early by shared growth, or by itself after its last day."""
    if by is not None:
        require(policies.may_answer_licence(by, licence))
    licence = _held(licence)
    move(licence, "end", by=by, reason=reason)
    TechLicence.objects.filter(pk=licence.pk).update(reason=reason)
    announce("support.licence_ended", licence=licence.pk)
    return licence


@transaction.atomic
def run_licence_clock(on: date) -> int:
    """Once a day: licences whose last day has passed."""
    if not once("support.licences", on.isoformat()):
        return 0
    ended = list(queries.licences_ended(on))
    for licence in ended:
        end_licence(licence, reason="", by=None)
    return len(ended)
