"""WHEN: the listing of a product, the review of a version; and the words that attributes and prices are made of."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ProductState(TextChoices):
    """Whether buyers see the product. Source: domain 1.7."""

    DRAFT = "draft", _("Not yet published")
    PUBLISHED = "published", pgettext_lazy("product", "Published")
    HIDDEN = "hidden", _("Hidden by the supplier")
    EXPIRED = "expired", _("Not confirmed for 12 months")
    BLOCKED = "blocked", _("Blocked by the reviewer")
    WITHDRAWN = "withdrawn", _("Discarded")


P = ProductState

PRODUCT_FLOW = Flow(
    {
        "list": ([P.DRAFT], P.PUBLISHED),
        "hide": ([P.PUBLISHED], P.HIDDEN),
        "show": ([P.HIDDEN], P.PUBLISHED),
        "expire": ([P.PUBLISHED], P.EXPIRED),  # not confirmed for 12 months
        "renew": ([P.EXPIRED], P.PUBLISHED),
        "block": ([P.PUBLISHED, P.HIDDEN, P.EXPIRED], P.BLOCKED),
        "unblock": ([P.BLOCKED], P.HIDDEN),  # the supplier decides when it is seen again
        "withdraw": ([P.DRAFT], P.WITHDRAWN),
    }
)


class VersionState(TextChoices):
    """Where one version stands on its way through the review. Source: domain 1.7."""

    DRAFT = "draft", _("Draft")
    SUBMITTED = "submitted", _("Waiting for review")
    IN_REVIEW = "in_review", _("In review")
    RETURNED = "returned", _("Returned for completion")
    PUBLISHED = "published", pgettext_lazy("product", "Published")
    REJECTED = "rejected", _("Rejected")
    SUPERSEDED = "superseded", _("Replaced by a later version")
    DISCARDED = "discarded", _("Discarded")


V = VersionState

VERSION_FLOW = Flow(
    {
        "submit": ([V.DRAFT, V.RETURNED], V.SUBMITTED),
        "withdraw": ([V.SUBMITTED], V.DRAFT),
        "take_up": ([V.SUBMITTED], V.IN_REVIEW),
        "put_back": ([V.IN_REVIEW], V.SUBMITTED),
        "return": ([V.IN_REVIEW], V.RETURNED),
        "publish": ([V.IN_REVIEW], V.PUBLISHED),
        "reject": ([V.IN_REVIEW], V.REJECTED),
        "publish_unreviewed": ([V.SUBMITTED, V.IN_REVIEW], V.PUBLISHED),  # CAT-22, only where the terms say so
        "supersede": ([V.PUBLISHED], V.SUPERSEDED),
        "discard": ([V.DRAFT, V.RETURNED], V.DISCARDED),
    }
)

EDITABLE = (V.DRAFT, V.RETURNED)  # the supplier may write
WAITING = (V.SUBMITTED, V.IN_REVIEW)  # the reviewer is to act
WORKING = EDITABLE + WAITING  # at most one version of a product is in work
SENT = tuple(state for state in V if state not in (V.DRAFT, V.DISCARDED))  # the reviewer has seen, or will see, it
SEEN = tuple(state for state in SENT if state not in EDITABLE)  # read by the buyer's staff: nobody watches one write
DECIDED = (V.PUBLISHED, V.SUPERSEDED, V.REJECTED)  # never changes again


class PriceVisibility(TextChoices):
    """Who reads the price. Source: domain 1.4."""

    HIDDEN = "hidden", _("Nobody (for my own records)")
    ON_REQUEST = "on_request", _("Nobody; buyers ask for it")
    REGISTERED = "registered", _("Registered buyers")
    PUBLIC = "public", _("Everybody")


class Currency(TextChoices):
    KRW = "KRW", _("won (KRW)")
    USD = "USD", _("US dollar (USD)")
    EUR = "EUR", _("euro (EUR)")
    JPY = "JPY", _("yen (JPY)")
    CNY = "CNY", _("yuan (CNY)")


WHOLE_CURRENCIES = (Currency.KRW, Currency.JPY)  # ISO 4217 minor unit 0


class Uom(TextChoices):
    """What the price and the minimum order count; codes of UN/ECE Recommendation 20."""

    PIECE = "C62", _("piece")
    SET = "SET", _("set")
    PAIR = "PR", _("pair")
    HUNDRED = "CEN", _("100 pieces")
    KG = "KGM", _("kg")
    TONNE = "TNE", _("tonne")
    METRE = "MTR", _("m")
    SQUARE_METRE = "MTK", _("m²")
    CUBIC_METRE = "MTQ", _("m³")
    LITRE = "LTR", _("litre")
    BOX = "BX", _("box")
    ROLL = "RO", _("roll")
    DRUM = "DR", _("drum")


class FileRole(TextChoices):
    """What a file of a product is."""

    PICTURE = "picture", _("Picture")
    DRAWING = "drawing", _("Drawing")
    DATASHEET = "datasheet", pgettext_lazy("product", "Data sheet")
    MSDS = "msds", _("Safety data sheet (MSDS)")
    TEST_REPORT = "test_report", _("Test report")


PICTURES = (FileRole.PICTURE, FileRole.DRAWING)
DOCUMENTS = (FileRole.DATASHEET, FileRole.MSDS, FileRole.TEST_REPORT)


class EcoKind(TextChoices):
    """What a product does for resources (3R). Source: domain 1.4, 1.9 (facet eco)."""

    RECYCLE = "recycle", _("Recycle")
    REDUCE = "reduce", _("Reduce")
    REUSE = "reuse", _("Reuse")


class Level(TextChoices):
    """Depth in the classification. Source: CAT-10."""

    SEGMENT = "segment", _("Segment")
    FAMILY = "family", _("Family")
    CLASS = "class", _("Class")
    COMMODITY = "commodity", _("Commodity")


class Datatype(TextChoices):
    NUM = "NUM", _("Number")
    RANGE = "RANGE", _("Range")
    ENUM = "ENUM", _("One of a list")
    BOOL = "BOOL", _("Yes or no")
    TEXT = "TEXT", _("Text")
    DATE = "DATE", _("Date")


class Match(TextChoices):
    """How an offered value is compared with a required one. Source: CAT-16."""

    GE = "GE", _("At least the required value")
    LE = "LE", _("At most the required value")
    EQ_TOL = "EQ_TOL", _("Equal within the tolerance")
    IN_RANGE = "IN_RANGE", _("Inside the required range")
    COVERS = "COVERS", _("Covers the required range")
    ENUM_EQ = "ENUM_EQ", _("The same option")
    ENUM_AT_LEAST = "ENUM_AT_LEAST", _("The same option or a higher one")


class Criticality(TextChoices):
    MUST = "MUST", _("Must match")
    SHOULD = "SHOULD", _("Should match")
    INFO = "INFO", _("For information")


class Tolerance(TextChoices):
    NONE = "", _("None")
    ABS = "ABS", _("In the unit")
    REL = "REL", _("In percent")


class Quantity(TextChoices):
    """What is measured; a unit of another quantity is refused. Source: CAT-15."""

    COUNT = "count", _("number")
    RATIO = "ratio", _("share")
    LENGTH = "length", _("length")
    AREA = "area", _("area")
    VOLUME = "volume", _("volume")
    MASS = "mass", _("mass")
    LINE_MASS = "line_mass", _("mass per length")
    DENSITY = "density", _("density or content")
    FORCE = "force", _("force")
    PRESSURE = "pressure", _("pressure or strength")
    TORQUE = "torque", _("torque")
    POWER = "power", _("power")
    ENERGY = "energy", _("energy")
    TEMPERATURE = "temperature", _("temperature")
    TIME = "time", _("duration")
    FREQUENCY = "frequency", _("frequency")
    ROTATION = "rotation", _("speed of rotation")
    SPEED = "speed", _("speed")
    FLOW = "flow", _("volume flow")
    VISCOSITY = "viscosity", _("kinematic viscosity")
    VOLTAGE = "voltage", _("voltage")
    CURRENT = "current", _("current")
    ANGLE = "angle", _("angle")
    SOUND = "sound", _("sound level")


class InquiryState(TextChoices):
    """Where a question to a supplier stands. Source: domain 1.7."""

    OPEN = "open", _("Waiting for an answer")
    OVERDUE = "overdue", _("Answer overdue")
    ANSWERED = "answered", _("Answered")
    CLOSED = "closed", pgettext_lazy("inquiry", "Closed")


INQUIRY_FLOW = Flow(
    {
        "answer": ([InquiryState.OPEN, InquiryState.OVERDUE], InquiryState.ANSWERED),
        "ask_again": ([InquiryState.ANSWERED], InquiryState.OPEN),
        "fall_due": ([InquiryState.OPEN], InquiryState.OVERDUE),
        "close": ([InquiryState.OPEN, InquiryState.OVERDUE, InquiryState.ANSWERED], InquiryState.CLOSED),
    }
)


class Side(TextChoices):
    """Who writes in a thread."""

    ASKER = "asker", _("Question")
    SUPPLIER = "supplier", _("Answer of the supplier")


class QuoteState(TextChoices):
    """Where a request for quotes stands: amounts are read from CLOSED on."""

    OPEN = "open", _("Taking quotes")
    CLOSED = "closed", _("To be decided")
    DECIDED = "decided", _("Decided")
    CANCELLED = "cancelled", pgettext_lazy("quote request", "Cancelled")


QUOTE_FLOW = Flow(
    {
        "close": ([QuoteState.OPEN], QuoteState.CLOSED),
        "decide": ([QuoteState.CLOSED], QuoteState.DECIDED),
        "cancel": ([QuoteState.OPEN, QuoteState.CLOSED], QuoteState.CANCELLED),
    }
)


class RequestedState(TextChoices):
    """Where the answer of one supplier stands."""

    ASKED = "asked", _("Not answered")
    QUOTED = "quoted", _("Quoted")
    DECLINED = "declined", pgettext_lazy("quote", "Declined")


REQUESTED = tuple(RequestedState)

INVITATION_FLOW = Flow(
    {
        "quote": (REQUESTED, RequestedState.QUOTED),
        "decline": (REQUESTED, RequestedState.DECLINED),
    }
)


class Frequency(TextChoices):
    """How often a saved search tells of new products."""

    NEVER = "never", _("Never")
    DAILY = "daily", _("Once a day")
    AT_ONCE = "at_once", _("At once")


class AlertState(TextChoices):
    """Whether the owner of an e-mail address has confirmed that alerts may go there. An ended one is deleted."""

    PENDING = "pending", _("Waiting for confirmation")
    ACTIVE = "active", _("Active")


ALERT_FLOW = Flow({"confirm": ([AlertState.PENDING], AlertState.ACTIVE)})


class AlertTopic(TextChoices):
    PRODUCT = "product", _("New products")
    REQUEST = "request", _("Sourcing requests")


# Review: second looks and appeals -------------------------------------------------------------------------------------
class LookState(TextChoices):
    """A published version that a second officer looks at again."""

    WAITING = "waiting", _("Waiting for a second look")
    AGREED = "agreed", _("Second officer agrees")
    CHANGE_ASKED = "change_asked", _("Change asked for")
    BLOCKED = "blocked", _("Blocked at the second look")
    DROPPED = "dropped", _("Replaced before the second look")


L = LookState

LOOK_FLOW = Flow(
    {
        "agree": ([L.WAITING], L.AGREED),
        "ask_change": ([L.WAITING], L.CHANGE_ASKED),
        "block": ([L.WAITING], L.BLOCKED),
        "drop": ([L.WAITING], L.DROPPED),
    }
)


class LookReason(TextChoices):
    """Why a version is looked at again."""

    SAMPLE = "sample", _("Drawn at random")
    UNREVIEWED = "unreviewed", _("Published without an answer in time")


class AppealState(TextChoices):
    """A supplier's appeal, decided by somebody who did not decide before."""

    OPEN = "open", _("Appeal waits for a decision")
    UPHELD = "upheld", _("Appeal upheld")
    DECLINED = "declined", _("Appeal declined")


APPEAL_FLOW = Flow(
    {
        "uphold": ([AppealState.OPEN], AppealState.UPHELD),
        "decline": ([AppealState.OPEN], AppealState.DECLINED),
    }
)


class ReasonUse(TextChoices):
    """What a ready-made reason is for."""

    RETURN = "return", _("Return for completion")
    REJECT = "reject", _("Reject")
    BLOCK = "block", _("Block")


# Registration as a supplier of a sourcing group ------------------------------------------------------------------------
class CallState(TextChoices):
    """A sourcing group that is open for applications. Source: domain 1.7 (ANNOUNCED, at least 30 days)."""

    ANNOUNCED = "announced", _("Open for applications")
    CLOSED = "closed", pgettext_lazy("call", "Closed")
    CANCELLED = "cancelled", pgettext_lazy("call", "Cancelled")


CALL_FLOW = Flow(
    {
        "close": ([CallState.ANNOUNCED], CallState.CLOSED),
        "cancel": ([CallState.ANNOUNCED], CallState.CANCELLED),
    }
)


class ApplicationState(TextChoices):
    """Where an application for registration stands. Source: domain 1.7 (L1 registration)."""

    DRAFT = "draft", _("Draft")
    APPLIED = "applied", _("Applied")
    DOC_CHECK = "doc_check", _("Documents are checked")
    RETURNED = "returned", _("Documents are missing")
    EVALUATION = "evaluation", _("In evaluation")
    ESG_GATE = "esg_gate", _("ESG entry gate and decision")
    DECIDED = "decided", _("Decided")
    NOTIFIED = "notified", _("Result notified")
    WITHDRAWN = "withdrawn", _("Withdrawn")


A = ApplicationState

APPLICATION_FLOW = Flow(
    {
        "apply": ([A.DRAFT], A.APPLIED),
        "check": ([A.APPLIED], A.DOC_CHECK),
        "ask_documents": ([A.DOC_CHECK], A.RETURNED),
        "complete": ([A.RETURNED], A.DOC_CHECK),
        "evaluate": ([A.DOC_CHECK, A.RETURNED], A.EVALUATION),
        "score": ([A.EVALUATION], A.ESG_GATE),
        "send_back": ([A.ESG_GATE], A.EVALUATION),
        "decide": ([A.ESG_GATE], A.DECIDED),
        "notify": ([A.DECIDED], A.NOTIFIED),
        "reopen": ([A.NOTIFIED], A.EVALUATION),  # an appeal was upheld
        "withdraw": ([A.DRAFT, A.APPLIED, A.DOC_CHECK, A.RETURNED, A.EVALUATION, A.ESG_GATE], A.WITHDRAWN),
    }
)
APPLICANT_WRITES = (A.DRAFT, A.RETURNED)
APPLICATION_RUNS = (A.APPLIED, A.DOC_CHECK, A.RETURNED, A.EVALUATION, A.ESG_GATE, A.DECIDED)


class Outcome(TextChoices):
    """What was decided about an application."""

    NONE = "", _("Not decided")
    PASS = "pass", _("Registered")  # noqa: S105 (an outcome, not a password)
    FAIL = "fail", _("Not registered")


class ReliefMode(TextChoices):
    """How socially friendly enterprises are relieved; one of them, never both. Source: domain 1.7, 5.1."""

    NONE = "NONE", _("No relief")
    BONUS = "BONUS", _("Points are added to the score")
    THRESHOLD = "THRESHOLD", _("The pass mark is lowered")


class EsgVerdict(TextChoices):
    """What the ESG entry gate says; kept as the dated fact ``esg.entry``. Source: domain 11.4."""

    NONE = "", _("Not recorded")
    QUALIFIED = "QUALIFIED", _("Qualified")
    CONDITIONAL = "CONDITIONAL", _("Conditionally qualified")
    NOT_QUALIFIED = "NOT_QUALIFIED", _("Not qualified")


ESG_ENTRY = "esg.entry"
ESG_PASSES = (EsgVerdict.QUALIFIED, EsgVerdict.CONDITIONAL)
