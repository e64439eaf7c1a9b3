"""FIND: the public register: certificates by words, category, region and state; counts by region; marks of products."""

from collections.abc import Collection
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.db.models import Count, F, Q, QuerySet
from django.db.models.functions import TruncDate
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from catalog.registry import Marked
from portal.clock import SEOUL, ClockTimestamp
from portal.regions import region_name
from sharedgrowth.innovilt.models import Certificate, CertificateAct
from sharedgrowth.innovilt.queries.credentials import public_certificates
from sharedgrowth.innovilt.rules.credentials import public_state
from sharedgrowth.innovilt.states import ActState, CertificateState

C = CertificateState
CODE = "INNOVILT"  # as a value of the catalogue's facet
NAME = _("INNOVILT certified")
BADGES = {"valid": "ok", "upcoming": "info", "suspended": "bad", "withdrawn": "bad", "expired": "late"}


def in_force(on: date | TruncDate) -> Q:
    """Valid on the day."""
    return Q(state=C.VALID, valid_from__lte=on, valid_to__gte=on)


def registered(on: date, *, words: str = "", category: str = "", region: str = "", state: str = "") -> QuerySet:
    """Certificates of the register, narrowed; without a state those in force."""
    found = public_certificates()
    by_state = {
        "": in_force(on),
        "upcoming": Q(state=C.VALID, valid_from__gt=on),
        "suspended": Q(state=C.SUSPENDED, valid_to__gte=on),
        "ended": Q(state__in=[C.WITHDRAWN, C.EXPIRED]) | Q(valid_to__lt=on),
        "all": Q(),
    }
    found = found.filter(by_state.get(state, by_state[""]))
    if category:
        found = found.filter(category=category)
    if region:
        found = found.filter(plant_region=region)
    for word in words.split()[:8]:
        found = found.filter(
            Q(number__icontains=word)
            | Q(name_ko__icontains=word)
            | Q(name_en__icontains=word)
            | Q(company__legal_name_ko__icontains=word)
            | Q(company__legal_name_en__icontains=word)
        )
    return found.order_by("-valid_from", "-pk")


def regions(on: date) -> list[dict[str, Any]]:
    """How many products of how many members are certified in each region where they are made; the most first."""
    rows = Certificate.objects.filter(in_force(on)).exclude(plant_region="").values("plant_region")
    counted = rows.annotate(products=Count("product", distinct=True), members=Count("company", distinct=True))
    language = get_language() or "ko"
    return [
        {
            "code": row["plant_region"],
            "name": region_name(row["plant_region"], language),
            "products": row["products"],
            "members": row["members"],
        }
        for row in counted.order_by("-products", "plant_region")
    ]


@dataclass(frozen=True, slots=True)
class Shown:
    """A certificate with what everybody is told of it today."""

    certificate: Certificate
    state: str

    @property
    def badge(self) -> str:
        """The kind of its badge."""
        return BADGES[self.state]

    @property
    def words(self) -> object:
        """Its state in words."""
        return STATE_WORDS[self.state]


STATE_WORDS = {
    "valid": C.VALID.label,
    "upcoming": _("Not begun yet"),
    "suspended": C.SUSPENDED.label,
    "withdrawn": C.WITHDRAWN.label,
    "expired": C.EXPIRED.label,
}


def shown(certificate: Certificate, on: date) -> Shown:
    """With its state of the day."""
    state = public_state(certificate.state, certificate.valid_from, certificate.valid_to, on)
    return Shown(certificate, state)


def history_for_all(certificate: Certificate) -> list[CertificateAct]:
    """What was done with it, as everybody may read: the day, what, and the reason meant for everybody."""
    return list(certificate.acts.filter(state=ActState.DONE).order_by("decided_at"))


def marked_products(products: Collection[int]) -> dict[int, Marked]:
    """Those that carry the mark now: their certificate is in force and covers the version that everybody reads."""
    on = TruncDate(ClockTimestamp(), tzinfo=SEOUL)  # in the same statement: a page of the catalogue asks once
    found = Certificate.objects.filter(
        in_force(on), product__in=products, versions__version=F("product__current")
    ).only("number", "product", "valid_to")
    return {
        each.product_id: Marked(
            label=NAME,
            number=each.number,
            url=reverse("innovilt:certificate-detail", args=[each.number]),
            valid_to=each.valid_to,
        )
        for each in found
    }
