"""WHEN: a technology offer and a licence of it, from the request to the transfer. Source: domain 8, TechOffer."""

from django.db.models import TextChoices
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class OfferState(TextChoices):
    DRAFT = "draft", pgettext_lazy("technology offer", "Draft")
    PROPOSED = "proposed", pgettext_lazy("technology offer", "Waiting for a second person")
    PUBLISHED = "published", pgettext_lazy("technology offer", "Offered")
    CLOSED = "closed", pgettext_lazy("technology offer", "No longer offered")


OFFER_FLOW = Flow(
    {
        "propose": ([OfferState.DRAFT], OfferState.PROPOSED),
        "return": ([OfferState.PROPOSED], OfferState.DRAFT),
        "publish": ([OfferState.PROPOSED], OfferState.PUBLISHED),
        "close": ([OfferState.DRAFT, OfferState.PROPOSED, OfferState.PUBLISHED], OfferState.CLOSED),
    }
)


class LicenceState(TextChoices):
    REQUESTED = "requested", pgettext_lazy("licence", "Requested")
    OFFERED = "offered", pgettext_lazy("licence", "Terms to be signed")
    AGREED = "agreed", pgettext_lazy("licence", "Agreed, to be transferred")
    TRANSFERRED = "transferred", pgettext_lazy("licence", "Transferred")
    ENDED = "ended", pgettext_lazy("licence", "Ended")
    REFUSED = "refused", pgettext_lazy("licence", "Refused")
    WITHDRAWN = "withdrawn", pgettext_lazy("licence", "Withdrawn")


L = LicenceState

LICENCE_FLOW = Flow(
    {
        "offer": ([L.REQUESTED, L.OFFERED], L.OFFERED),  # again, with other terms: what was signed is void
        "refuse": ([L.REQUESTED, L.OFFERED], L.REFUSED),
        "withdraw": ([L.REQUESTED, L.OFFERED], L.WITHDRAWN),
        "agree": ([L.OFFERED], L.AGREED),  # the second signature
        "transfer": ([L.AGREED], L.TRANSFERRED),
        "end": ([L.AGREED, L.TRANSFERRED], L.ENDED),
    }
)

LICENCE_OPEN = frozenset({L.REQUESTED, L.OFFERED, L.AGREED, L.TRANSFERRED})
LICENCE_IN_FORCE = frozenset({L.AGREED, L.TRANSFERRED})


class LicenceTerms(TextChoices):
    FREE = "free", pgettext_lazy("licence", "Free of charge")
    PAID = "paid", pgettext_lazy("licence", "Against a fee")


class TechField(TextChoices):
    """Where a technology is used."""

    PROCESS = "process", pgettext_lazy("technology", "Process and control")
    EQUIPMENT = "equipment", pgettext_lazy("technology", "Equipment and maintenance")
    MATERIAL = "material", pgettext_lazy("technology", "Materials and coating")
    ENERGY = "energy", pgettext_lazy("technology", "Energy and environment")
    SAFETY = "safety", pgettext_lazy("technology", "Safety")
    DIGITAL = "digital", pgettext_lazy("technology", "Data and inspection")
