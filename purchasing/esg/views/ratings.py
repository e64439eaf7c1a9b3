"""Doors of ratings by others: the supplier enters one with its report, a reviewer verifies it."""

from collections.abc import Mapping
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import Decision, decide, posted
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from purchasing.esg import policies, queries, services
from purchasing.esg.forms.ratings import RatingDecisionForm, RatingForm
from purchasing.esg.models import ExternalRating
from purchasing.esg.rules import ratings as rules
from purchasing.esg.states import RatingScheme, RatingState
from purchasing.esg.views.review_shown import trail

PER_PAGE = 20


def _at() -> str:
    return reverse("esg:rating-list")


def reads_as(rating: ExternalRating) -> tuple[str, str]:
    """What the points mean by the scheme's own scale, and the tint."""
    if rating.scheme == RatingScheme.RBA_VAP:
        colour = rules.rba_colour(rating.score)
        still = rules.Open(rating.open_priority or 0, rating.open_major or 0, rating.open_minor or 0)
        level = rules.rba_level(rating.score, still)
        colours = {"green": _("green"), "yellow": _("yellow"), "red": _("red")}
        levels = {"platinum": _("platinum"), "gold": _("gold"), "silver": _("silver"), "": ""}
        words = " · ".join(filter(None, [colours[colour], levels[level]]))
        return words, {"green": "ok", "yellow": "warn", "red": "bad"}[colour]
    bands = {
        "outstanding": pgettext("EcoVadis", "outstanding"),
        "advanced": pgettext("EcoVadis", "advanced"),
        "good": pgettext("EcoVadis", "good"),
        "partial": pgettext("EcoVadis", "partial"),
        "insufficient": pgettext("EcoVadis", "insufficient"),
    }
    band = rules.ecovadis_band(rating.score)
    return bands[band], "ok" if band in ("outstanding", "advanced", "good") else "warn"


@reads
def rating_list(request: HttpRequest) -> HttpResponse:
    """Ratings by others, and the management-system certificates beside them."""
    user = request.user
    if user.is_internal and not user.has_role("ER", "EC", "CP", "AU"):
        raise Http404
    results = Paginator(queries.ratings_visible_to(user), PER_PAGE).get_page(request.GET.get("page"))
    away = queries.kept_away_from(user, [each.company_id for each in results]) if user.is_internal else {}
    context = {
        "trail": trail(words=_("External ratings")),
        "results": results,
        "rows": [_row(user, each, away) for each in results],
        "systems": list(queries.management_systems(user)[:30]) if not user.is_internal else [],
        "may_add": bool(policies.may_add_rating(user)),
        "shows_company": user.is_internal,
    }
    return page(request, "esg/rating_list.html", context)


def _row(user, rating: ExternalRating, away: Mapping[int, str]) -> dict[str, Any]:
    words, kind = reads_as(rating)
    entered = rating.state == RatingState.ENTERED
    return {
        "rating": rating,
        "words": words,
        "kind": kind,
        "may_decide": entered and user.is_internal and bool(policies.may_decide_rating(user, rating, away=away)),
        "may_withdraw": rating.state in (RatingState.ENTERED, RatingState.VERIFIED)
        and bool(policies.may_withdraw_rating(user, rating)),
    }


@writes(shows_form=True)
def rating_create(request: HttpRequest) -> HttpResponse:
    """Enter a rating with its report."""
    form = RatingForm(posted(request), library=queries.library_of(request.user))
    decision = Decision(
        title=_("Enter an external rating"),
        text=_(
            "It is dated evidence for your answers; it is not converted into points of ours. The points of an RBA "
            "audit follow from its counts: 200 × conformed / applicable, less 20 for each priority finding, 4 for each "
            "major and 1 for each minor one."
        ),
        verb=_("Enter it"),
        done=_("Entered. A reviewer compares it with the report."),
        allowed=policies.may_add_rating(request.user),
        do=lambda given: services.add_rating(
            scheme=given["scheme"],
            reference=given["reference"],
            site=given["site"],
            evidence=given["evidence"],
            issued_on=given["issued_on"],
            valid_to=given["valid_to"],
            score=given["score"],
            counts=form.counts(),
            by=request.user,
        ),
        back=_at(),
        trail=[*trail(words=" ")[:-1], (_("External ratings"), _at())],
    )
    return decide(request, decision, form)


def _rating_or_404(request: HttpRequest, uid: UUID) -> ExternalRating:
    return get_object_or_404(queries.ratings_visible_to(request.user), uid=uid)


@writes(shows_form=True)
def rating_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Compare it with the report."""
    rating = _rating_or_404(request, uid)
    words, _kind = reads_as(rating)
    decision = Decision(
        title=_("Verify the rating"),
        text=_("%(scheme)s %(reference)s: %(score)s points (%(words)s), issued on %(day)s, valid until %(until)s.")
        % {
            "scheme": rating.get_scheme_display(),
            "reference": rating.reference,
            "score": rating.score,
            "words": words,
            "day": rating.issued_on,
            "until": rating.valid_to,
        },
        verb=_("Decide"),
        done=_("Decided. The supplier is told."),
        allowed=policies.may_decide_rating(request.user, rating),
        do=lambda given: services.decide_rating(
            rating, verified=given["verified"] == "yes", reason=given["reason"], by=request.user
        ),
        back=_at(),
        trail=[*trail(words=" ")[:-1], (_("External ratings"), _at())],
        heading=rating.company.name,
        quote=rating.evidence.title,
        quote_title=_("Report"),
    )
    return decide(request, decision, RatingDecisionForm(posted(request)))


@writes
def rating_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The supplier takes it back."""
    services.withdraw_rating(_rating_or_404(request, uid), by=request.user)
    messages.success(request, _("Withdrawn."))
    return see(request, _at())
