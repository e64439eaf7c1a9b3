"""``manage.py replay_tenders FILE``: past tenders, decided again by the portal's rules, beside what really happened."""

import csv
from collections.abc import Iterator
from dataclasses import dataclass, field
from decimal import Decimal, InvalidOperation
from pathlib import Path

from django.core.management.base import BaseCommand, CommandError

from purchasing.bidding import rules

COLUMNS = ("tender", "reserve_price_jpy", "minimum_price_jpy", "bidder", "bid_jpy", "awarded")
METHODS = {"minimum-price": rules.Way.MINIMUM, "lpl-posco": rules.Way.POSCO, "lpl-fixed": rules.Way.FIXED}


@dataclass
class Past:
    """One tender of the file: what was announced, who bid, who won."""

    number: str
    line: int
    reserve: Decimal
    minimum: Decimal
    offers: list[rules.Offer] = field(default_factory=list)
    below: set[int] = field(default_factory=set)  # really set aside as below the minimum
    tells_below: bool = False  # whether the file has the column
    won: rules.Offer | None = None


@dataclass(frozen=True, slots=True)
class Replayed:
    """The rules' answer to it."""

    past: Past
    result: rules.Evaluation
    agrees: bool

    @property
    def sets_aside_as_really(self) -> bool:
        """Whether exactly those bids are below the limit that really were."""
        low = {ruled.offer.bid_id for ruled in self.result.ruled if ruled.outcome == rules.Outcome.EXCLUDED_LOW}
        return low == self.past.below


class Command(BaseCommand):
    help = (
        "Decide past tenders again by the portal's own rules and compare with the real awards. FILE is CSV with the "
        "columns "
        + ", ".join(COLUMNS)
        + " and if known below_minimum: one line per bid, amounts in whole yen, flags 0 or 1."
    )
    requires_system_checks: list = []

    def add_arguments(self, parser):
        parser.add_argument("file", type=Path)
        parser.add_argument("--method", choices=sorted(METHODS), default="minimum-price")
        parser.add_argument(
            "--ratio",
            type=_ratio,
            default=Decimal("0.85"),
            help="for lpl-posco and lpl-fixed (the reserve price is the base)",
        )

    def handle(self, *, file: Path, method: str, ratio: Decimal, **_options):
        agreed, total, told_below, same_below = 0, 0, 0, 0
        for past in read(file):
            replayed = replay(past, METHODS[method], ratio)
            total += 1
            agreed += replayed.agrees
            told_below += past.tells_below
            same_below += past.tells_below and replayed.sets_aside_as_really
            self.stdout.write(told(replayed))
        if told_below:
            self.stdout.write(f"set aside as really: {same_below} of {told_below}")
        self.stdout.write(f"agree: {agreed} of {total}")


def replay(past: Past, way: rules.Way, ratio: Decimal) -> Replayed:
    """Evaluate a past tender. A bid above the reserve price is excluded; a single bid may win, as it did there.

    Where equal lowest bids were decided by a lot that the file does not tell, any of them agrees with the award.
    """
    notice = rules.Notice(way=way, ratio=ratio, min_n=1, min_bids=1, cap_ratio=Decimal(1), minimum_won=past.minimum)
    result = rules.evaluate(past.offers, notice=notice, base_won=past.reserve, seed=rules.tie_seed(past.number, ""))
    if result.first is None:
        return Replayed(past, result, agrees=past.won is None)
    lowest = result.first.offer.price_won
    may_win = {ruled.offer.bid_id for ruled in result.ranking if ruled.offer.price_won == lowest}
    return Replayed(past, result, agrees=past.won is not None and past.won.bid_id in may_win)


def told(replayed: Replayed) -> str:
    """One line: limit, who was set aside, who wins, and whether it really came so."""
    past, result = replayed.past, replayed.result
    limit = f"{result.limit.shown_won:,}" if result.limit else "none"
    sides = {rules.Outcome.EXCLUDED_LOW: "below", rules.Outcome.EXCLUDED_HIGH: "above"}
    aside = [
        f"{ruled.offer.bidder} ({ruled.offer.price_won:,}, {sides[ruled.outcome]})"
        for ruled in result.ruled
        if ruled.outcome in sides
    ]
    winner = f"{result.first.offer.bidder} ({result.first.offer.price_won:,})" if result.first else "nobody"
    real = f"{past.won.bidder} ({past.won.price_won:,})" if past.won else "nobody"
    verdict = "agrees" if replayed.agrees else f"DIFFERS, really {real}"
    return f"{past.number}: limit {limit}; set aside {', '.join(aside) or 'nobody'}; winner {winner}; {verdict}"


def read(file: Path) -> Iterator[Past]:
    """The tenders of the file in the order in which they first appear; CommandError names the line of a fault."""
    tenders: dict[str, Past] = {}
    try:
        with file.open(encoding="utf-8-sig", newline="") as text:
            rows = csv.DictReader(text)
            if missing := [name for name in COLUMNS if name not in (rows.fieldnames or ())]:
                raise CommandError(f"{file}: line 1: missing column(s): {', '.join(missing)}")
            for row in rows:
                _take(tenders, row, where=f"{file}: line {rows.line_num}", line=rows.line_num)
    except OSError as trouble:
        raise CommandError(f"{file}: {trouble.strerror}") from trouble
    except UnicodeDecodeError as trouble:
        raise CommandError(f"{file}: is not UTF-8 text (byte {trouble.start})") from trouble
    except csv.Error as trouble:
        raise CommandError(f"{file}: is not CSV: {trouble}") from trouble
    if not tenders:
        raise CommandError(f"{file}: holds no tenders")
    yield from tenders.values()


def _take(tenders: dict[str, Past], row: dict, *, where: str, line: int) -> None:
    if None in row or None in row.values():
        raise CommandError(f"{where}: does not have as many fields as the first line")
    number, bidder = row["tender"].strip(), row["bidder"].strip()
    if not number or not bidder:
        raise CommandError(f"{where}: tender and bidder must not be empty")
    reserve, minimum, price = (_amount(row, name, where) for name in COLUMNS[1:3] + COLUMNS[4:5])
    awarded, below = _flag(row, "awarded", where), _flag(row, "below_minimum", where)
    past = tenders.setdefault(number, Past(number, line, reserve, minimum))
    if (past.reserve, past.minimum) != (reserve, minimum):
        raise CommandError(f"{where}: tender {number} has other prices than on line {past.line}")
    offer = rules.Offer(bid_id=line, price_won=price, bidder=bidder)
    past.offers.append(offer)
    past.tells_below = "below_minimum" in row
    if below:
        past.below.add(offer.bid_id)
    if awarded:
        if past.won is not None:
            raise CommandError(f"{where}: tender {number} is awarded a second time")
        past.won = offer


def _amount(row: dict, name: str, where: str) -> Decimal:
    text = row[name].strip()
    try:
        amount = Decimal(text)
    except InvalidOperation:
        raise CommandError(f"{where}: {name} must be a whole amount, not {text!r}") from None
    if rules.price_fault(amount):
        raise CommandError(f"{where}: {name} must be a whole amount above zero, not {text!r}")
    return amount


def _flag(row: dict, name: str, where: str) -> bool:
    text = row.get(name, "0").strip()
    if text not in ("0", "1"):
        raise CommandError(f"{where}: {name} must be 0 or 1, not {text!r}")
    return text == "1"


def _ratio(text: str) -> Decimal:
    """A share above 0 and at most 1; argparse shows the name of the function in its refusal."""
    try:
        ratio = Decimal(text)
    except InvalidOperation:
        raise ValueError(text) from None
    if not 0 < ratio <= 1:
        raise ValueError(text)
    return ratio
