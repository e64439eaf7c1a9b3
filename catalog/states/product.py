"""WHEN: the listing of a product and the review of a version; the words that prices and files are made of."""

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
        "publish_unreviewed": ([V.IN_REVIEW], V.PUBLISHED),  # CAT-22, only where the terms say so
        "publish_pictures": ([V.DRAFT], V.PUBLISHED),  # only pictures changed: at once, an officer looks afterwards
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
