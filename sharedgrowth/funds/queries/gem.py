"""FIND: GEM matching funds: who sees which, what a year may spend, what it has promised and paid."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, timedelta
from decimal import Decimal

from django.db.models import Q, QuerySet, Sum
from django.utils.translation import gettext_lazy

from portal.people.models import User
from sharedgrowth.funds.models import Contribution, GemFund, GemReceipt, GemYear, GrantReport, GrantTranche, Proposal
from sharedgrowth.funds.queries.lines import reads_funds
from sharedgrowth.funds.rules import gem as rules
from sharedgrowth.funds.states.gem import ContributionState, GemState, ProposalState, ReportState, Side

P = ProposalState
ZERO = Decimal(0)
OWN = ("SA", "SF")
RUNNING = (GemState.AGREED, GemState.ACTIVE, GemState.CLOSING)


def gem_funds_visible_to(user: User) -> QuerySet[GemFund]:
    """Staff see all, the partner company its own."""
    found = GemFund.objects.select_related("partner", "follows")
    if reads_funds(user):
        return found
    if getattr(user, "is_supplier", False) and user.has_role(*OWN):
        return found.filter(partner=user.company_id)
    return found.none()


def proposals_visible_to(user: User) -> QuerySet[Proposal]:
    """The same of proposals; the partner sees them when they come before the joint committee."""
    found = Proposal.objects.select_related("year__fund__partner", "grant").filter(
        year__fund__in=gem_funds_visible_to(user)
    )
    if reads_funds(user):
        return found
    return found.exclude(state__in=[P.SUBMITTED, P.DILIGENCE])


def side_of(user: User, fund: GemFund) -> Side | None:
    """For which company this person speaks."""
    if getattr(user, "is_internal", False):
        return Side.HOUSE
    return Side.PARTNER if user.company_id == fund.partner_id else None


@dataclass(frozen=True, slots=True)
class YearMoney:
    """The money of one year, in US dollars; ``won`` of what came in, and what the course made of it."""

    year: GemYear
    house: Decimal
    partner: Decimal
    spendable: Decimal
    granted: Decimal
    paid: Decimal
    got_back: Decimal
    won: Decimal
    fx_won: Decimal

    @property
    def left(self) -> Decimal:
        """What can still be granted."""
        return self.spendable - self.granted

    @property
    def house_reserved(self) -> Decimal:
        """What of the buyer's money is not matched."""
        return rules.reserved(self.house, self.partner)

    @property
    def partner_reserved(self) -> Decimal:
        """What of the partner's money is not matched."""
        return rules.reserved(self.partner, self.house)


def money_of(years: Iterable[GemYear]) -> dict[int, YearMoney]:
    """Of each year, by its id: four statements, however many years there are."""
    by_id = {year.pk: year for year in years}
    received = {(row.year_id, row.side): row.received for row in Contribution.objects.filter(year__in=by_id)}
    incoming: dict[int, list[rules.Money]] = {pk: [] for pk in by_id}
    receipts = GemReceipt.objects.filter(contribution__year__in=by_id).values_list(
        "contribution__year", "amount", "rate"
    )
    for pk, usd, rate in receipts:
        incoming[pk].append(rules.Money(usd, rate))
    outgoing: dict[int, list[rules.Money]] = {pk: [] for pk in by_id}
    paid_by_grant: dict[int, Decimal] = {}
    tranches = GrantTranche.objects.filter(grant__proposal__year__in=by_id, paid_on__isnull=False)
    for grant, pk, usd, course in tranches.values_list("grant", "grant__proposal__year", "amount", "rate"):
        outgoing[pk].append(rules.Money(usd, course or ZERO))
        paid_by_grant[grant] = paid_by_grant.get(grant, ZERO) + usd
    granted, back = dict.fromkeys(by_id, ZERO), dict.fromkeys(by_id, ZERO)
    proposals = Proposal.objects.filter(year__in=by_id, grant__isnull=False).select_related("grant")
    for each in proposals:
        ended = each.state in (P.ACCEPTED, P.RECOVERY)  # what was not paid of an ended grant is free again
        whole = paid_by_grant.get(each.grant.pk, ZERO) if ended else each.grant.amount
        granted[each.year_id] += whole - each.grant.back_usd
        back[each.year_id] += each.grant.back_usd
    found = {}
    for pk, year in by_id.items():
        house, partner = received.get((pk, Side.HOUSE), ZERO), received.get((pk, Side.PARTNER), ZERO)
        found[pk] = YearMoney(
            year=year,
            house=house,
            partner=partner,
            spendable=rules.spendable(house, partner, year.rolled_usd),
            granted=granted[pk],
            paid=sum((each.usd for each in outgoing[pk]), ZERO),
            got_back=back[pk],
            won=rules.in_won(incoming[pk]),
            fx_won=rules.fx_difference(incoming[pk], outgoing[pk]),
        )
    return found


def to_request(day: date, days: int) -> QuerySet[Contribution]:
    """Planned contributions of running funds that are due within so many days."""
    planned = Contribution.objects.filter(state=ContributionState.PLANNED, year__fund__state__in=RUNNING)
    return planned.filter(due_on__lte=day + timedelta(days=days)).order_by("due_on", "pk")


def overdue(day: date, days: int) -> QuerySet[Contribution]:
    """Requested and not wholly paid so many days after they were due."""
    waiting = Contribution.objects.filter(
        state__in=[ContributionState.REQUESTED, ContributionState.PARTLY], due_on__lt=day - timedelta(days=days)
    )
    return waiting.order_by("due_on", "pk")


def tranche_waits_for(tranche: GrantTranche) -> str:
    """What a tranche still waits for: "", "agreement", "report", "final"; each waits for the report before it.

    "ended": the project is accepted or recovered, or its fund is over; what was not paid is free again, so never paid.
    """
    proposal = tranche.grant.proposal
    if proposal.state in (P.ACCEPTED, P.RECOVERY) or proposal.year.fund.state not in RUNNING:
        return "ended"
    if proposal.state not in (P.IN_PROGRESS, P.FINAL_REPORT):
        return "agreement"
    accepted = GrantReport.objects.filter(grant=tranche.grant, state=ReportState.ACCEPTED)
    last = tranche.grant.tranches.count()
    if 1 < tranche.no < last and not accepted.exists():
        return "report"
    if tranche.no == last and not accepted.filter(is_final=True).exists():
        return "final"
    return ""


@dataclass(frozen=True, slots=True)
class Published:
    """A figure of the source documents about the predecessor; never added to the portal's own."""

    label: object
    value: object
    period: str
    source: str


NEWSROOM = "Close up! Together With POSCO, episode 2 (2021)"
PUBLISHED = (
    Published(gettext_lazy("Partners in Australia, the United States and Brazil"), "7", "2019 – 2021", NEWSROOM),
    Published(gettext_lazy("Paid in by both companies together, each year"), "USD 100,000", "2019 – 2021", NEWSROOM),
)


def shown_to_all() -> QuerySet[GemFund]:
    """What everybody reads about: funds that both companies have agreed on, the newest first."""
    return GemFund.objects.exclude(state=GemState.PROPOSED).select_related("partner").order_by("-pk")


def effects() -> dict[str, Decimal | int]:
    """What the funds have reached, from accepted final reports, and what they have matched and spent."""
    final = GrantReport.objects.filter(state=ReportState.ACCEPTED, is_final=True)
    names = ("people", "scholarships", "trainees", "trees", "hectares", "spent_usd")
    sums = final.aggregate(**{name: Sum(name) for name in names})
    active = GemFund.objects.filter(state__in=RUNNING)
    return {
        **{name: sums[name] or 0 for name in names},
        "funds": active.count(),
        "countries": active.values("country").distinct().count(),
        "received": Contribution.objects.filter(~Q(received=0)).aggregate(sum=Sum("received"))["sum"] or ZERO,
    }
