"""FIND: waves, requests, scores, tasks, what the support group has achieved. Source: domain 8."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date
from decimal import Decimal

from django.db.models import Count, F, Q, QuerySet, Sum

from portal.people.models import Company
from portal.periods import months_after
from sharedgrowth.support.models import (
    DiagnosisVisit,
    Expert,
    GroupRequest,
    GroupTask,
    Project,
    SupportWave,
    WaveExpert,
    terms_on,
)
from sharedgrowth.support.rules import waves as rules
from sharedgrowth.support.states.waves import (
    GROUP_IN,
    EffectOwner,
    GroupState,
    GroupTaskState,
    WaveState,
)

OWN = ("SA", "SU", "SE")
OVERSEERS = ("SG", "AU", "CP", "FI", "FM")
SCORERS = ("SG", "CN", "AP")


def waves() -> QuerySet[SupportWave]:
    """All, with how many companies hold a place, the newest first."""
    places = Count("requests", filter=Q(requests__state__in=GROUP_IN), distinct=True)
    asked = Count("requests", distinct=True)
    return SupportWave.objects.annotate(companies=places, asked=asked).order_by("-year", "-half")


def open_wave() -> SupportWave | None:
    """The one that takes requests."""
    return SupportWave.objects.filter(state=WaveState.OPEN).first()


def requests_visible_to(user) -> QuerySet[GroupRequest]:
    """The company's own; shared growth, finance, compliance and audit all; the committee those before selection;
    experts those in which they have a task or made a visit."""
    found = GroupRequest.objects.select_related("company", "wave", "asked_by")
    if user.is_supplier:
        own = user.is_service or user.has_role(*OWN)
        return found.filter(company=user.company_id) if own else found.none()
    if not user.is_internal:
        return found.none()
    if user.has_role(*OVERSEERS):
        return found
    seen = Q(pk__in=GroupTask.objects.filter(expert__user=user).values("request"))
    seen |= Q(pk__in=DiagnosisVisit.objects.filter(expert__user=user).values("request"))
    in_waves = WaveExpert.objects.filter(expert__user=user).values("wave")
    seen |= Q(wave__in=in_waves, state__in=[GroupState.MOU_SIGNED, GroupState.DIAGNOSIS])
    if user.has_role(*SCORERS):
        seen |= Q(state=GroupState.TRIAGED)
    return found.filter(seen)


def requests_listed_for(user, *, q: str = "", state: str = "", direction: str = "") -> QuerySet[GroupRequest]:
    """The same, filtered, the newest first."""
    found = requests_visible_to(user).order_by("-pk")
    if q:
        found = found.filter(
            Q(number__icontains=q)
            | Q(problem__icontains=q)
            | Q(company__legal_name_ko__icontains=q)
            | Q(company__legal_name_en__icontains=q)
        )
    if state:
        found = found.filter(state=state)
    return found.filter(directions__contains=[direction]) if direction else found


def tasks_of(request: GroupRequest) -> list[GroupTask]:
    """In order."""
    return list(request.tasks.select_related("expert__user", "measured_by", "verified_by").order_by("pk"))


def tasks_visible_to(user) -> QuerySet[GroupTask]:
    """Those of requests that one sees."""
    seen = requests_visible_to(user).order_by().values("pk")
    return GroupTask.objects.filter(request__in=seen).select_related("request__company", "expert__user")


def was_supported(company: Company, on: date, *, but: GroupRequest | None = None) -> bool:
    """Whether it took part in the group or in a project in the last months (24 by the terms). Source: SGS-02."""
    since = months_after(on, -terms_on(on).again_months)
    before = GroupRequest.objects.filter(company=company, state__in=GROUP_IN, asked_at__date__gte=since)
    if but is not None:
        before = before.exclude(pk=but.pk)
    return before.exists() or Project.objects.filter(company=company, created_at__date__gte=since).exists()


def supported_among(requests: Iterable[GroupRequest], on: date) -> set[int]:
    """The same for many at once: keys of companies."""
    companies = [request.company_id for request in requests]
    keys = [request.pk for request in requests]
    since = months_after(on, -terms_on(on).again_months)
    before = GroupRequest.objects.filter(company__in=companies, state__in=GROUP_IN, asked_at__date__gte=since)
    projects = Project.objects.filter(company__in=companies, created_at__date__gte=since)
    found = set(before.exclude(pk__in=keys).order_by().values_list("company", flat=True))
    return found | set(projects.order_by().values_list("company", flat=True))


@dataclass(frozen=True, slots=True)
class Standing:
    """A request in the ranking: its points once three members have scored."""

    request: GroupRequest
    members: int
    points: Decimal | None
    fresh: bool


def ranking(wave: SupportWave, on: date) -> list[Standing]:
    """The best first; those with too few scores last. Equal points: the earlier request."""
    waiting = list(
        wave.requests.filter(state=GroupState.TRIAGED)
        .select_related("company")
        .prefetch_related("scores")
        .order_by("pk")
    )
    supported = supported_among(waiting, on)
    found = []
    for request in waiting:
        given = [
            {"severity": s.severity, "fit": s.fit, "commitment": s.commitment, "spillover": s.spillover}
            for s in request.scores.all()
        ]
        recently = request.company_id in supported
        points = rules.mean_points(given, supported_recently=recently) if len(given) >= rules.LEAST_MEMBERS else None
        found.append(Standing(request, len(given), points, not recently))
    return sorted(found, key=lambda each: (each.points is None, -(each.points or 0), each.request.pk))


def experts_of(wave: SupportWave) -> list[WaveExpert]:
    """With their days."""
    return list(wave.experts.select_related("expert__user", "released_by").order_by("pk"))


def expert_of(user) -> Expert | None:
    """The profile of a person who advises."""
    return Expert.objects.filter(user=user, active=True).first()


def overloaded() -> QuerySet[WaveExpert]:
    """Experts of running waves with a tenth of their days left or less. Source: appendix B, sgs-capacity."""
    found = WaveExpert.objects.filter(wave__state__in=[WaveState.RUNNING, WaveState.SELECTING])
    return found.filter(planned__gte=F("days") * Decimal("0.9")).select_related("expert__user", "wave").order_by("pk")


def triage_late(on: date) -> QuerySet[GroupRequest]:
    """Not answered within its days."""
    return GroupRequest.objects.filter(state=GroupState.REQUESTED, triage_due__lt=on).select_related("company")


def diagnoses_late(on: date) -> QuerySet[GroupRequest]:
    """Longer than eight weeks."""
    return GroupRequest.objects.filter(state=GroupState.DIAGNOSIS, diagnosis_due__lt=on).select_related("company")


def tasks_late(on: date) -> QuerySet[GroupTask]:
    """Under way after their day."""
    found = GroupTask.objects.filter(state__in=[GroupTaskState.PLANNED, GroupTaskState.IN_PROGRESS], due_on__lt=on)
    return found.select_related("request__company", "expert__user")


@dataclass(frozen=True, slots=True)
class Achieved:
    """What the portal's own rows say of the support group; published figures of earlier years stand apart."""

    companies: int
    tasks: int
    verified_tasks: int
    verified_won: Decimal
    elsewhere_won: Decimal  # verified, but counted in another programme (SGS-05)
    on_time: int
    ended: int
    patents: int
    satisfaction: Decimal | None


def achieved(wave: SupportWave | None = None) -> Achieved:
    """Of a wave, or of all."""
    requests = GroupRequest.objects.filter(state__in=GROUP_IN)
    tasks = GroupTask.objects.exclude(state=GroupTaskState.CANCELLED)
    if wave is not None:
        requests, tasks = requests.filter(wave=wave), tasks.filter(request__wave=wave)
    tasks = tasks.filter(request__state__in=GROUP_IN)
    verified = tasks.filter(state=GroupTaskState.VERIFIED)
    ended = tasks.filter(done_on__isnull=False)
    sums = verified.aggregate(
        own=Sum("verified_won", filter=Q(owner=EffectOwner.GROUP)),
        other=Sum("verified_won", filter=~Q(owner=EffectOwner.GROUP)),
        patents=Sum("patents"),
    )
    given = requests.exclude(satisfaction=None).order_by().values_list("satisfaction", flat=True)
    marks = [mark for mark in given if mark is not None]
    return Achieved(
        companies=requests.order_by().values("company").distinct().count(),
        tasks=tasks.count(),
        verified_tasks=verified.count(),
        verified_won=sums["own"] or Decimal(0),
        elsewhere_won=sums["other"] or Decimal(0),
        on_time=ended.filter(done_on__lte=F("due_on")).count(),
        ended=ended.count(),
        patents=sums["patents"] or 0,
        satisfaction=(Decimal(sum(marks)) / len(marks)).quantize(Decimal("0.1")) if marks else None,
    )


def by_direction() -> list[tuple[str, int, Decimal]]:
    """Direction, tasks, verified won counted here."""
    rows = (
        GroupTask.objects.exclude(state=GroupTaskState.CANCELLED)
        .values("direction")
        .annotate(
            tasks=Count("pk"),
            won=Sum("verified_won", filter=Q(owner=EffectOwner.GROUP, state=GroupTaskState.VERIFIED)),
        )
        .order_by("direction")
    )
    return [(row["direction"], row["tasks"], row["won"] or Decimal(0)) for row in rows]
