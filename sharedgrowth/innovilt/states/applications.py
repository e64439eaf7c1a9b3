"""WHEN: an application from its draft to the committee's decision. Source: domain 12, life cycle."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class ApplicationState(TextChoices):
    DRAFT = "draft", pgettext_lazy("innovilt application", "Draft")
    SUBMITTED = "submitted", pgettext_lazy("innovilt application", "Submitted")
    ELIGIBILITY = "eligibility", pgettext_lazy("innovilt application", "Steel under examination")
    RETURNED = "returned", pgettext_lazy("innovilt application", "Returned for completion")
    TECH_REVIEW = "tech_review", pgettext_lazy("innovilt application", "Technology review")
    MARKET_REVIEW = "market_review", pgettext_lazy("innovilt application", "Market review")
    SITE_CHECK = "site_check", pgettext_lazy("innovilt application", "Site check")
    COMMITTEE = "committee", pgettext_lazy("innovilt application", "Before the brand committee")
    DEFERRED = "deferred", pgettext_lazy("innovilt application", "Deferred")
    CERTIFIED = "certified", pgettext_lazy("innovilt application", "Certified")
    REJECTED = "rejected", pgettext_lazy("innovilt application", "Not certified")
    WITHDRAWN = "withdrawn", pgettext_lazy("innovilt application", "Withdrawn")


A = ApplicationState

_REVIEWED = [A.ELIGIBILITY, A.TECH_REVIEW, A.MARKET_REVIEW, A.SITE_CHECK, A.COMMITTEE]

APPLICATION_FLOW = Flow(
    {
        "submit": ([A.DRAFT, A.RETURNED], A.SUBMITTED),
        "take_up": ([A.SUBMITTED], A.ELIGIBILITY),
        "return": ([A.SUBMITTED, A.ELIGIBILITY], A.RETURNED),
        "find_eligible": ([A.ELIGIBILITY], A.TECH_REVIEW),
        "pass_technology": ([A.TECH_REVIEW], A.MARKET_REVIEW),
        "pass_market": ([A.MARKET_REVIEW], A.SITE_CHECK),
        "pass_site": ([A.SITE_CHECK], A.COMMITTEE),
        "certify": ([A.COMMITTEE], A.CERTIFIED),
        "defer": ([A.COMMITTEE], A.DEFERRED),
        "resume": ([A.DEFERRED], A.COMMITTEE),
        "reject": (_REVIEWED, A.REJECTED),
        "withdraw": ([A.DRAFT, A.SUBMITTED, A.RETURNED, *_REVIEWED, A.DEFERRED], A.WITHDRAWN),
    }
)

EDITABLE = frozenset([A.DRAFT, A.RETURNED])  # the company writes
RUNNING = frozenset([A.DRAFT, A.SUBMITTED, A.RETURNED, *_REVIEWED, A.DEFERRED])  # one of these per product
OPEN_TO_OFFICE = frozenset(set(ApplicationState) - {A.DRAFT})  # what others than the company see


class ApplicationKind(TextChoices):
    """Why it is applied for."""

    FIRST = "first", pgettext_lazy("innovilt application", "First certification")
    RENEWAL = "renewal", pgettext_lazy("innovilt application", "Renewal")
    CHANGE = "change", pgettext_lazy("innovilt application", "Changed version")


class Category(TextChoices):
    """What a product is for in a building."""

    STRUCTURE = "structure", pgettext_lazy("innovilt category", "Structure")
    FACADE = "facade", pgettext_lazy("innovilt category", "Facade")
    ROOF = "roof", pgettext_lazy("innovilt category", "Roof")
    PIPE = "pipe", pgettext_lazy("innovilt category", "Pipe")
    FASTENER = "fastener", pgettext_lazy("innovilt category", "Fastener")
    SOLAR = "solar", pgettext_lazy("innovilt category", "Solar structure")
    CIVIL = "civil", pgettext_lazy("innovilt category", "Civil engineering")
    INTERIOR = "interior", pgettext_lazy("innovilt category", "Interior")
    OTHER = "other", pgettext_lazy("innovilt category", "Other")


class SteelForm(TextChoices):
    """In which form the steel was bought."""

    HOT_ROLLED = "hot_rolled", pgettext_lazy("steel", "Hot-rolled")
    PLATE = "plate", pgettext_lazy("steel", "Plate")
    COLD_ROLLED = "cold_rolled", pgettext_lazy("steel", "Cold-rolled")
    COATED = "coated", pgettext_lazy("steel", "Coated")
    STAINLESS = "stainless", pgettext_lazy("steel", "Stainless")
    WIRE_ROD = "wire_rod", pgettext_lazy("steel", "Wire rod")


class PaperKind(TextChoices):
    """What an applicant encloses."""

    DRAWING = "drawing", pgettext_lazy("innovilt paper", "Drawing")
    TEST = "test", pgettext_lazy("innovilt paper", "Test report")
    PATENT = "patent", pgettext_lazy("innovilt paper", "Patent")
    REFERENCE = "reference", pgettext_lazy("innovilt paper", "Reference")
    OTHER = "other", pgettext_lazy("innovilt paper", "Other document")


class SheetState(TextChoices):
    """Whether the mill knows what a mill certificate says."""

    PENDING = "pending", _("Not checked yet")
    CONFIRMED = "confirmed", _("Confirmed by the mill")
    REFUSED = "refused", _("Not known to the mill")


SHEET_FLOW = Flow(
    {
        "confirm": ([SheetState.PENDING, SheetState.REFUSED], SheetState.CONFIRMED),
        "refuse": ([SheetState.PENDING, SheetState.CONFIRMED], SheetState.REFUSED),
    }
)
