"""FIND: calls of programmes, what binds them, which of them take applications now."""

from collections.abc import Iterable
from datetime import datetime
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.utils.translation import override

from sharedgrowth.support.models import Call, FormVersion, SupportTerms
from sharedgrowth.support.registry import Programme, programmes
from sharedgrowth.support.states import APPLICATION_OPEN, PUBLIC_CALLS, ApplicationState, CallState, FormState

# Who of the buyer works with calls that are not public yet, and reads applications in progress.
CALL_STAFF = ("SG", "AP", "FM", "AU")
COPIED_TERMS = (
    "nontrading_target",
    "nontrading_band",
    "consent_days",
    "again_months",
    "reviewers",
    "government_share",
    "anchor_share",
    "sme_share",
    "cap_basic_won",
    "cap_advanced1_won",
    "cap_advanced2_won",
    "quotes_from_won",
    "info_days",
    "spread_points",
    "committee_votes",
)
COPIED_STAGES = ("screen_days", "review_days", "investigate_days", "select_days", "agree_days", "diagnose_weeks")


def programme_of(call: Call) -> Programme | None:
    """The programme that the call names; None when its file was taken away."""
    return programmes.get(call.programme)


def orphaned_calls() -> QuerySet[Call]:
    """Calls whose programme is no longer known: they are shown, and take no applications."""
    return Call.objects.exclude(programme__in=[each.slug for each in programmes])


def calls_visible_to(user: Any) -> QuerySet[Call]:
    """Everybody sees what was published; the buyer's shared-growth side sees drafts, too."""
    calls = Call.objects.select_related("form", "officer", "budget_line")
    if getattr(user, "is_internal", False) and user.has_role(*CALL_STAFF):
        return calls
    return calls.filter(state__in=PUBLIC_CALLS)


def open_calls(now: datetime, programme: str = "") -> QuerySet[Call]:
    """Calls that take applications at ``now``, those that close first on top."""
    found = Call.objects.filter(Q(opens_at=None) | Q(opens_at__lte=now), state=CallState.PUBLISHED)
    found = found.filter(Q(closes_at=None) | Q(closes_at__gt=now))
    found = found.filter(programme__in=[each.slug for each in programmes])
    if programme:
        found = found.filter(programme=programme)
    return found.order_by(F("closes_at").asc(nulls_last=True), "pk")


def coming_calls(now: datetime) -> QuerySet[Call]:
    """Published calls that open later."""
    return Call.objects.filter(state=CallState.PUBLISHED, opens_at__gt=now).order_by("opens_at", "pk")


def calls_to_close(now: datetime) -> QuerySet[Call]:
    """Published calls whose last moment has passed."""
    return Call.objects.filter(state=CallState.PUBLISHED, closes_at__lte=now).order_by("closes_at", "pk")


def with_counts(calls: QuerySet[Call]) -> QuerySet[Call]:
    """Each with how many applications were sent, and how many are being written."""
    sent = ~Q(applications__state__in=[ApplicationState.DRAFT, ApplicationState.RECOMMENDED, ApplicationState.LAPSED])
    return calls.annotate(
        sent=Count("applications", filter=sent & Q(applications__submitted_at__isnull=False), distinct=True),
        writing=Count(
            "applications",
            filter=Q(applications__state__in=[ApplicationState.DRAFT, ApplicationState.RECOMMENDED]),
            distinct=True,
        ),
        open=Count("applications", filter=Q(applications__state__in=APPLICATION_OPEN), distinct=True),
    )


def published_form(programme: str) -> FormVersion | None:
    """The form that a new call of the programme takes."""
    found = FormVersion.objects.filter(programme=programme, state=FormState.PUBLISHED)
    return found.order_by("-version").first()


def rubric_of(programme: Programme) -> list[dict[str, Any]]:
    """The rubric as a call keeps it: words in both languages, weights that add up to 100."""
    rows: list[dict[str, Any]] = []
    for each in programme.rubric:
        row: dict[str, Any] = {"code": each.code, "weight": each.weight}
        for language in ("ko", "en"):
            with override(language):
                row[language] = str(each.label)
                row[f"help_{language}"] = str(each.guidance)
        rows.append(row)
    return rows


def binding_params(programme: Programme, terms: SupportTerms) -> dict[str, Any]:
    """The numbers that bind a call from its publication on: house terms and the programme's own."""
    told: dict[str, Any] = {"terms_from": terms.valid_from.isoformat(), "pass_points": str(programme.pass_points)}
    for name in COPIED_TERMS:
        value = getattr(terms, name)
        told[name] = value if isinstance(value, int) else str(value)
    return told | {name: getattr(programme.stages, name) for name in COPIED_STAGES}


def titles_of(calls: Iterable[Call]) -> dict[str, object]:
    """The programme's title by its slug; the slug itself where the programme is gone."""
    return {each.programme: known.title if (known := programme_of(each)) else each.programme for each in calls}
