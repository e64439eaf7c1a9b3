"""DO: a supplier enters a rating by others with its report; a reviewer verifies it."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.periods import months_after
from portal.policy import require
from purchasing.esg import policies
from purchasing.esg.models import Evidence, ExternalRating
from purchasing.esg.rules import ratings as rules
from purchasing.esg.states import RatingScheme

COUNTS = ("applicable", "conformant", "priority", "major", "minor")
STILL = ("open_priority", "open_major", "open_minor")
MOST_POINTS = {RatingScheme.ECOVADIS: Decimal(100), RatingScheme.RBA_VAP: Decimal(rules.RBA_TOP)}


@transaction.atomic
def add_rating(
    *,
    scheme: RatingScheme | str,
    reference: str,
    evidence: Evidence,
    issued_on: date,
    by: User,
    valid_to: date | None = None,
    site: str = "",
    score: Decimal | None = None,
    counts: dict[str, int] | None = None,
) -> ExternalRating:
    """Enter a rating. EcoVadis: ``score`` as the report says; RBA VAP: computed from ``counts`` by its formula."""
    require(policies.may_add_rating(by))
    if evidence.company_id != by.company_id or evidence.removed_at is not None:
        raise RuleBroken(_("Choose a document of your evidence library."), field="evidence")
    if issued_on > today():
        raise RuleBroken(_("This day has not come yet."), field="issued_on")
    fields: dict[str, Any] = {}
    if scheme == RatingScheme.RBA_VAP:
        fields = _rba(counts or {})
        valid_to = valid_to or months_after(issued_on, 12 * rules.RBA_YEARS)
        if valid_to > months_after(issued_on, 12 * rules.RBA_YEARS):
            raise RuleBroken(_("An RBA audit holds for two years at most."), field="valid_to")
    else:
        if score is None or not 0 <= score <= MOST_POINTS[RatingScheme.ECOVADIS]:
            raise RuleBroken(_("EcoVadis gives 0 to 100 points."), field="score")
        fields["score"] = score
        valid_to = valid_to or months_after(issued_on, 12)
    if valid_to < issued_on:
        raise RuleBroken(_("A rating ends after it begins."), field="valid_to")
    rating = ExternalRating(
        company=by.company,
        scheme=scheme,
        reference=reference.strip(),
        site=site.strip(),
        evidence=evidence,
        issued_on=issued_on,
        valid_to=valid_to,
        added_by=by,
        **fields,
    )
    try:
        with transaction.atomic():
            rating.save()
    except IntegrityError as fault:
        if "external_rating_once" not in str(fault):
            raise
        raise RuleBroken(_("This report is already entered."), field="reference") from fault
    record(rating, "entered", by=by, payload={"scheme": str(scheme), "score": str(rating.score)})
    announce("esg.rating_entered", rating=rating.pk)
    return rating


def _rba(counts: dict[str, int]) -> dict[str, Any]:
    for name in COUNTS:
        if counts.get(name) is None:
            raise RuleBroken(_("Enter the count from the report; zero is a count too."), field=name)
    if counts["applicable"] < 1:
        raise RuleBroken(_("At least one provision applies."), field="applicable")
    if counts["conformant"] > counts["applicable"]:
        raise RuleBroken(_("Not more than the provisions that apply."), field="conformant")
    for name in STILL:
        if (counts.get(name) or 0) > counts[name.removeprefix("open_")]:
            raise RuleBroken(_("Not more than were found."), field=name)
    score = rules.rba_score(**{name: counts[name] for name in COUNTS})
    return {
        "score": score,
        **{name: counts[name] for name in COUNTS},
        **{name: counts.get(name) or 0 for name in STILL},
    }


@transaction.atomic
def decide_rating(rating: ExternalRating, *, verified: bool, reason: str, by: User) -> ExternalRating:
    """A reviewer compared the report with what was entered."""
    require(policies.may_decide_rating(by, rating))
    if not verified and not reason.strip():
        raise RuleBroken(_("Give the answer with its reasons: the supplier reads it."), field="reason")
    if verified and rating.valid_to < today():
        raise WrongState(_("This rating has ended: it proves nothing any more."))
    told: dict[str, Any] = {"decided_by": by, "decided_at": db_now(), "decision": reason.strip()}
    move(rating, "verify" if verified else "refuse", by=by, reason=reason.strip(), **told)
    announce("esg.rating_decided", rating=rating.pk)
    return rating


@transaction.atomic
def withdraw_rating(rating: ExternalRating, *, by: User) -> ExternalRating:
    """The supplier takes it back."""
    require(policies.may_withdraw_rating(by, rating))
    move(rating, "withdraw", by=by)
    return rating
