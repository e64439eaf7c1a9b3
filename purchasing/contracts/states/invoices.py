"""WHEN: credit notes and contests; why money is held, and what is measured of a supplier. Source: domain 4.2, 4.3."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class HoldCause(TextChoices):
    """Why an invoice waits. The clock of the law goes on meanwhile."""

    QUANTITY = "quantity", pgettext_lazy("hold", "Quantity differs")
    QUALITY = "quality", pgettext_lazy("hold", "Defect found")
    PRICE = "price", pgettext_lazy("hold", "Price differs")
    DOCUMENTS = "documents", pgettext_lazy("hold", "A document is missing")
    SEIZURE = "seizure", pgettext_lazy("hold", "Order of a court")
    COMPANY = "company", pgettext_lazy("hold", "Status of the company")
    OTHER = "other", pgettext_lazy("hold", "Other reason")


class CreditState(TextChoices):
    ISSUED = "issued", pgettext_lazy("credit note", "Waiting for confirmation")
    NOTED = "noted", pgettext_lazy("credit note", "Confirmed")
    REFUSED = "refused", pgettext_lazy("credit note", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("credit note", "Withdrawn")


CREDIT_FLOW = Flow(
    {
        "confirm": ([CreditState.ISSUED], CreditState.NOTED),
        "refuse": ([CreditState.ISSUED], CreditState.REFUSED),
        "withdraw": ([CreditState.ISSUED], CreditState.WITHDRAWN),
    }
)


class FactKind(TextChoices):
    """What is measured of a supplier, from what really happened."""

    ON_TIME = "on_time", _("Delivery on time")
    QUALITY = "quality", _("Quality at inspection")
    RESPONSE = "response", _("Speed of answers")


class FactUnit(TextChoices):
    DAYS_LATE = "days_late", _("days after the agreed day")
    SHARE = "share", _("share accepted")
    DAYS = "days", _("business days")


class ContestState(TextChoices):
    LODGED = "lodged", pgettext_lazy("contest", "Being looked at")
    UPHELD = "upheld", pgettext_lazy("contest", "Upheld")
    REJECTED = "rejected", pgettext_lazy("contest", "Rejected")
    WITHDRAWN = "withdrawn", pgettext_lazy("contest", "Withdrawn")


CONTEST_FLOW = Flow(
    {
        "uphold": ([ContestState.LODGED], ContestState.UPHELD),
        "reject": ([ContestState.LODGED], ContestState.REJECTED),
        "withdraw": ([ContestState.LODGED], ContestState.WITHDRAWN),
    }
)
