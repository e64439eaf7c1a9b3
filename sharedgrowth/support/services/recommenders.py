"""DO: organisations that recommend companies, and their door: a key that is shown once. Source: domain 7.1, PI-01."""

import secrets
from datetime import date

from django.core.files.base import File as Upload
from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.files.services import store_upload
from portal.files.states import DOCUMENTS, PICTURES
from portal.people.models import Company, User
from portal.policy import require
from sharedgrowth.support.models import Application, Call, Recommender
from sharedgrowth.support.policies import levels as policies
from sharedgrowth.support.queries import levels as queries
from sharedgrowth.support.services.applications import ApplicationThere
from sharedgrowth.support.services.recommendations import recommend

KEY_BYTES = 24
LETTERS = DOCUMENTS | PICTURES


@transaction.atomic
def keep_recommender(recommender: Recommender, *, by: User) -> Recommender:
    """Enter or change an organisation."""
    require(policies.may_keep_recommenders(by))
    known = recommender.pk is not None
    if not known:
        recommender.entered_by = by
    checked(recommender)
    recommender.save()
    record(recommender, "changed" if known else "entered", by=by, payload={"name": recommender.name_ko})
    return recommender


@transaction.atomic
def make_key(recommender: Recommender, *, by: User) -> str:
    """A new key for its door; the old one ends. Only its digest is kept."""
    require(policies.may_keep_recommenders(by))
    recommender = Recommender.objects.select_for_update(of=("self",)).get(pk=recommender.pk)
    if recommender.ends_on is not None and recommender.ends_on < today():
        raise RuleBroken(_("The agreement with this organisation has ended."))
    key = secrets.token_urlsafe(KEY_BYTES)
    recommender.key_sha256, recommender.key_made_at = queries.digest(key), db_now()
    recommender.save(update_fields=["key_sha256", "key_made_at"])
    record(recommender, "key_made", by=by)
    return key


@transaction.atomic
def close_door(recommender: Recommender, *, by: User) -> Recommender:
    """Its key opens nothing any more."""
    require(policies.may_keep_recommenders(by))
    recommender = Recommender.objects.select_for_update(of=("self",)).get(pk=recommender.pk)
    recommender.key_sha256, recommender.key_made_at = "", None
    recommender.save(update_fields=["key_sha256", "key_made_at"])
    record(recommender, "key_ended", by=by)
    return recommender


@transaction.atomic
def recommend_by(
    recommender: Recommender,
    call: Call,
    company: Company,
    *,
    contact: str,
    why: str,
    related: bool,
    letter: Upload | None = None,
    key: str = "",
    by: User | None = None,
) -> Application:
    """An organisation recommends a company by its own ``key``, or an officer does it for the organisation."""
    if by is None:
        holder = queries.recommender_of(key, today())
        if holder is None or holder.pk != recommender.pk:
            raise NotAllowed(_("This key opens nothing: it was replaced, or the agreement has ended."))
    else:
        require(policies.may_keep_recommenders(by))
    file = store_upload(letter, company=company, by=by, kinds=LETTERS) if letter else None
    told = {"organisation": recommender.name_ko, "contact": contact.strip() or recommender.contact, "why": why}
    try:
        made = recommend(call, company, **told, related=related, letter=file, by=by)
    except ApplicationThere as there:
        if by is not None:
            raise
        # An organisation outside does not learn who has applied, nor under which number.
        raise WrongState(_("This company cannot be recommended to this call: it can apply by itself.")) from there
    record(recommender, "recommended", by=by, payload={"application": made.number, "related": related})
    return made


def agreement_holds(recommender: Recommender, on: date) -> bool:
    """Whether the organisation may recommend on that day."""
    return recommender.agreed_on <= on and (recommender.ends_on is None or recommender.ends_on >= on)
