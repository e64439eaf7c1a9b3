"""The opened tenders of a period, each with all that was noticed: by the screens and over its procedure.

Nothing of a tender that is still sealed is read: not its bids, not their number. The number of queries is the same for
one tender and for a thousand.
"""

from collections import defaultdict
from collections.abc import Callable, Iterable, Mapping, Sequence
from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import Count, F, Max, Q

from portal.people.models import User
from purchasing.bidding.models import Amendment, DeadlineExtension, ScreenRun, SplitFlag, Tender, TenderLine
from purchasing.bidding.queries.planning import CLASS_DIGITS
from purchasing.bidding.queries.screens import A_YEAR, DONE, reads_screens
from purchasing.bidding.registry import contract_changes
from purchasing.bidding.rules import procedure_flags as rules
from purchasing.bidding.rules.notice import period_begins
from purchasing.bidding.rules.procedure_flags import Award
from purchasing.bidding.rules.screen_flags import Flag, Raised
from purchasing.bidding.rules.screens import quartiles
from purchasing.bidding.states.screens import Screening

MOMENTS = list(Screening.values)


@dataclass(slots=True)
class Opened:
    """An opened tender with its figures and flags; a figure is None where it has none, or none so far."""

    pk: int
    opened_at: datetime
    case: str
    bids: int
    days: int
    days_left: int | None = None  # after the last change of the notice
    base_pct: Decimal | None = None
    budget_pct: Decimal | None = None
    rank: int | None = None
    ran_at: datetime | None = None
    flags: list[dict[str, Any]] = field(default_factory=list)

    def has(self, flag: str) -> bool:
        """Whether the flag is raised."""
        return any(each["flag"] == flag for each in self.flags)


@dataclass(frozen=True, slots=True)
class Usual:
    """How often a flag is raised among the tenders that it can be said of, and the median of its figure."""

    flag: Flag
    times: int
    of: int
    median: Decimal | None = None


def opened_between(user: User, since: datetime | None, until: datetime) -> list[Opened]:
    """Tenders opened after ``since`` and up to ``until``, the latest first; for who reads the screens."""
    if not reads_screens(user):
        return []
    seen = Q(opened_at__lte=until)
    if since is not None:  # awards of the year before count for who wins a class
        seen &= Q(opened_at__gt=since) | Q(ended_at__gt=since - A_YEAR, state__in=DONE)
    found_rows = Tender.objects.filter(seen).order_by("-pk")
    rows = list(found_rows.values(*COLUMNS, valid=VALID, least=F("params__notice_days")))
    shown = [row for row in rows if since is None or row["opened_at"] > since]
    classes = _classes([row["pk"] for row in rows if row["state"] in DONE])
    won = {row["pk"]: _awards(row, classes[row["pk"]]) for row in rows if row["state"] in DONE}
    by_class: dict[str, list[Award]] = defaultdict(list)
    for award in (award for awards in won.values() for award in awards):
        by_class[award.class_code].append(award)
    pks = [row["pk"] for row in shown]
    changed = dict(
        Amendment.objects.filter(tender__in=pks, approved=True)
        .values_list("tender")
        .annotate(at=Max("decided_at"))
        .order_by()
    )
    extended: dict[int, list[datetime]] = defaultdict(list)
    extensions = DeadlineExtension.objects.filter(tender__in=pks, approved=True)
    for extension in extensions.only("tender_id", "decided_at"):
        if extension.decided_at is not None:
            extended[extension.tender_id].append(extension.decided_at)
    split, runs = _split(pks), _runs(pks)
    contracts = {pk: change for ask in contract_changes for pk, change in ask(pks).items()}
    found = []
    for row in shown:
        opened = _measured(row, changed.get(row["pk"]))
        seen_before = runs.get(row["pk"], [])
        opened.ran_at = max((run["ran_at"] for run in seen_before), default=None)
        raised = _raised(row, opened, won.get(row["pk"], []), by_class) + split.get(row["pk"], [])
        raised += rules.extended_again_flags(extended.get(row["pk"], []))
        raised += rules.changed_after_flags(contracts.get(row["pk"]))
        opened.flags = [flag | {"moment": run["moment"]} for run in seen_before for flag in run["flags"]]
        opened.flags += [_as_stored(each) for each in raised]
        found.append(opened)
    return found


def opened_beside(user: User, tender: Tender, now: datetime) -> tuple[Opened, list[Opened]]:
    """The opened tender, and all that were opened in the twelve months up to it, itself included."""
    opened_at = tender.opened_at or now
    found = [each for each in opened_between(user, opened_at - A_YEAR, now) if each.opened_at <= opened_at]
    return next(each for each in found if each.pk == tender.pk), found


COLUMNS = (
    "pk",
    "procedure",
    "state",
    "publish_at",
    "published_at",
    "closes_at",
    "opened_at",
    "ended_at",
    "bid_count",
    "budget_won",
    "base_price__amount_won",
    "winner__company__number",
    "winner__ruling__price_won",
    "winner__ruling__rank",
    "screen_case__state",
)
VALID = Count("rulings", filter=Q(rulings__rank__isnull=False))


def _measured(row: dict[str, Any], changed_at: datetime | None) -> Opened:
    price_won = row["winner__ruling__price_won"]
    base_won, budget_won = row["base_price__amount_won"], row["budget_won"]
    begins = period_begins(publish_at=row["publish_at"], published_at=row["published_at"])
    return Opened(
        pk=row["pk"],
        opened_at=row["opened_at"],
        case=row["screen_case__state"] or "",
        bids=row["bid_count"] or 0,
        days=rules.whole_days(begins, row["closes_at"]),
        days_left=rules.whole_days(changed_at, row["closes_at"]) if changed_at else None,
        base_pct=rules.share_pct(price_won, base_won) if price_won and base_won else None,
        budget_pct=rules.share_pct(price_won, budget_won) if price_won and budget_won else None,
        rank=row["winner__ruling__rank"],
    )


def _raised(
    row: dict[str, Any], opened: Opened, own: Sequence[Award], by_class: Mapping[str, Sequence[Award]]
) -> list[Raised]:
    raised = rules.short_period_flags(opened.days, row["least"] or 0) + rules.late_change_flags(opened.days_left)
    if price_won := row["winner__ruling__price_won"]:
        raised += rules.price_flags(price_won, row["base_price__amount_won"], row["budget_won"])
        raised += rules.rank_flags(opened.rank, row["valid"])
    for award in own:
        raised += rules.same_winner_flags(award, by_class[award.class_code])
    return raised


def _as_stored(raised: Raised) -> dict[str, Any]:
    """As ``ScreenRun.flags`` holds one."""
    given = {"flag": str(raised.flag), "red_flag": raised.red_flag, "figures": raised.figures}
    return given | {"bidders": list(raised.bidders), "moment": ""}


def _classes(pks: Sequence[int]) -> dict[int, set[str]]:
    found: dict[int, set[str]] = defaultdict(set)
    for pk, code in TenderLine.objects.filter(tender__in=pks, class_code__gt="").values_list("tender_id", "class_code"):
        found[pk].add(code[:CLASS_DIGITS])
    return found


def _awards(row: dict[str, Any], classes: Iterable[str]) -> list[Award]:
    notice = row["procedure"] or -row["pk"]
    return [Award(code, row["winner__company__number"], row["ended_at"], notice) for code in sorted(classes)]


def _split(pks: Sequence[int]) -> dict[int, list[Raised]]:
    """Suspicions as they were noted; of the other purchases only how many, for they may be sealed. Source: BID-08."""
    found: dict[int, list[Raised]] = defaultdict(list)
    for noted in SplitFlag.objects.filter(tender__in=pks).order_by("pk"):
        figures = {
            "own_won": f"{noted.own_won:.0f}",
            "threshold_won": f"{noted.threshold_won:.0f}",
            "class_code": noted.class_code,
            "others": str(len(noted.others)),
            "answer": noted.answer,
        }
        found[noted.tender_id].append(Raised(Flag.SPLIT, figures))
    return found


def _runs(pks: Sequence[int]) -> dict[int, list[dict[str, Any]]]:
    found: dict[int, list[dict[str, Any]]] = defaultdict(list)
    for run in ScreenRun.objects.filter(tender__in=pks).values("tender_id", "moment", "ran_at", "flags"):
        found[run["tender_id"]].append(run | {"moment": Screening(run["moment"]).label, "order": run["moment"]})
    for runs in found.values():
        runs.sort(key=lambda run: MOMENTS.index(run["order"]))
    return found


MEASURED: dict[Flag, Callable[[Opened], Decimal | int | None]] = {
    Flag.SHORT_PERIOD: lambda opened: opened.days,
    Flag.LATE_CHANGE: lambda opened: opened.days_left,
    Flag.ABOVE_BASE: lambda opened: opened.base_pct,
    Flag.ABOVE_BUDGET: lambda opened: opened.budget_pct,
    Flag.NOT_FIRST: lambda opened: opened.rank,
    Flag.SINGLE_BID: lambda opened: opened.bids,
}
OF_AWARDS = {  # without a figure of their own; they can be said of awarded tenders alone
    Flag.ROTATION,
    Flag.LIMIT_KNOWN,
    Flag.CLOSE_SECOND,
    Flag.FAR_SECOND,
    Flag.ALL_OTHERS_OUT,
    Flag.LOWEST_LEFT,
    Flag.CHANGED_AFTER,
    Flag.SAME_WINNER,
}


def usual(flag: Flag, among: Sequence[Opened]) -> Usual:
    """How often the flag is raised ``among`` these tenders, and the median of what it is raised by."""
    measure = MEASURED.get(flag)
    figures = [Decimal(value) for each in among if measure and (value := measure(each)) is not None]
    found = quartiles(figures)
    times = sum(each.has(flag) for each in among)
    asked = len(figures) if measure else sum(flag not in OF_AWARDS or each.rank is not None for each in among)
    return Usual(flag, times, asked, found[1] if found else None)


def find_opened(among: Iterable[Opened], *, case: str = "", flag: str = "") -> list[Opened]:
    """Those with a case in that state, and with that flag; ``any``: with any."""
    found = [each for each in among if case in ("", each.case)]
    if flag == "any":
        return [each for each in found if each.flags]
    return [each for each in found if each.has(flag)] if flag else found
