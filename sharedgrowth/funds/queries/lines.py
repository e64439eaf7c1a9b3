"""FIND: funds, their lines, what is committed and drawn, and who sees it."""

from datetime import date
from decimal import Decimal

from django.db.models import Model, Q, QuerySet, Sum

from portal.audit.queries import timeline_of
from portal.people.models import Company, User
from sharedgrowth.funds.models import BudgetLine, Commitment, Drawdown, Fund, GovMatch
from sharedgrowth.funds.states import DrawdownState, FundState, MatchState

STAFF = ("SG", "FM", "FI", "AP", "CP", "AU")
OWN = ("SA", "SF")
D = DrawdownState
PENDING = (D.REQUESTED, D.CHECKED, D.APPROVED, D.RETURNED)
SPENT = (D.PAID, D.AUDITED)
APPROVAL_NUMBER = 24  # digits of the National Tax Service's number of an electronic tax invoice
ASKED = ("requested", "complete")  # the acts of who wants the money, in the trail of a drawdown
ZERO = Decimal(0)


def reads_funds(user: User) -> bool:
    """Whether this person sees all funds: staff of the programmes, finance, approvers, audit and compliance."""
    return bool(getattr(user, "is_internal", False)) and user.has_role(*STAFF)


def funds_visible_to(user: User) -> QuerySet[Fund]:
    """The funds."""
    return Fund.objects.all() if reads_funds(user) else Fund.objects.none()


def lines_visible_to(user: User) -> QuerySet[BudgetLine]:
    """Their lines, with fund and year."""
    lines = BudgetLine.objects.select_related("year__fund")
    return lines if reads_funds(user) else lines.none()


def commitments_visible_to(user: User) -> QuerySet[Commitment]:
    """Staff see all, a company what is promised to itself."""
    found = Commitment.objects.select_related("line__year__fund", "company", "requested_by", "approved_by")
    if reads_funds(user):
        return found
    if getattr(user, "is_supplier", False) and user.has_role(*OWN):
        return found.filter(company=user.company_id)
    return found.none()


def drawdowns_visible_to(user: User) -> QuerySet[Drawdown]:
    """The same of payments out of them."""
    found = Drawdown.objects.select_related("commitment__company", "commitment__line__year__fund", "payable", "reclaim")
    if reads_funds(user):
        return found
    if getattr(user, "is_supplier", False) and user.has_role(*OWN):
        return found.filter(commitment__company=user.company_id)
    return found.none()


def open_line(programme: str, on: date) -> BudgetLine | None:
    """The line of an open fund from which this programme can commit money on that day."""
    lines = BudgetLine.objects.filter(
        programme=programme, year__year=on.year, year__closed_at=None, year__fund__state=FundState.OPEN
    )
    return lines.select_related("year__fund").order_by("year__fund__begins_on", "pk").first()


def commitments_about(thing: Model) -> QuerySet[Commitment]:
    """What is promised for a thing."""
    named = {"thing_type": thing._meta.label_lower, "thing_id": str(thing.pk)}
    return Commitment.objects.filter(**named).select_related("line__year__fund", "company").order_by("pk")


def pending_of(commitment: Commitment) -> Decimal:
    """What is asked for and not yet paid."""
    return commitment.drawdowns.filter(state__in=PENDING).aggregate(sum=Sum("amount"))["sum"] or ZERO


def left_of(commitment: Commitment) -> Decimal:
    """What can still be drawn or released (FND-03)."""
    return commitment.amount - commitment.released - commitment.drawn - pending_of(commitment)


def match_of(line: BudgetLine) -> tuple[Decimal, Decimal]:
    """What of the government's half is confirmed, and what is bridged: from the approver's word to its confirmation."""
    sums = GovMatch.objects.filter(line=line).aggregate(
        confirmed=Sum("amount", filter=Q(state=MatchState.CONFIRMED)),
        bridged=Sum("amount", filter=~Q(state=MatchState.CONFIRMED) & Q(decided_by__isnull=False)),
    )
    return sums["confirmed"] or ZERO, sums["bridged"] or ZERO


def drawn_or_approved(line: BudgetLine) -> Decimal:
    """What of a line is paid, or approved to be paid."""
    live = Drawdown.objects.filter(commitment__line=line, state__in=[D.APPROVED, *SPENT])
    return live.aggregate(sum=Sum("amount"))["sum"] or ZERO


def invoice_used(number: str, *, but: Commitment) -> Drawdown | None:
    """Another commitment's drawdown that already stands on this invoice (FND-09).

    The approval number of a tax invoice is one in the country; a firm's own numbering says nothing of other firms.
    """
    live = Drawdown.objects.filter(invoice_numbers__contains=[number]).exclude(state=D.REFUSED)
    if len(number) != APPROVAL_NUMBER or not number.isdecimal():
        live = live.filter(commitment__company=but.company_id)
    return live.exclude(commitment=but).select_related("commitment__company").order_by("pk").first()


def askers_of(drawdown: Drawdown) -> QuerySet[User]:
    """Everybody who asked for it or completed it, from its trail."""
    acts = timeline_of(drawdown).filter(what__in=[f"{drawdown._meta.label_lower}.{each}" for each in ASKED])
    return User.objects.filter(pk__in=acts.order_by().values("by")).order_by("pk")


def committed_to(company: Company) -> QuerySet[Commitment]:
    """All that is promised to a company."""
    return Commitment.objects.filter(company=company).select_related("line__year__fund").order_by("-pk")
