"""WHEN: the life of a tender and of an opened bid. Source: domain 2.3, 16.3."""

from datetime import datetime

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class TenderState(TextChoices):
    PLANNED = "planned", _("Planned")
    DRAFT = "draft", _("Draft")
    REVIEW = "review", _("Waiting for approval")
    APPROVED = "approved", pgettext_lazy("tender", "Approved")  # waits for its day of publication
    PUBLISHED = "published", pgettext_lazy("tender", "Published")
    CLOSED = "closed", _("Closed")
    EXAMINING = "examining", _("Under examination")  # the first envelopes are open, the prices still sealed
    OPENED = "opened", _("Opened")
    EXPLANATION = "explanation", _("Explanation asked for")
    EVALUATED = "evaluated", _("Evaluated")
    AWARD_PROPOSED = "award_proposed", _("Award proposed")
    STANDSTILL = "standstill", _("Standstill")  # the award is decided and told; objections may stop it
    AWARDED = "awarded", _("Awarded")
    CONTRACTED = "contracted", _("Contracted")
    FAILED = "failed", _("Failed")
    CANCELLED = "cancelled", _("Cancelled")


S = TenderState

BEFORE_NOTICE = frozenset({S.PLANNED, S.DRAFT, S.REVIEW, S.APPROVED})  # until here nobody outside knows of the tender
UNOPENED = frozenset({S.PUBLISHED, S.CLOSED, S.EXAMINING})  # a committee has still to open something
EDITABLE = frozenset({S.PLANNED, S.DRAFT})
EXAMINED = frozenset({S.EXAMINING, S.OPENED, S.EXPLANATION, S.EVALUATED, S.AWARD_PROPOSED})
FINAL = frozenset({S.AWARDED, S.CONTRACTED, S.FAILED, S.CANCELLED})

TENDER_FLOW = Flow(
    {
        "begin": ([S.PLANNED], S.DRAFT),
        "request": ([S.DRAFT], S.REVIEW),
        "return": ([S.REVIEW, S.APPROVED], S.DRAFT),
        "approve": ([S.REVIEW], S.APPROVED),
        "publish": ([S.REVIEW, S.APPROVED], S.PUBLISHED),
        "close": ([S.PUBLISHED], S.CLOSED),
        "open_first": ([S.CLOSED], S.EXAMINING),
        "open": ([S.CLOSED, S.EXAMINING], S.OPENED),
        "ask_explanation": ([S.OPENED, S.EVALUATED], S.EXPLANATION),
        "evaluate": ([S.OPENED, S.EXPLANATION], S.EVALUATED),
        "reopen_evaluation": ([S.EVALUATED], S.OPENED),  # after an upheld objection alone
        "propose_award": ([S.EVALUATED], S.AWARD_PROPOSED),
        "return_award": ([S.AWARD_PROPOSED], S.EVALUATED),
        "stand_still": ([S.AWARD_PROPOSED], S.STANDSTILL),
        "take_back": ([S.STANDSTILL], S.EVALUATED),
        "award": ([S.AWARD_PROPOSED, S.STANDSTILL], S.AWARDED),
        "contract": ([S.AWARDED], S.CONTRACTED),
        "lapse": ([S.AWARDED], S.EVALUATED),  # the winner does not sign: the next in line may be proposed
        "fail": ([S.CLOSED, S.EXAMINING, S.OPENED, S.EXPLANATION, S.EVALUATED], S.FAILED),
        "cancel": (
            [*sorted(BEFORE_NOTICE), S.PUBLISHED, S.CLOSED, *sorted(EXAMINED), S.STANDSTILL],
            S.CANCELLED,
        ),
    }
)


class Phase(TextChoices):
    """What a reader sees of a published tender: the state, and where the clock stands."""

    UPCOMING = "upcoming", _("Opens soon")
    TAKING_BIDS = "taking_bids", _("Accepting bids")
    TIME_UP = "time_up", _("Closing")


def takes_bids(state: str, *, opens_at: datetime, closes_at: datetime, now: datetime) -> bool:
    """Published, begun, and before the closing moment: a bid at ``closes_at`` sharp is late.

    The same test decides in the database when a bid is inserted; this one is for screens. Domain CNV-04 counts equality
    as in time, security D4 does not: decision 0007 takes the strict one.
    """
    return state == S.PUBLISHED and opens_at <= now < closes_at


def phase(*, opens_at: datetime, closes_at: datetime, now: datetime) -> Phase:
    """The phase of a published tender at ``now``."""
    if now < opens_at:
        return Phase.UPCOMING
    return Phase.TAKING_BIDS if now < closes_at else Phase.TIME_UP


class RulingState(TextChoices):
    """Where an opened bid stands. Before opening there is only the bid itself: in, replaced or withdrawn."""

    OPENED = "opened", _("Opened")
    NON_RESPONSIVE = "non_responsive", _("Not responsive")
    EXCLUDED_LOW = "excluded_low", _("Below the price floor")
    EXCLUDED_HIGH = "excluded_high", _("Above the ceiling")
    IN_RANGE = "in_range", _("Valid")
    AWARDED = "awarded", _("Awarded")
    RESERVE = "reserve", _("Reserve")
    LOST = "lost", _("Not awarded")
    DROPPED = "dropped", _("No longer in line")  # may not, or did not, take the award


R = RulingState

RULING_FLOW = Flow(
    {
        "rule_out": ([R.OPENED], R.NON_RESPONSIVE),
        "exclude_low": ([R.OPENED], R.EXCLUDED_LOW),
        "exclude_high": ([R.OPENED], R.EXCLUDED_HIGH),
        "admit": ([R.OPENED], R.IN_RANGE),
        "reconsider": ([R.NON_RESPONSIVE, R.EXCLUDED_LOW, R.EXCLUDED_HIGH, R.IN_RANGE], R.OPENED),  # evaluated again
        "award": ([R.IN_RANGE], R.AWARDED),
        "hold_in_reserve": ([R.IN_RANGE], R.RESERVE),
        "lose": ([R.IN_RANGE], R.LOST),
        "drop": ([R.IN_RANGE, R.AWARDED], R.DROPPED),
        "reopen": ([R.RESERVE, R.LOST], R.IN_RANGE),  # the winner dropped out
    }
)


class BidKind(TextChoices):
    BID = "bid", _("Bid")
    WITHDRAWAL = "withdrawal", _("Withdrawal")


class TenderKind(TextChoices):
    GOODS = "goods", _("Goods")
    EQUIPMENT = "equipment", _("Equipment")
    SERVICE = "service", _("Service")
    WORKS = "works", _("Works")


class Seal(TextChoices):
    """How bids are kept from being read before the opening; the notice says which. Source: security 5."""

    KEYS = "keys", _("Sealed to the keys of the opening committee")
    ACCESS = "access", _("Locked by access rights (small purchases)")


class Envelope(TextChoices):
    """The parts of a bid, opened in this order. Source: security 5.3."""

    QUALIFICATION = "qualification", _("Qualification")
    TECHNICAL = "technical", _("Technical proposal")
    PRICE = "price", _("Price")


def price_alone() -> list[str]:
    """The envelopes of an ordinary tender."""
    return [Envelope.PRICE.value]


class CriterionKind(TextChoices):
    """Whether a criterion is met or scored."""

    REQUIRED = "required", _("Must be met")
    SCORED = "scored", _("Scored")


class Reach(TextChoices):
    """Who may bid."""

    OPEN = "open", _("Every eligible supplier")
    INVITED = "invited", _("Invited suppliers")


class Method(TextChoices):
    """How the award is decided; the formulas are in ``rules/methods``. Source: domain 2.2, 2.5-2.10, 3."""

    LPL_POSCO = "LPL_POSCO", _("Price floor: share of the midpoint of mean bid and base price")
    LPL_EC = "LPL_EC", _("Price floor: share of the midpoint of mean bid and budget, without the lowest bid")
    LPL_FIXED = "LPL_FIXED", _("Price floor: fixed share of the base price or the mean bid")
    TCO = "TCO", _("Total cost of ownership: lowest yearly cost")
    COMPOSITE = "COMPOSITE", _("Best points for price and quality")
    EU_EXPLAIN = "EU_EXPLAIN", _("Lowest price; abnormally low bids are explained")
    KR_RESERVE = "KR_RESERVE", _("Drawn reserve price with an award floor")
    KR_QUALIFICATION = "KR_QUALIFICATION", _("Drawn reserve price, award floor and qualification")
    JP_MIN = "JP_MIN", _("Minimum price from the parts of the planned cost")
    BAM = "BAM", _("Bid closest to the average")
    BELOW_AVG = "BELOW_AVG", _("Highest bid that is not above the mean")
    TRIMMED_MEAN = "TRIMMED_MEAN", _("Anomaly threshold from a trimmed mean")
    IT_A = "IT_A", _("Italian anomaly threshold, method A")
    IT_2017 = "IT_2017", _("Italian anomaly threshold of 2017, drawn from five")
    IT_2017_A = "IT_2017_A", _("Italian anomaly threshold of 2017, A")
    IT_2017_B = "IT_2017_B", _("Italian anomaly threshold of 2017, B")
    IT_2017_C = "IT_2017_C", _("Italian anomaly threshold of 2017, C")
    IT_2017_D = "IT_2017_D", _("Italian anomaly threshold of 2017, D")
    IT_2017_E = "IT_2017_E", _("Italian anomaly threshold of 2017, E")
    LOWEST = "LOWEST", _("Lowest price, where a law asks for it")


class FixedOn(TextChoices):
    """What the fixed share of LPL_FIXED is taken of."""

    BASE = "base", _("Base price")
    MEAN = "mean", _("Mean of the bids")


class Fact(TextChoices):
    """Facts about a company that bidding reads on the ground floor (``people.Standing``) and others record there."""

    SANCTION = "sanction", _("Excluded from tenders")  # any value but "none" keeps the company out
    ESG_LIMITATION = "esg.limitation", _("ESG supply limitation")  # level 0-4; from 2 on no bids (domain 17)
    ESG_BAND = "esg.band", _("ESG band")  # A brings points on top where the notice of a composite award says so
    ESG_SCORE = "esg.score", _("ESG score")  # 0-100, decides ties
    ESG_ENTRY = "esg.entry", _("ESG entry qualification")  # without ``catalog.states.ESG_PASSES`` no bid
    ORDER_CAP = "esg.order_cap", _("Most orders (won)")  # of all awards from the day of the fact on; "" for none
    MINERALS = "esg.minerals", _("Responsible minerals")  # "blocked:…" keeps the company out of certain classes
    ESG_CODE = "esg.code", _("Code of conduct consented")  # without a value no bid
    REPRESENTATIVE = "representative", _("Representative")  # an identifier of the person, never a resident number
    OWNERS = "owners", _("Owners")  # "identifier:share identifier:share"
    ACCOUNT = "bank.account", _("Bank account")  # fingerprints, never the numbers


PREFERRED_CERTIFICATES = frozenset({"DISABLED_OWNED", "WOMEN", "SOCIAL_ENT", "SOCIAL_COOP"})  # domain 5.2
