"""Groups for everybody, applications for their company and the buyer's readers; scorecards. Source: domain 1.7."""

from collections import defaultdict
from collections.abc import Collection, Sequence
from dataclasses import dataclass
from datetime import date, datetime, time, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Prefetch, Q, QuerySet

from catalog.models import ApplicationRating, GroupApplication, GroupCall, RegistrationAppeal, SourcingGroup
from catalog.models.classification import in_language
from catalog.rules.registration import Line, score_lines
from catalog.states import (
    APPLICATION_RUNS,
    ESG_ENTRY,
    AppealState,
    ApplicationState,
    CallState,
    EsgVerdict,
    Outcome,
)
from portal.audit.models import AuditEntry
from portal.clock import SEOUL
from portal.people.models import Certificate, Company, Standing, User
from portal.people.queries import standing_of, valid_certificates
from portal.people.states import SOCIAL

READERS = ("PO", "AP", "EV", "ER", "AU", "RQ", "SG", "FI")  # domain 16.2, company / registration: V
FILE_READERS = ("PO", "AP", "EV", "ER", "AU")  # who checks, rates, decides or audits also opens the papers
APPLICANTS = ("SA", "SU")


def named(row: dict[str, Any]) -> str:
    """The name of a criterion or document as announced, in the reader's language."""
    return in_language(row["name_ko"], row["name_en"])


def _calls() -> Prefetch:
    return Prefetch("calls", GroupCall.objects.order_by("-id"), to_attr="all_calls")


def groups_listed() -> list[SourcingGroup]:
    """Groups in use, open ones first, each with its latest announcement (``latest``). Three queries."""
    groups = list(SourcingGroup.objects.filter(in_use=True).prefetch_related(_calls(), "classes"))
    for group in groups:
        with_latest(group)
    return sorted(groups, key=lambda group: (group.open_call is None, group.code))  # type: ignore[attr-defined]


def with_latest(group: SourcingGroup) -> SourcingGroup:
    """The group with ``latest`` and ``open_call``."""
    calls = [call for call in group.all_calls if call.state != CallState.CANCELLED]  # type: ignore[attr-defined]
    group.latest = calls[0] if calls else None  # type: ignore[attr-defined]
    group.open_call = next((call for call in calls if call.state == CallState.ANNOUNCED), None)  # type: ignore[attr-defined]
    return group


def groups_visible_to(user) -> QuerySet[SourcingGroup]:
    """Those in use for everybody; for the buyer's staff also the others."""
    groups = SourcingGroup.objects.prefetch_related(_calls(), "classes", "criteria", "documents")
    inside = isinstance(user, User) and user.is_internal and user.has_role(*READERS)
    return groups if inside else groups.filter(in_use=True)


def open_calls() -> QuerySet[GroupCall]:
    """Announcements that take applications, those that close first on top."""
    return GroupCall.objects.filter(state=CallState.ANNOUNCED).select_related("group").order_by("closes_at")


def applications_visible_to(user) -> QuerySet[GroupApplication]:
    """One's own company's; for the buyer's readers all that were submitted."""
    rows = GroupApplication.objects.select_related(
        "call__group", "company", "applied_by", "checked_by", "scored_by", "decided_by", "esg_by"
    )
    if not isinstance(user, User) or user.company_id is None:
        return rows.none()
    if user.is_internal:
        return rows.filter(applied_at__isnull=False) if user.has_role(*READERS) else rows.none()
    return rows.filter(company_id=user.company_id) if user.has_role(*APPLICANTS, "SE", "BD") else rows.none()


def applications_listed(user, *, state: str = "", group: str = "") -> QuerySet[GroupApplication]:
    """The list, narrowed; staff see what waits longest first, applicants their newest first."""
    rows = applications_visible_to(user)
    if state == "running":
        rows = rows.filter(state__in=APPLICATION_RUNS)
    elif state in ApplicationState.values:
        rows = rows.filter(state=state)
    if group:
        rows = rows.filter(call__group__code=group)
    return rows.order_by("applied_at", "pk") if user.is_internal else rows.order_by("-pk")


def application_counts(user) -> dict[str, int]:
    """How many stand where. One query."""
    rows = applications_visible_to(user).order_by().values_list("state").annotate(count=Count("pk"))
    counts = dict.fromkeys(ApplicationState.values, 0) | dict(rows)
    counts["running"] = sum(counts[state] for state in APPLICATION_RUNS)
    counts["all"] = sum(counts[state] for state in ApplicationState.values)
    return counts


def application_of(company: Company, call: GroupCall) -> GroupApplication | None:
    """The company's application for the announcement, if it has one."""
    rows = call.applications.filter(company=company).exclude(state=ApplicationState.WITHDRAWN)
    return rows.first()


def reads_papers(user) -> bool:
    """Whether the person of the buying organisation opens the documents of an application."""
    return isinstance(user, User) and user.is_internal and user.has_role(*FILE_READERS)


def missing_documents(application: GroupApplication) -> list[str]:
    """Names of required documents that are not there yet."""
    given = set(application.documents.values_list("code", flat=True))
    return [named(row) for row in application.call.documents if row["required"] and row["code"] not in given]


def is_registered(company: Company, code: str, on: date) -> bool:
    """Whether the company is a registered supplier of the group on that day."""
    return standing_of(company, f"registered:{code}", on) is not None


def registrations_of(company: Company, on: date) -> list[Standing]:
    """The groups that the company is registered for, as dated facts."""
    rows = Standing.objects.filter(company=company, fact__startswith="registered:", valid_from__lte=on)
    latest = rows.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("fact", "-valid_from", "-id").distinct("fact")
    return [row for row in latest if row.value]


def esg_entry(application: GroupApplication, on: date) -> str:
    """What the ESG entry gate says of the company on that day, or nothing. Source: domain 11.4."""
    said = gate_said(application, on)
    return said.value if said is not None else ""


def gate_said(application: GroupApplication, on: date) -> Standing | None:
    """The dated fact of the ESG entry gate in force on that day, with its source and end."""
    rows = Standing.objects.filter(company=application.company, fact=ESG_ENTRY, valid_from__lte=on)
    row = rows.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("-valid_from", "-id").first()
    return row if row is not None and row.value in EsgVerdict.values[1:] else None


def gates_of(companies: Collection[int], on: date) -> dict[int, str]:
    """What the ESG entry gate says of each company on that day; one query for all."""
    rows = Standing.objects.filter(company__in=companies, fact=ESG_ENTRY, valid_from__lte=on)
    latest = rows.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("company", "-valid_from", "-id")
    return {row.company_id: row.value for row in latest.distinct("company") if row.value in EsgVerdict.values}


def social_certificates(company: Company, days: Sequence[date]) -> list[str]:
    """Categories of socially friendly enterprises whose certificate holds on all of the days. One query. PRF-02."""
    facts = [f"certificate.{kind}" for kind in SOCIAL]
    rows = list(Standing.objects.filter(company=company, fact__in=facts).order_by("-valid_from", "-id"))

    def holds(fact: str, day: date) -> bool:
        covering = (
            row
            for row in rows
            if row.fact == fact and row.valid_from <= day and (row.valid_to is None or row.valid_to >= day)
        )
        latest = next(covering, None)
        return latest is not None and bool(latest.value)

    return [kind for kind, fact in zip(SOCIAL, facts, strict=True) if all(holds(fact, day) for day in days)]


def offered_certificates(company: Company) -> list[Certificate]:
    """Certificates in force that an application may name."""
    return list(valid_certificates(company))


def raters_of(application: GroupApplication) -> list[User]:
    """Who rated in the present round."""
    rated = application.ratings.filter(round=application.round).values("by")
    return list(User.objects.filter(pk__in=rated).order_by("pk"))


def lines_of(application: GroupApplication) -> list[Line]:
    """The points of the present round by criterion, by the weights of the announcement."""
    given: dict[str, list[Decimal]] = defaultdict(list)
    for code, rating in application.ratings.filter(round=application.round).values_list("criterion", "rating"):
        given[code].append(rating)
    return score_lines({row["code"]: Decimal(row["weight"]) for row in application.call.criteria}, given)


@dataclass(frozen=True, slots=True)
class CardLine:
    """One criterion of a scorecard: what the applicant said, how it was rated, and why."""

    code: str
    name: str
    weight: Decimal
    answer: str
    rating: Decimal
    points: Decimal
    ratings: Sequence[ApplicationRating]


def scorecard(application: GroupApplication) -> list[CardLine]:
    """All criteria in the order of the announcement, with the ratings of the present round. Two queries."""
    lines = {line.code: line for line in lines_of(application)}
    rated = list(application.ratings.filter(round=application.round).select_related("by"))
    return [
        CardLine(
            code=row["code"],
            name=named(row),
            weight=lines[row["code"]].weight,
            answer=application.answers.get(row["code"], ""),
            rating=lines[row["code"]].rating,
            points=lines[row["code"]].points,
            ratings=[rating for rating in rated if rating.criterion == row["code"]],
        )
        for row in application.call.criteria
    ]


def history_of_application(application: GroupApplication) -> list[AuditEntry]:
    """What happened to it, newest first."""
    entries = AuditEntry.objects.filter(thing_type="catalog.groupapplication", thing_id=str(application.pk))
    return list(entries.select_related("by", "link").order_by("-id")[:100])


def appeals_of(application: GroupApplication) -> list[RegistrationAppeal]:
    """Its appeals, newest first."""
    return list(application.appeals.select_related("filed_by", "decided_by", "against"))


def appeals_to_decide(user) -> QuerySet[RegistrationAppeal]:
    """Open appeals for an approver who did not decide before."""
    rows = RegistrationAppeal.objects.filter(state=AppealState.OPEN).select_related("application__call__group")
    if not (isinstance(user, User) and user.is_internal and user.has_role("AP")):
        return rows.none()
    return rows.exclude(against=user).order_by("due_on", "pk")


def kpi_registration(since: date, until: date) -> dict[str, int]:
    """Applications, decisions and registrations between two days, and applicants that never traded."""
    begins = datetime.combine(since, time.min, SEOUL)
    ends = datetime.combine(until + timedelta(days=1), time.min, SEOUL)
    return GroupApplication.objects.aggregate(
        applied=Count("pk", filter=Q(applied_at__gte=begins, applied_at__lt=ends)),
        decided=Count("pk", filter=Q(decided_at__gte=begins, decided_at__lt=ends)),
        registered=Count("pk", filter=Q(decided_at__gte=begins, decided_at__lt=ends, outcome=Outcome.PASS)),
        relieved=Count("pk", filter=Q(decided_at__gte=begins, decided_at__lt=ends, relief__gt="")),
    )
