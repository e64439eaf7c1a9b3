"""HOW MUCH: a score from a published set and a snapshot, and from nothing else (security T44).

Two texts decide a score: the *document* of a published question set (items, weights, bands) and the *snapshot* of an
assessment (item scores, confirmed critical flags, whether it is overdue). Both are canonical JSON, both have a SHA-256,
and the same two texts give the same figures whoever computes them: the portal in the database, or anybody offline.
"""

import hashlib
import json
from collections.abc import Iterable, Mapping, Sequence
from dataclasses import dataclass
from decimal import Decimal
from fractions import Fraction

PILLARS = ("E", "S", "G")
TOP = 5  # the highest score of an item
LEFT_OUT = "-"  # in the text of the scores: the item does not apply
ONE_ITEM = frozenset("012345" + LEFT_OUT)
CRITICAL_LOW = 1  # a critical item at or below it overrides the score. Source: domain 11.5, band R


@dataclass(frozen=True, slots=True)
class Item:
    """A question of a set, as far as the score is concerned."""

    code: str
    pillar: str
    weight: int
    critical: bool


@dataclass(frozen=True, slots=True)
class Sheet:
    """What a published set says: the weights of the pillars (shares of 1) and from which total a band begins."""

    name: str
    items: tuple[Item, ...]
    weights: Mapping[str, Decimal]
    bands: Mapping[str, Decimal]  # "A", "B", "C"; below C is D


@dataclass(frozen=True, slots=True)
class Result:
    """Pillars with four decimals, the total with two (points of 100), the band, and the critical items that are low."""

    pillars: Mapping[str, Decimal | None]
    total: Decimal | None
    band: str
    low: tuple[str, ...] = ()


def canonical(value: object) -> str:
    """JSON in one agreed form: sorted keys, no spaces, text as it is.

    Source: security T44.

    >>> canonical({"b": 1, "a": ["가", None]})
    '{"a":["가",null],"b":1}'
    """
    return json.dumps(value, ensure_ascii=False, sort_keys=True, separators=(",", ":"))


def sha256(text: str) -> str:
    """The SHA-256 of a text in UTF-8, as hex.

    Source: security T44.

    >>> sha256("")[:12]
    'e3b0c44298fc'
    """
    return hashlib.sha256(text.encode()).hexdigest()


def document_of(sheet: Sheet) -> str:
    """The text that a published set stands for; ``sheet_of`` reads it back.

    Source: domain 11.5.

    >>> sheet = Sheet("TG-ESG-1.0", (Item("E1", "E", 5, True),), {"E": Decimal("0.35")}, {"A": Decimal(85)})
    >>> document_of(sheet)
    '{"bands":{"A":"85"},"items":[["E1","E",5,true]],"name":"TG-ESG-1.0","weights":{"E":"0.35"}}'
    >>> sheet_of(document_of(sheet)) == sheet
    True
    """
    return canonical(
        {
            "name": sheet.name,
            "items": [[item.code, item.pillar, item.weight, item.critical] for item in sheet.items],
            "weights": {pillar: _plain(weight) for pillar, weight in sheet.weights.items()},
            "bands": {band: _plain(least) for band, least in sheet.bands.items()},
        }
    )


def sheet_of(document: str) -> Sheet:
    """The set that a document describes; ValueError when the text is not one.

    Source: domain 11.5.
    """
    told = json.loads(document)
    try:
        return Sheet(
            name=told["name"],
            items=tuple(Item(code, pillar, weight, critical) for code, pillar, weight, critical in told["items"]),
            weights={pillar: Decimal(weight) for pillar, weight in told["weights"].items()},
            bands={band: Decimal(least) for band, least in told["bands"].items()},
        )
    except (KeyError, TypeError) as error:
        raise ValueError("this text does not describe a question set") from error


def digits_of(codes: Iterable[str], scores: Mapping[str, int]) -> str:
    """Item scores as a text: one character for each item of the set, in its order; "-" where an item does not apply.

    Source: security T44.

    >>> digits_of(["E1", "E2", "S1"], {"S1": 5, "E1": 3})
    '3-5'
    """
    return "".join(str(scores.get(code, LEFT_OUT)) for code in codes)


def scores_of(sheet: Sheet, digits: str) -> dict[str, int]:
    """The item scores (code to 0-5) that such a text tells; ValueError when it does not fit the set.

    Source: security T44.

    >>> sheet = Sheet("x", (Item("E1", "E", 3, False), Item("E2", "E", 1, False)), {"E": Decimal(1)}, {})
    >>> scores_of(sheet, "-4")
    {'E2': 4}
    """
    if len(digits) != len(sheet.items) or not set(digits) <= ONE_ITEM:
        raise ValueError("the scores of this snapshot do not fit the question set")
    told = zip(sheet.items, digits, strict=True)
    return {item.code: int(digit) for item, digit in told if digit != LEFT_OUT}


def snapshot_of(
    *,
    assessment: str,
    company: str,
    period: str,
    set_sha256: str,
    scores: str,
    flags: Iterable[str] = (),
    overdue: bool = False,
) -> str:
    """What a score is computed from. ``scores``: of each item of the set, as ``digits_of`` writes them.

    Source: security T44.

    >>> snapshot_of(assessment="ESG-1", company="CMP-1", period="2026", set_sha256="ab", scores="3-")
    '{"assessment":"ESG-1","company":"CMP-1","flags":[],"overdue":false,"period":"2026","scores":"3-","set":"ab"}'
    """
    return canonical(
        {
            "assessment": assessment,
            "company": company,
            "period": period,
            "set": set_sha256,
            "scores": scores,
            "flags": sorted(flags),
            "overdue": overdue,
        }
    )


def result_of(document: str, snapshot: str) -> Result:
    """The score that the two texts give; ValueError when the snapshot belongs to another set.

    ``pillar = sum(w*s/5) / sum(w) * 100`` over the items that have a score; the total weighs the pillars that have any,
    from exact fractions, rounded once, half up. A confirmed critical flag or a critical item at 0 or 1 gives band R
    whatever the total; an assessment that is overdue counts as D.

    Source: domain 11.5, vectors esg.
    """
    sheet, told = sheet_of(document), json.loads(snapshot)
    if told["set"] != sha256(document):
        raise ValueError("this snapshot belongs to another question set")
    return score(sheet, scores_of(sheet, told["scores"]), flags=told["flags"], overdue=told["overdue"])


def score(sheet: Sheet, scores: Mapping[str, int], *, flags: Sequence[str] = (), overdue: bool = False) -> Result:
    """The pillars, the total and the band of item scores (code to 0-5, whole numbers).

    Source: domain 11.5.

    >>> sheet = Sheet("x", (Item("E1", "E", 3, False), Item("E2", "E", 1, False), Item("S1", "S", 5, True)),
    ...               {"E": Decimal("0.5"), "S": Decimal("0.5")}, {"A": Decimal(85), "B": Decimal(70)})
    >>> found = score(sheet, {"E1": 4, "E2": 5, "S1": 3})
    >>> found.pillars["E"], found.total, found.band
    (Decimal('85.0000'), Decimal('72.50'), 'B')
    >>> score(sheet, {"E1": 4, "E2": 5, "S1": 1}).band
    'R'
    >>> score(sheet, {}, overdue=True).band
    'D'
    """
    exact: dict[str, Fraction | None] = {}
    for pillar in PILLARS:
        counted = [item for item in sheet.items if item.pillar == pillar and item.code in scores]
        weight = sum(item.weight for item in counted)
        earned = sum(item.weight * scores[item.code] for item in counted)
        exact[pillar] = Fraction(100 * earned, TOP * weight) if weight else None
    shares = {p: Fraction(sheet.weights[p]) for p, points in exact.items() if points is not None}
    total = (
        sum((shares[p] * (exact[p] or Fraction(0)) for p in shares), Fraction(0)) / sum(shares.values())
        if shares
        else None
    )
    low = tuple(
        item.code for item in sheet.items if item.critical and item.code in scores and scores[item.code] <= CRITICAL_LOW
    )
    rounded = None if total is None else _half_up(total, 2)
    return Result(
        pillars={p: None if points is None else _half_up(points, 4) for p, points in exact.items()},
        total=rounded,
        band=_band(sheet, rounded, overridden=bool(low or flags), overdue=overdue),
        low=low,
    )


def gain(sheet: Sheet, scores: Mapping[str, int], code: str, to: int) -> Decimal:
    """By how many points of 100 the total rises when the item ``code`` goes to ``to`` (0-5), the rest as it is.

    Source: domain 11.5; the scorecard's "what would move it most".

    >>> sheet = Sheet("x", (Item("E1", "E", 3, False), Item("E2", "E", 1, False)), {"E": Decimal(1)}, {})
    >>> gain(sheet, {"E1": 3, "E2": 5}, "E1", 5)
    Decimal('30.00')
    """
    before, after = score(sheet, scores).total, score(sheet, {**scores, code: to}).total
    return (after or Decimal(0)) - (before or Decimal(0))


def left_out_share(sheet: Sheet, pillar: str, codes: Iterable[str]) -> Decimal:
    """The share (of 1) of a pillar's weight that the items ``codes`` make up, when they do not apply.

    Source: domain 11.5 (at most 20 % of a pillar's weight).

    >>> sheet = Sheet("x", (Item("E1", "E", 3, False), Item("E2", "E", 1, False)), {"E": Decimal(1)}, {})
    >>> left_out_share(sheet, "E", ["E2"])
    Decimal('0.25')
    """
    left_out = set(codes)
    items = [item for item in sheet.items if item.pillar == pillar]
    whole = sum(item.weight for item in items)
    return Decimal(sum(item.weight for item in items if item.code in left_out)) / whole if whole else Decimal(0)


def _band(sheet: Sheet, total: Decimal | None, *, overridden: bool, overdue: bool) -> str:
    if overridden:
        return "R"
    if overdue or total is None:
        return "D"
    return next((band for band in ("A", "B", "C") if band in sheet.bands and total >= sheet.bands[band]), "D")


def _half_up(value: Fraction, places: int) -> Decimal:
    """Exact: a binary or decimal division in between could turn a half into a little less."""
    scaled = value * 10**places
    whole = (2 * scaled.numerator + scaled.denominator) // (2 * scaled.denominator)
    return Decimal(whole).scaleb(-places)


def _plain(value: Decimal) -> str:
    return f"{value.normalize():f}"
