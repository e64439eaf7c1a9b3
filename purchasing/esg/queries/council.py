"""FIND: the council's members, meetings, decisions; results that may be shared; consulting requests. Source: 11.10."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal, InvalidOperation

from django.db.models import OuterRef, Q, QuerySet, Subquery

from portal.people.models import Company, Standing
from purchasing.esg.models import (
    ConsultingRequest,
    CouncilDecision,
    CouncilMeeting,
    CouncilMember,
    CouncilProgress,
    SharingConsent,
)
from purchasing.esg.rules.council import Result, benchmark, done_share
from purchasing.esg.states import StandingFact
from purchasing.esg.states.support import ConsultingState, DecisionProgress, MeetingState

READERS = ("ER", "EC", "CP", "AP", "AU")
CONSULTING_READERS = ("ER", "SG", "EC", "AU")
CONSULTING_OWN = ("SA", "SE", "SU")


def members_now() -> QuerySet[CouncilMember]:
    """Members in office, the chair first."""
    return CouncilMember.objects.filter(until=None).select_related("user")


def is_member(user) -> bool:
    """Whether the person sits in the council."""
    return bool(user.is_internal) and CouncilMember.objects.filter(user=user, until=None).exists()


def reads_council(user) -> bool:
    """Its members, ESG, committee, compliance, approvers, audit."""
    if not (getattr(user, "is_authenticated", False) and user.is_internal):
        return False
    return user.has_role(*READERS) or is_member(user)


def meetings_visible_to(user) -> QuerySet[CouncilMeeting]:
    """All for those who read the council; members see a meeting once they are invited."""
    found = CouncilMeeting.objects.select_related("prepared_by", "minutes_by", "approved_by")
    if not reads_council(user):
        return found.none()
    return found if user.has_role(*READERS) else found.exclude(state=MeetingState.PLANNED)


@dataclass(frozen=True, slots=True)
class Stand:
    """Where one group company stands with a decision."""

    member: CouncilMember
    state: DecisionProgress
    note: str


@dataclass(frozen=True, slots=True)
class DecisionRow:
    """A decision with a stand for every member, and how many have done it."""

    decision: CouncilDecision
    stands: list[Stand]
    done: int
    concerned: int


def decision_rows(decisions: QuerySet[CouncilDecision]) -> list[DecisionRow]:
    """Each with where every member in office stands. Three queries for any number."""
    members = list(members_now())
    found = list(decisions.select_related("meeting", "owner"))
    latest = CouncilProgress.objects.filter(decision__in=found).order_by("decision_id", "member_id", "-id")
    said = {(row.decision_id, row.member_id): row for row in latest.distinct("decision_id", "member_id")}
    rows = []
    for decision in found:
        stands = []
        for member in members:
            row = said.get((decision.pk, member.pk))
            state = DecisionProgress(row.state) if row else DecisionProgress.OPEN
            stands.append(Stand(member, state, row.note if row else ""))
        done, concerned = done_share([stand.state for stand in stands])
        rows.append(DecisionRow(decision, stands, done, concerned))
    return rows


def decisions_of(meeting: CouncilMeeting) -> list[DecisionRow]:
    """Of one meeting."""
    return decision_rows(meeting.decisions.all())


def open_decisions() -> list[DecisionRow]:
    """Of all meetings: not done by everybody whom they concern."""
    stands = CouncilDecision.objects.exclude(meeting__state=MeetingState.CANCELLED).order_by("due_on", "pk")
    return [row for row in decision_rows(stands) if row.done < row.concerned]


def shares_result(company: Company) -> bool:
    """Whether the company lets group companies see its result by name."""
    last = SharingConsent.objects.filter(company=company).order_by("-id").first()
    return bool(last and last.given)


def shared_results(on: date) -> list[Result]:
    """The benchmark: every supplier's result in force, named only where the supplier agreed."""
    last = SharingConsent.objects.filter(company=OuterRef("pk")).order_by("-id").values("given")[:1]
    companies = Company.objects.filter(is_buyer=False, state="active").annotate(
        score=_fact(StandingFact.SCORE, on), band=_fact(StandingFact.BAND, on), agreed=Subquery(last)
    )
    found = []
    for company in companies.exclude(score=None).exclude(score="").order_by("pk"):
        try:
            total = Decimal(company.score)
        except InvalidOperation:
            continue
        found.append(Result(company.name, total, company.band or "", bool(company.agreed)))
    return benchmark(found)


def _fact(fact: str, on: date) -> Subquery:
    rows = Standing.objects.filter(company=OuterRef("pk"), fact=fact, valid_from__lte=on)
    return Subquery(
        rows.filter(Q(valid_to=None) | Q(valid_to__gte=on)).order_by("-valid_from", "-id").values("value")[:1]
    )


# Consulting -----------------------------------------------------------------------------------------------------------
def consulting_visible_to(user) -> QuerySet[ConsultingRequest]:
    """A company's own people: theirs; shared growth, ESG, audit: all."""
    found = ConsultingRequest.objects.select_related("company", "action", "decided_by")
    if not getattr(user, "is_authenticated", False):
        return found.none()
    if user.is_internal:
        return found if user.has_role(*CONSULTING_READERS) else found.none()
    return found.filter(company=user.company_id) if user.has_role(*CONSULTING_OWN) else found.none()


def consulting_waiting(user) -> QuerySet[ConsultingRequest]:
    """Requests that nobody has answered, the longest waiting first."""
    waiting = consulting_visible_to(user) if user.is_internal else ConsultingRequest.objects.none()
    return waiting.filter(state=ConsultingState.ASKED).order_by("pk")
