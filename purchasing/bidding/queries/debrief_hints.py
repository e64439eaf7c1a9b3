"""What would have helped a bid that did not win, by the reason of its verdict: words with figures, kinds of help."""

from decimal import Decimal

from django.utils.translation import gettext as _

from portal.display import money_full
from purchasing.bidding.models import Ruling
from purchasing.bidding.registry import ESG, FLOOR, PAPERS, PRICE, QUALITY
from purchasing.bidding.rules import Reason, Tie
from purchasing.bidding.states import RulingState

CLOSE_PCT = Decimal(3)  # a gap up to this is called close


def short_of(ruling: Ruling, gap_won: Decimal | None) -> set[str]:
    """What the bid fell short of, as programmes name it; nothing where none helps. ``gap_won``: above the winner."""
    match ruling.cause:
        case _ if ruling.state == RulingState.DROPPED:
            return set()
        case Reason.RELATED | Reason.SANCTIONED | Reason.WITHDRAWN | Reason.BROKEN_SEAL:
            return set()
        case Reason.TCO_MISSING:
            return {PAPERS}
        case Reason.RULED_OUT | Reason.NOT_RESPONSIVE:
            return {PAPERS, QUALITY}
        case Reason.BELOW_TECHNICAL | Reason.NOT_QUALIFIED:
            return {QUALITY}
        case Reason.BELOW_LIMIT | Reason.NOT_EXPLAINED | Reason.SINGLE_TO_EXPLAIN | Reason.DROPPED_LOW:
            return {FLOOR}
        case Reason.NOT_HIGHEST_BELOW_MEAN:
            return {FLOOR}  # the price was too low to win
        case Reason.ABOVE_CAP | Reason.ABOVE_POOL_CAP | Reason.ABOVE_BUDGET | Reason.ABOVE_RESERVE:
            return {PRICE}
        case Reason.ABOVE_MEAN | Reason.DROPPED_HIGH:
            return {PRICE}
        case Reason.NOT_LOWEST_COST:
            return {PRICE, QUALITY}
    dearer = gap_won is not None and gap_won > 0
    short = {PRICE} if dearer else {FLOOR} if ruling.cause == Reason.NOT_CLOSEST else {QUALITY}
    if ruling.cause == Reason.NOT_HIGHEST_SCORE:
        short |= {QUALITY}
    return short | {ESG} if ruling.tie in (Tie.ESG, Tie.PREFERENCE) else short


def hints(
    ruling: Ruling, *, gap_won: Decimal | None, gap_pct: Decimal | None, limit_won: Decimal | None, by_line: bool
) -> list[str]:
    """How to improve, each in a sentence with its figures. ``gap_won``, ``gap_pct``: above the winner; ``by_line``:
    unit prices were asked for.
    """
    if ruling.state == RulingState.DROPPED:
        return []
    first = _of_rank(ruling, gap_won, gap_pct, by_line=by_line) if ruling.rank is not None else _of_exclusion(ruling)
    if ruling.cause == Reason.BELOW_LIMIT and limit_won is not None:
        first = _(
            "The floor lay at %(limit)s. Calculate every part of the price: material, labour, safety, overhead, "
            "transport. A price that covers them is rarely below the floor."
        ) % {"limit": money_full(limit_won)}
    found = [first] if first else []
    if ruling.tie == Tie.PREFERENCE and not ruling.preferred:
        found.append(_("Equal prices were decided by a certificate of a socially friendly enterprise."))
    if ruling.tie == Tie.ESG:
        found.append(_("Equal prices were decided by the ESG score: an assessment that is kept up to date counts."))
    return found


def _of_exclusion(ruling: Ruling) -> str:
    """Of a bid that could not win, whatever the others asked."""
    match ruling.cause:
        case Reason.NOT_EXPLAINED | Reason.SINGLE_TO_EXPLAIN:
            return _(
                "A price far below the others is asked about: a calculation with its evidence (offers of the own "
                "suppliers, wages, hours) accounts for it."
            )
        case Reason.ABOVE_CAP | Reason.ABOVE_POOL_CAP:
            return _(
                "The notice names the ceiling as a share of the base price, which stays sealed until the opening: a "
                "price near what such a purchase usually costs stays below it."
            )
        case Reason.ABOVE_BUDGET:
            return _("The notice prints the budget: compare the price with it before sealing.")
        case Reason.ABOVE_RESERVE:
            return _(
                "The reserve price is drawn within a few percent of the base price: a price a little below what such a "
                "purchase usually costs stays below it."
            )
        case Reason.ABOVE_MEAN:
            return _below_mean()
        case Reason.DROPPED_LOW | Reason.DROPPED_HIGH:
            return _closest()
        case Reason.BELOW_TECHNICAL | Reason.NOT_QUALIFIED:
            return _(
                "Points decided, not the price: the criteria of the notice with the largest weight are the first place "
                "to look."
            )
        case Reason.TCO_MISSING:
            return _(
                "Let the portal check the bid before sealing it: the check names every missing part and changes "
                "nothing."
            )
        case Reason.RULED_OUT:
            return _(
                "The remark names what the bid did not meet: read the requirements of the notice for it, and ask while "
                "questions are taken."
            )
        case Reason.RELATED:
            return _(
                "Of companies that belong together only one may bid: look at owners, representatives and bank accounts "
                "before sealing."
            )
        case Reason.SANCTIONED:
            return _("While an exclusion lasts no bid counts: the purchasing department says until when it lasts.")
        case Reason.WITHDRAWN:
            return _("Add the price up once more before sealing: until the deadline a bid can be replaced at any time.")
        case Reason.BROKEN_SEAL:
            return _(
                "Check the own copy against the receipt right after sealing: until the deadline a bid that does not "
                "match can be replaced."
            )
    return ""


def _of_rank(ruling: Ruling, gap_won: Decimal | None, gap_pct: Decimal | None, *, by_line: bool) -> str:
    """Of a bid that might have won."""
    if gap_won is None or gap_pct is None:  # nobody has
        return ""
    figures = ruling.figures
    above_won = Decimal(figures.get("above_won", 0))  # of what was compared
    match ruling.cause:
        case Reason.NOT_HIGHEST_SCORE if figures["score"] != figures["best_score"]:
            text = _(
                "Price and quality counted together: %(score)s points, and the best bid has %(best)s. The criteria "
                "with the largest weight and the price are the first places to look."
            )
            return text % {"score": figures["score"], "best": figures["best_score"]}
        case Reason.NOT_LOWEST_COST if above_won:
            text = _(
                "The cost of a year decided: it lay %(gap)s above the lowest. Energy, upkeep and service life count "
                "beside the price."
            )
            return text % {"gap": money_full(above_won)}
        case Reason.NOT_CLOSEST:
            return _closest()
        case Reason.NOT_HIGHEST_BELOW_MEAN:
            return _below_mean()
        case Reason.NOT_LOWEST_EVALUATED if gap_won <= 0 < above_won:
            text = _("The announced preference or premium decided: with it the bid lay %(gap)s above the lowest.")
            return text % {"gap": money_full(above_won)}
    if gap_won <= 0 or ruling.cause not in (Reason.NOT_LOWEST, Reason.NOT_LOWEST_EVALUATED):
        return _("The price was not what decided: the reason of the award names what did.")
    close = _("The bid was close: %(gap)s (%(pct)s%%) above the winner. A small saving in one line decides.")
    lines = _(
        "The bid was %(gap)s (%(pct)s%%) above the winner. Compare the unit prices line by line with the mean of "
        "all bids; the largest line is the first place to look."
    )
    whole = _(
        "The bid was %(gap)s (%(pct)s%%) above the winner. One total was asked for, so only totals are known: the "
        "largest part of the own calculation is the first place to look."
    )
    text = close if gap_pct <= CLOSE_PCT else lines if by_line else whole
    return text % {"gap": money_full(gap_won), "pct": f"{gap_pct:.1f}"}


def _closest() -> str:
    return _(
        "Under this rule the bid closest to the average wins, and from five bids on the lowest and the highest are "
        "left out: a price near what such a purchase usually costs has the best chance."
    )


def _below_mean() -> str:
    return _(
        "Under this rule the highest bid that is not above the mean of all bids wins: a price a little below what such "
        "a purchase usually costs has the best chance."
    )
