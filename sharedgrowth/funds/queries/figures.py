"""FIND: the figures of a fund: planned, committed, drawn; by year, by line, by firm. Source: domain 15, KPIs."""

from dataclasses import dataclass
from datetime import date
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Q, QuerySet, Sum

from purchasing.contracts.queries.trading import trading_companies
from sharedgrowth.funds.models import BudgetLine, Commitment, DonationReceipt, Drawdown, Fund, GovMatch, Transfer
from sharedgrowth.funds.registry import purposes
from sharedgrowth.funds.rules.funds import share_pct
from sharedgrowth.funds.states import CommitmentState, DrawdownState, MatchState, TransferState

ZERO, MILLION = Decimal(0), Decimal(1_000_000)
LIVE = (CommitmentState.APPROVED, CommitmentState.CONTRACTED, CommitmentState.PARTLY_DRAWN, CommitmentState.FULLY_DRAWN)


@dataclass(frozen=True, slots=True)
class YearSums:
    """One year of a fund: what it planned, what its lines got, promised and paid."""

    year: int
    planned: Decimal
    allotted: Decimal
    committed: Decimal
    drawn: Decimal
    available: Decimal
    closed: bool

    @property
    def burn_pct(self) -> Decimal | None:
        """What share of its lines is paid."""
        return share_pct(self.drawn, self.allotted)


def years_of(fund: Fund) -> list[YearSums]:
    """Its years in order, in two statements."""
    lines: dict[int, list[BudgetLine]] = {}
    for line in BudgetLine.objects.filter(year__fund=fund):
        lines.setdefault(line.year_id, []).append(line)
    found = []
    for year in fund.years.order_by("year"):
        mine = lines.get(year.pk, [])
        found.append(
            YearSums(
                year=year.year,
                planned=year.amount,
                allotted=sum((line.allotted for line in mine), ZERO),
                committed=sum((line.committed - line.released for line in mine), ZERO),
                drawn=sum((line.drawn for line in mine), ZERO),
                available=sum((line.available for line in mine), ZERO),
                closed=year.closed_at is not None,
            )
        )
    return found


def lines_of(fund: Fund) -> QuerySet[BudgetLine]:
    """Its lines by year and programme, with how many firms each supports."""
    live = Q(commitments__state__in=LIVE)
    lines = BudgetLine.objects.filter(year__fund=fund).select_related("year__fund", "close")
    return lines.annotate(firms=Count("commitments__company", distinct=True, filter=live)).order_by(
        "year__year", "programme"
    )


def nontrading_of(fund: Fund, on: date) -> dict[int, int]:
    """By line: how many of its firms do not trade with the buyer (FND-10). Two queries."""
    live = Commitment.objects.filter(line__year__fund=fund, state__in=LIVE).order_by()
    pairs = set(live.values_list("line", "company"))
    trading = trading_companies({company for _line, company in pairs}, on)
    found: dict[int, int] = {}
    for line, company in pairs:
        found[line] = found.get(line, 0) + (company not in trading)
    return found


@dataclass(frozen=True, slots=True)
class Kpis:
    """A fund in few numbers."""

    firms: int
    committed: Decimal
    drawn: Decimal
    per_firm: Decimal | None
    matched_pct: Decimal | None
    donated: Decimal
    per_million: Decimal | None  # verified yearly effect of a million won that was paid


def _per_million(fund: Fund) -> Decimal | None:
    """Over what has a verified effect alone: that effect by a million won paid. Source: domain 15, KPIs."""
    keys: dict[str, dict[str, Decimal]] = {}
    paid = Commitment.objects.filter(line__year__fund=fund, drawn__gt=0)
    for kind, key, drawn in paid.values_list("thing_type", "thing_id", "drawn"):
        of = keys.setdefault(kind, {})
        of[key] = of.get(key, ZERO) + drawn
    effect = spent = ZERO
    for kind, drawn_by_key in keys.items():
        if (purpose := purposes.get(kind)) is None:
            continue
        found = purpose.effects(list(drawn_by_key))
        effect += sum(found.values(), ZERO)
        spent += sum((drawn_by_key[key] for key in found), ZERO)
    return (effect * MILLION / spent).quantize(Decimal(1)) if spent else None


def kpis_of(fund: Fund) -> Kpis:
    """Firms, what is promised and paid, cost per firm, how much of the government's half is confirmed."""
    live = Commitment.objects.filter(line__year__fund=fund, state__in=LIVE)
    sums = live.aggregate(
        firms=Count("company", distinct=True), committed=Sum(F("amount") - F("released")), drawn=Sum("drawn")
    )
    matches = GovMatch.objects.filter(line__year__fund=fund).aggregate(
        all=Sum("amount"), confirmed=Sum("amount", filter=Q(state=MatchState.CONFIRMED))
    )
    firms, committed = sums["firms"], sums["committed"] or ZERO
    donated = DonationReceipt.objects.filter(fund=fund).aggregate(sum=Sum("amount"))["sum"] or ZERO
    return Kpis(
        firms=firms,
        committed=committed,
        drawn=sums["drawn"] or ZERO,
        per_firm=(committed / firms).quantize(Decimal(1)) if firms else None,
        matched_pct=share_pct(matches["confirmed"] or ZERO, matches["all"] or ZERO),
        donated=donated,
        per_million=_per_million(fund),
    )


def by_firm(fund: Fund) -> QuerySet[Commitment, Any]:
    """What each firm was promised and got, the most first."""
    live = Commitment.objects.filter(line__year__fund=fund, state__in=LIVE).order_by()
    rows = live.values("company__number", "company__legal_name_ko", "company__legal_name_en")
    return rows.annotate(n=Count("pk"), promised=Sum(F("amount") - F("released")), got=Sum("drawn")).order_by(
        "-promised", "company__number"
    )


def transfers_of(fund: Fund) -> QuerySet[Transfer]:
    """Money that moved or is asked to move."""
    found = Transfer.objects.filter(source__year__fund=fund)
    return found.select_related("source__year", "target", "asked_by", "decided_by")


def waiting_drawdowns() -> QuerySet[Drawdown]:
    """What waits for the fund manager or finance, the oldest first."""
    states = [DrawdownState.REQUESTED, DrawdownState.CHECKED]
    found = Drawdown.objects.filter(state__in=states).select_related("commitment__company", "commitment__line")
    return found.order_by("requested_at")


def waiting_transfers() -> QuerySet[Transfer]:
    """What waits for a decision."""
    return Transfer.objects.filter(state=TransferState.ASKED).select_related("source__year__fund", "target")
