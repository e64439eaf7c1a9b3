"""FIND: receivables, what of them falls due, what is left to pay out; each company sees its own part (PAY-07, 4.9)."""

from collections.abc import Iterable
from dataclasses import dataclass
from datetime import date, datetime
from decimal import Decimal

from django.db.models import Case, DecimalField, Exists, F, OuterRef, Q, QuerySet, Subquery, Sum, Value, When
from django.db.models.functions import Coalesce

from portal.calendar import BUSINESS, add_open_days, is_open
from portal.clock import SEOUL
from portal.people.queries import heir_of
from portal.people.states import CompanyState, TaxStatus
from purchasing.contracts.states import PayMethod
from purchasing.payments.models import (
    BuyerRate,
    Draw,
    DrawQuote,
    EscrowEntry,
    Instruction,
    Obligation,
    Receivable,
    ReceivableRequest,
)
from purchasing.payments.queries.amounts import Sight, face_sight, sees_by_audit, sights, with_hidden_use
from purchasing.payments.queries.bank_days import bank_closed
from purchasing.payments.rules import ACCEPT_DAYS, CUT_OFF
from purchasing.payments.states import (
    LIVE,
    OUTSTANDING,
    EscrowKind,
    InstructionState,
    ObligationState,
    PayRole,
    RateState,
    ReceivableState,
    RequestState,
    RunState,
)

R = ReceivableState
SEES_ALL = ("FI", "AU", "CP")  # who runs the payments, and who looks into them
SEES_FIRST_TIER = ("PO", "AP")  # what passes between others is not the buyer's business: domain 4.1, 17
OWN_PEOPLE = ("SA", "SF", "SU")
CLOSED = (TaxStatus.CLOSED, TaxStatus.SUSPENDED)
WON = DecimalField(max_digits=17, decimal_places=0)


@dataclass(frozen=True, slots=True)
class Payout:
    """What escrow owes for a receivable that has matured: to its holder, or (``payee_id`` None) to the bank."""

    receivable_id: int
    number: str
    root_id: int
    payee_id: int | None
    amount: Decimal
    purpose: str


def receivables_visible_to(user) -> QuerySet[Receivable]:
    """The own ones for a supplier: held, or passed on to others. Staff by role; nobody else sees one."""
    found = Receivable.objects.select_related("issuer", "holder", "obligation__contract").order_by("-id")
    if user.is_internal:
        if user.has_role(*SEES_ALL):
            return found
        return found.filter(tier=1) if user.has_role(*SEES_FIRST_TIER) else found.none()
    if not user.is_supplier or not user.has_role(*OWN_PEOPLE):
        return found.none()
    own = Q(issuer=user.company_id) | (Q(holder=user.company_id) & ~Q(state=R.DRAFT))
    return found.filter(own)


def uses_seen(user, receivables: Iterable[Receivable]) -> set[int]:
    """Ids of those whose use this person sees in a list: what a holder drew and passed on is not its giver's business.

    Staff who run or look into payments see it where it tells nothing of amounts below that are not open. (ADR 0033)
    """
    rows = list(receivables)
    if not user.is_internal:
        return {each.pk for each in rows if user.company_id == each.holder_id}
    if not user.has_role(*SEES_ALL):
        return set()
    return {each.pk for each in rows} - with_hidden_use(user, rows)


def sees_use(user, receivable: Receivable) -> bool:
    """The same of one."""
    return receivable.pk in uses_seen(user, [receivable])


@dataclass(frozen=True, slots=True)
class Insight:
    """What a person sees of one receivable on its page; ``seen`` is what has to be recorded of the look."""

    face: bool
    use: bool
    parts: list[Receivable]  # those that were passed on; each with ``shows_face``
    seen: list[Sight]


def insight_of(user, receivable: Receivable, on: date) -> Insight:
    """Its amount, its parts, its use: auditors see all, compliance what a case needs, others what is open."""
    parts = children_of(receivable)
    if not user.is_internal:
        own = user.company_id == receivable.holder_id
        for each in (shown := list(parts) if own else []):
            each.shows_face = True  # type: ignore[attr-defined]
        return Insight(True, own, shown, [])
    below = list(parts.select_related("obligation__contract", "holder")) if user.has_role(*SEES_ALL) else []
    contracts = {each.obligation.contract_id: each.obligation.contract for each in (receivable, *below)}
    by_contract = sights(user, contracts.values(), on)
    face = face_sight(user, receivable, by_contract)
    seen = [face]
    for each in below:
        seen.append(sight := face_sight(user, each, by_contract))
        each.shows_face = bool(sight)  # type: ignore[attr-defined]
    told = all(seen) and (not receivable.held or sees_by_audit(user))
    return Insight(bool(face), told and user.has_role(*SEES_ALL), below, seen)


def receivables_listed_for(user, *, side: str = "", state: str = "", words: str = "") -> QuerySet[Receivable]:
    """Those that the filter asks for: ``side`` is ``held`` or ``given``."""
    found = receivables_visible_to(user)
    if side == "held":
        found = found.filter(holder=user.company_id)
    elif side == "given":
        found = found.filter(issuer=user.company_id)
    if state:
        found = found.filter(state=state)
    if words:
        found = found.filter(
            Q(number__icontains=words)
            | Q(holder__legal_name_ko__icontains=words)
            | Q(holder__legal_name_en__icontains=words)
            | Q(issuer__legal_name_ko__icontains=words)
            | Q(issuer__legal_name_en__icontains=words)
        )
    return found


def receivable_figures(user) -> dict[str, Decimal]:
    """Of the own company, in won: held and still to come, what of it is free, entrusted to others, drawn early."""
    live = Receivable.objects.filter(holder=user.company_id, state__in=LIVE).order_by()
    sums = live.aggregate(**{name: Coalesce(Sum(name), Decimal(0)) for name in ("face", "assigned", "drawn", "held")})
    free = sums["face"] - sums["assigned"] - sums["drawn"] - sums["held"]
    return sums | {"free": free, "kept": free + sums["held"]}


def rate_on(kind: str, day: date) -> BuyerRate | None:
    """The confirmed rate of ``kind`` in force on ``day``."""
    rates = BuyerRate.objects.filter(kind=kind, state=RateState.CONFIRMED, valid_from__lte=day)
    return rates.order_by("-valid_from").first()


def companies_in_chain(receivable: Receivable) -> set[int]:
    """All through whose hands it came: givers and holders from the top down to this one."""
    found = {receivable.issuer_id, receivable.holder_id}
    above = receivable.parent_id
    while above is not None:
        issuer, holder, above = Receivable.objects.values_list("issuer", "holder", "parent").get(pk=above)
        found |= {issuer, holder}
    return found


def is_closed(company) -> bool:
    """Whether the business is closed or suspended by what the tax office or the portal says. Source: CAT-03.

    Of a company that was merged its successor's business counts.
    """
    company = heir_of(company) if company.state == CompanyState.MERGED else company
    return company.tax_status in CLOSED or company.state in (CompanyState.CLOSED, CompanyState.SUSPENDED)


def debts_to_cover(receivable: Receivable) -> QuerySet[Obligation]:
    """What the holder owes its own suppliers by win-win payment and has not paid yet, the most pressing first."""
    open_ones = Obligation.objects.filter(
        payer=receivable.holder_id, state=ObligationState.OPEN, method=PayMethod.WINWIN, currency="KRW"
    )
    left = F("amount") - F("credited") - F("covered") - F("paid")
    return open_ones.annotate(left_now=left).filter(left_now__gt=0).select_related("payee", "contract", "invoice")


def children_of(receivable: Receivable) -> QuerySet[Receivable]:
    """What was passed on of it, the newest first; refused parts stay listed."""
    return receivable.children.select_related("holder", "obligation").order_by("-id")


def draws_of(receivable: Receivable) -> QuerySet[Draw]:
    """Its draws, the first one first."""
    return receivable.draws.order_by("seq")


def request_of(receivable: Receivable) -> ReceivableRequest | None:
    """What waits for an answer about it."""
    waiting = receivable.requests.filter(state=RequestState.OPEN)
    return waiting.select_related("asked_by", "asked_for").first()


def quotes_of(user, receivable: Receivable) -> QuerySet[DrawQuote]:
    """The quotes that this company asked for, the newest first."""
    return receivable.quotes.filter(receivable__holder=user.company_id).order_by("-id")


def unused_won(obligation: Obligation) -> Decimal:
    """What of the receivables that cover the debt is still unused, in won: all that a credit note may take away."""
    free = F("face") - F("assigned") - F("drawn") - F("held")
    live = obligation.receivables.filter(state__in=(R.ISSUED, R.ACCEPTED, R.PARTLY_USED)).order_by()
    return live.aggregate(sum=Coalesce(Sum(free, output_field=WON), Decimal(0)))["sum"]


def creditable_won(obligation: Obligation) -> Decimal:
    """The most that a credit note may take off the debt: what is not paid yet, and unused face. Source: domain 4.3."""
    return obligation.left + unused_won(obligation)


# What falls due ------------------------------------------------------------------------------------------------------
def maturing(day: date) -> QuerySet[Receivable]:
    """Receivables whose day has come and which have not been moved on yet, those above first."""
    return Receivable.objects.filter(state__in=(R.ISSUED, *LIVE), matures_on__lte=day).order_by("tier", "id")


def funding_due(day: date) -> QuerySet[Receivable]:
    """First-tier receivables that the buyer has to fund by ``day``, the whole face each. Source: domain 4.6 (E6)."""
    due = Receivable.objects.filter(
        parent=None, matures_on__lte=day, funded_on=None, state__in=(R.ISSUED, *LIVE, R.MATURED)
    )
    return due.order_by("matures_on", "id")


def funding_under_way(receivable: Receivable) -> Instruction | None:
    """The payment that funds it and that nobody can stop any more: its run is released, or the bank has it."""
    found = receivable.instructions.filter(role=PayRole.FUND).select_related("run")
    sent = Q(state=InstructionState.POSTED) | Q(state=InstructionState.PLANNED, run__state=RunState.RELEASED)
    return found.filter(sent).first()


def payouts_due(day: date) -> list[Payout]:
    """What escrow pays out by ``day``, in the order of the receivables: the holder's part, then the bank's. (E7)"""
    found = []
    for row in _unpaid(Receivable.objects.filter(state=R.MATURED, matures_on__lte=day)):
        found += _parts(row)
    return found


def payouts_of(receivables: Iterable[int]) -> dict[int, list[Payout]]:
    """The same for given receivables, whether funded or not, by id."""
    return {row.pk: _parts(row) for row in _unpaid(Receivable.objects.filter(pk__in=receivables), funded=False)}


def _unpaid(receivables: QuerySet[Receivable], *, funded: bool = True) -> QuerySet[Receivable]:
    if funded:
        funding = EscrowEntry.objects.filter(root=Coalesce(OuterRef("root_id"), OuterRef("pk")), kind=EscrowKind.FUNDED)
        receivables = receivables.filter(Exists(funding))
    return receivables.annotate(
        to_holder=F("face") - F("assigned") - F("drawn") - F("held") - _paid(EscrowKind.HOLDER),
        to_bank=F("drawn") - _paid(EscrowKind.BANK),
    ).order_by("matures_on", "id")


def _paid(kind: str):
    paid = EscrowEntry.objects.filter(receivable=OuterRef("pk"), kind=kind).order_by().values("receivable")
    return Coalesce(Subquery(paid.annotate(sum=Sum("amount")).values("sum"), output_field=WON), Decimal(0))


def _parts(row) -> list[Payout]:
    root = row.root_id or row.pk
    parts = []
    if row.to_holder:
        parts.append(Payout(row.pk, row.number, root, row.holder_id, row.to_holder, row.purpose))
    if row.to_bank:
        parts.append(Payout(row.pk, row.number, root, None, row.to_bank, "general"))
    return parts


def escrow_balance(root: Receivable) -> Decimal:
    """What lies in escrow for a first-tier receivable and all parts of it, in won."""
    signed = Case(When(kind=EscrowKind.FUNDED, then=F("amount")), default=Value(0) - F("amount"), output_field=WON)
    entries = EscrowEntry.objects.filter(root=root).order_by()
    return entries.aggregate(sum=Coalesce(Sum(signed), Decimal(0)))["sum"]


# Work that waits -----------------------------------------------------------------------------------------------------
def to_check(user) -> QuerySet[Receivable]:
    """Drafts that this person of finance may issue."""
    drafts = Receivable.objects.filter(state=R.DRAFT).select_related("holder", "obligation")
    return drafts.exclude(made_by=user.pk).order_by("matures_on", "id")


def to_accept(user) -> QuerySet[Receivable]:
    """What was given to the person's company and waits for its answer."""
    return Receivable.objects.filter(holder=user.company_id, state=R.ISSUED).select_related("issuer").order_by("id")


def requests_waiting_for(user) -> QuerySet[ReceivableRequest]:
    """Requests that the person's company or finance has to answer."""
    waiting = ReceivableRequest.objects.filter(state=RequestState.OPEN).exclude(asked_by=user.pk)
    waiting = waiting.select_related("receivable__holder", "receivable__issuer", "asked_for")
    if user.is_internal:
        return waiting.filter(Q(kind="default") | Q(receivable__tier=1)).exclude(
            Q(kind="cancel") & Q(asked_for=user.company_id)
        )
    sides = Q(receivable__issuer=user.company_id) | Q(receivable__holder=user.company_id)
    return waiting.filter(sides, kind="cancel").exclude(asked_for=user.company_id)


def rates_to_confirm(user) -> QuerySet[BuyerRate]:
    """Rates that another person entered."""
    return BuyerRate.objects.filter(state=RateState.PROPOSED).exclude(proposed_by=user.pk).order_by("id")


def outstanding() -> QuerySet[Receivable]:
    """All that the buyer still has to pay for, or escrow to pay out."""
    return Receivable.objects.filter(state__in=OUTSTANDING)


def unanswered(day: date) -> QuerySet[Receivable]:
    """Issued so long ago that silence counts as acceptance on ``day``. Source: domain 4.3."""
    return _before(Receivable.objects.filter(state=R.ISSUED), day)


def refused_long_ago(day: date) -> QuerySet[Receivable]:
    """Refused ones whose two business days are over."""
    return _before(Receivable.objects.filter(state=R.REFUSED), day)


def _before(receivables: QuerySet[Receivable], day: date) -> QuerySet[Receivable]:
    last = add_open_days(day, -ACCEPT_DAYS, BUSINESS)  # issued before it: two whole business days have passed
    return receivables.filter(issued_on__lt=last).order_by("id")


@dataclass(frozen=True, slots=True)
class Slot:
    """When the bank pays a draw that is asked for now, and until when it must be confirmed for that."""

    day: date
    cut_off: datetime


def bank_slot(now: datetime) -> Slot:
    """Today up to the cut-off of a bank day, else the next bank day. Source: PAY-05, CNV-04, CNV-06."""
    here = now.astimezone(SEOUL)
    day = here.date()
    closed = bank_closed()
    if not is_open(day, closed) or here > datetime.combine(day, CUT_OFF, SEOUL):
        day = add_open_days(day, 1, closed)
    return Slot(day, datetime.combine(day, CUT_OFF, SEOUL))
