"""What a tender's page shows of its notice: parts, versions, lots; for staff also what waits and what is odd."""

from dataclasses import dataclass, field
from datetime import datetime
from decimal import Decimal
from typing import Any

from django.db.models import BooleanField, DateField, DateTimeField, DecimalField
from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import get_language
from django.utils.translation import gettext as _

from portal.clock import SEOUL, today
from portal.display import day_text
from portal.regions import region_name
from purchasing.bidding import queries
from purchasing.bidding.models import Amendment, Criterion, Tender
from purchasing.bidding.rules.notice import points_decide
from purchasing.bidding.services.pinning import requirements_of
from purchasing.bidding.states import BEFORE_NOTICE, CriterionKind, Envelope, Method, Reach, TenderState
from purchasing.bidding.views.shown import percent, shown

SHARES = ("fixed_ratio", "cap_ratio")


@dataclass(frozen=True, slots=True)
class EnvelopeShown:
    """An envelope of the notice with its criteria."""

    no: int
    name: object
    criteria: list[Criterion]
    least: Decimal | None = None  # points, where the notice asks for a minimum
    idle: bool = False  # points are given, and neither a minimum nor the award rule asks for them


@dataclass(frozen=True, slots=True)
class ChangeRow:
    """One thing that an amendment changes."""

    label: object
    before: str
    after: str


@dataclass(frozen=True, slots=True)
class AmendmentShown:
    """An amendment with its changes in words."""

    amendment: Amendment
    rows: list[ChangeRow]
    added: list[str] = field(default_factory=list)
    withdrawn: list[str] = field(default_factory=list)
    invited: int = 0

    @property
    def moved(self) -> bool:
        """Whether the deadline moves with it."""
        return self.amendment.closes_at > self.amendment.closed_at_before


def notice_parts(request: HttpRequest, tender: Tender, now: datetime, *, insider: bool) -> dict[str, Any]:
    """Everything of the notice that the tender's page shows to this reader."""
    waiting = queries.open_amendment(tender) if insider and tender.state == TenderState.PUBLISHED else None
    lots = queries.lots_of(tender)
    if not insider and tender.procedure_id is not None:  # an invited lot is not told to others by one that has ended
        lots = queries.tenders_visible_to(request.user).filter(procedure=tender.procedure_id).order_by("lot_no")
    return {
        "envelopes": _envelopes(tender),
        "documents": list(queries.documents_of(tender)),
        "former_documents": list(queries.former_documents_of(tender)) if tender.notice_version > 1 else [],
        "lots": [shown(lot, now, inside=insider) for lot in lots],
        "notice": tender.procedure,
        "notice_url": reverse("bidding:notice-detail", args=[tender.procedure.number]) if tender.procedure else "",
        "amendments": [amendment_shown(each) for each in queries.amendments_of(tender)],
        "amendment_waiting": amendment_shown(waiting) if waiting else None,
        "invitations": list(queries.invitations_of(tender)) if insider and tender.reach == Reach.INVITED else [],
        "split_flags": list(queries.split_flags_of(tender)) if insider else [],
        "plan": queries.plan_of(tender) if insider else None,
        "region": region_name(tender.region, get_language() or "ko") if tender.region else "",
    }


def _envelopes(tender: Tender) -> list[EnvelopeShown]:
    criteria = queries.criteria_of(tender)
    found = []
    for no, envelope in enumerate(queries.envelopes_of(tender), start=1):
        asked = [each for each in criteria if each.envelope == envelope]
        least = tender.min_technical if envelope == Envelope.TECHNICAL else None
        counted = points_decide(by_points=tender.method == Method.COMPOSITE, least=least)
        idle = not counted and any(each.kind == CriterionKind.SCORED for each in asked)
        found.append(EnvelopeShown(no, Envelope(envelope).label, asked, least, idle))
    return found if len(found) > 1 or criteria else []


def with_requirements(tender: Tender) -> list[Any]:
    """The lines, each with ``asked``: what the catalogue says of it, as published; for a draft as it stands today."""
    lines = list(tender.lines.select_related("specification", "specification_version", "product__current"))
    english = (get_language() or "ko").startswith("en")
    on = today()
    for line in lines:
        rows = line.requirements
        if tender.state in BEFORE_NOTICE:
            rows = requirements_of(line, on)[1]
        name, wanted = ("name_en", "wanted_en") if english else ("name_ko", "wanted_ko")
        line.asked = [(row[name] or row["name_ko"], row[wanted] or row["wanted_ko"], row["must"]) for row in rows]
    return lines


def amendment_shown(amendment: Amendment) -> AmendmentShown:
    """An amendment in words, ready to show."""
    changes = amendment.changes
    rows = [_fact_row(name, before, after) for name, (before, after) in changes["facts"].items()]
    if changes["lines"] is not None:
        rows.append(ChangeRow(_("Lines"), *("\n".join(_line_words(row) for row in part) for part in changes["lines"])))
    if changes["criteria"] is not None:
        parts = ("\n".join(_criterion_words(row) for row in part) or "—" for part in changes["criteria"])
        rows.append(ChangeRow(_("Criteria"), *parts))
    return AmendmentShown(amendment, rows, changes["added"], changes["withdrawn"], changes["invited"])


def _fact_row(name: str, before: Any, after: Any) -> ChangeRow:
    field = Tender._meta.get_field(name)
    return ChangeRow(str(field.verbose_name).capitalize(), _words(field, name, before), _words(field, name, after))


def _words(field: Any, name: str, value: Any) -> str:
    if value in (None, "", {}):
        return "—"
    if isinstance(field, BooleanField):
        return str(_("yes") if value else _("no"))
    if field.choices:
        return str(dict(field.flatchoices).get(value, value))
    if name in SHARES:
        return f"{percent(value)}%"
    if isinstance(field, DateTimeField):
        return day_text(datetime.fromisoformat(value).astimezone(SEOUL), "short")
    if isinstance(field, DateField):
        return str(value)
    if isinstance(field, DecimalField):
        return str(value)
    if isinstance(value, dict):
        return ", ".join(f"{key} {each}" for key, each in sorted(value.items()))
    return str(value)


def _line_words(row: dict[str, Any]) -> str:
    english = (get_language() or "ko").startswith("en")
    name = row["description_en"] if english and row["description_en"] else row["description_ko"]
    return f"{name} · {row['qty']} {row['uom']}"


def _criterion_words(row: dict[str, Any]) -> str:
    english = (get_language() or "ko").startswith("en")
    name = row["title_en"] if english and row["title_en"] else row["title_ko"]
    points = f" · {row['weight']}" if row["kind"] == CriterionKind.SCORED else ""
    return f"{name}{points}"
