"""The bidder's own files: the workbook to prepare a bid in, and what fills the form from it or from a kept copy."""

import io
import json
from collections.abc import Mapping
from dataclasses import dataclass, field
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache
from django.views.decorators.debug import sensitive_variables

from portal.clock import today
from portal.errors import RuleBroken
from portal.files.services import inspect_upload
from portal.files.states import Kind
from portal.http import reads
from portal.policy import require
from purchasing.bidding import policies, queries
from purchasing.bidding.forms.bid_parts import PICKED, known_refs
from purchasing.bidding.models import Tender
from purchasing.bidding.queries.bid_files import owned_refs
from purchasing.bidding.rules import METHODS, Way
from purchasing.bidding.rules.bid_sheet import SheetRow, make_bid_sheet, read_bid_sheet
from purchasing.bidding.services.contents import BidContent, content_of
from purchasing.bidding.states import Envelope
from purchasing.bidding.views.finding import tender_or_404

XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"
LARGEST_COPY = 4_000_000


@dataclass(frozen=True, slots=True)
class Told:
    """Form values from a file, and what in it could not be taken: (cell, message)."""

    values: dict[str, Any]
    name: str
    faults: list[tuple[str, str]] = field(default_factory=list)
    other_version: int = 0  # the notice's version that the file was made for, where it is another


@never_cache
@reads
def bid_sheet(request: HttpRequest, key: str) -> HttpResponse:
    """The workbook of this tender: its lines, criteria and values; empty of prices."""
    tender = tender_or_404(request, key)
    require(policies.may_bid(request.user, tender, on=today()))
    heads = ["", _("Asked for"), _("Quantity"), _("Unit"), _("To fill in"), _("Amount")]
    book = make_bid_sheet(
        _rows(tender),
        number=tender.number,
        version=tender.notice_version,
        company=request.user.company.number,
        title=_("Bid"),
        heads=heads,
    )
    response = HttpResponse(book, content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="bid-{tender.number}.xlsx"'
    return response


def _rows(tender: Tender) -> list[SheetRow]:
    rows = []
    won = str(_("won"))
    if tender.by_unit_price:
        for place, line in enumerate(tender.lines.all()):
            words = f"{line.no}. {line.description} ({_('unit price per %(unit)s') % {'unit': line.uom}})"
            rows.append(SheetRow(f"line-{place}-unit_price_won", words, unit=won, qty=line.qty))
    else:
        rows.append(SheetRow("total_won", str(_("Price of everything, without VAT")), unit=won))
    if METHODS[Way(tender.method)].picks:
        labels = (_("First number for the reserve price, 1 to 15"), _("Second number, another one"))
        rows += [SheetRow(name, str(label)) for name, label in zip(PICKED, labels, strict=True)]
    rows.append(SheetRow("lead_days", str(_("Delivery time")), unit=str(_("days"))))
    rows.append(SheetRow("note", str(_("Note to the buyer"))))
    for each in queries.criteria_of(tender):
        label = f"{Envelope(each.envelope).label} · {each.no}. {each.title}"
        rows.append(SheetRow(f"answer_{each.no}", f"{label}\n{each.guidance}".strip()))
    if queries.eco_promised(tender):
        for line in tender.lines.all():
            label = _("Line %(no)s: number of your eco-friendly product, if any") % {"no": line.no}
            rows.append(SheetRow(f"eco_{line.no}", label))
    for line in queries.tco_lines(tender):
        rows.append(SheetRow(f"tco_{line.code}", line.name, unit=line.unit))
        if line.tells_years:
            rows.append(SheetRow(f"tco_{line.code}_at", _("%(name)s: in which years") % {"name": line.name}))
        if line.needs_evidence:
            rows.append(SheetRow(f"tco_{line.code}_evidence", _("%(name)s: evidence") % {"name": line.name}))
    return rows


@sensitive_variables()
def told_by(request: HttpRequest, tender: Tender) -> Told:
    """What the chosen file says: a filled sheet, or the copy of an earlier bid. RuleBroken when it is neither."""
    upload = request.FILES.get("own_file")
    if upload is None:
        raise RuleBroken(_("Choose the filled sheet, or the copy of a bid (JSON)."))
    if upload.name.lower().endswith(".json"):
        if upload.size > LARGEST_COPY:
            raise RuleBroken(_("This file is too large to be the copy of a bid."))
        return _from_copy(request, tender, upload.read(), upload.name)
    inspect_upload(upload, {Kind.XLSX})
    upload.seek(0)
    names = [row.field for row in _rows(tender)]
    company = request.user.company.number
    read = read_bid_sheet(io.BytesIO(upload.read()), names, number=tender.number, company=company)
    values = {name: text for name, text in read.values.items() if text}
    other = read.notice_version if read.notice_version != tender.notice_version else 0
    return Told(_with_prices(tender, values), upload.name, read.faults, other)


@sensitive_variables()
def _from_copy(request: HttpRequest, tender: Tender, text: bytes, name: str) -> Told:
    refusal = RuleBroken(_("This is not the copy of a bid that the portal handed out."))
    try:
        told = json.loads(text)
        if not isinstance(told, dict) or not told or not set(told) <= set(Envelope.values):
            raise refusal
        documents: dict[str, Mapping[str, Any]] = {
            envelope: document for envelope, document in told.items() if isinstance(document, dict)
        }
        content = content_of(documents)
        heads = {(str(document.get("tender")), str(document.get("company"))) for document in documents.values()}
    except (ValueError, ArithmeticError, TypeError, AttributeError, RecursionError):
        raise refusal from None
    if heads != {(tender.number, request.user.company.number)}:
        raise RuleBroken(_("This copy belongs to another tender or another company."))
    return Told(_with_prices(tender, _values_of(request, tender, content)), name)


def _values_of(request: HttpRequest, tender: Tender, content: BidContent) -> dict[str, Any]:
    values: dict[str, Any] = {f"answer_{no}": text for no, text in content.answers.items()}
    if content.price_won is not None and not tender.by_unit_price:
        values["total_won"] = f"{content.price_won:.0f}"
    if content.lead_days:
        values["lead_days"] = str(content.lead_days)
    values["note"] = content.note
    values |= {name: str(number) for name, number in zip(PICKED, content.picks, strict=False)}
    stated = content.statements.get(queries.ECO_STATEMENT)
    for row in stated if isinstance(stated, list) else []:
        if isinstance(row, dict):
            values[f"eco_{row.get('line')}"] = str(row.get("product", ""))
    by_no = {str(line.get("no")): line for line in content.lines if isinstance(line, dict)}
    for place, line in enumerate(tender.lines.all()):
        if told := by_no.get(str(line.no)):
            values[f"line-{place}-unit_price_won"] = str(told.get("unit_price_won", ""))
    for code, told in content.tco.items():
        values[f"tco_{code}"] = str(told.get("value", ""))
        for part in ("at", "evidence"):
            values[f"tco_{code}_{part}"] = str(told.get(part, ""))
    refs = owned_refs(tender, request.user.company_id, known_refs(content.files))
    values["refs"] = json.dumps(refs, ensure_ascii=False)
    return values


def _with_prices(tender: Tender, values: dict[str, Any]) -> dict[str, Any]:
    """What every sent form has."""
    lines = tender.lines.count()
    counts = {"line-TOTAL_FORMS": str(lines), "line-INITIAL_FORMS": str(lines)} if tender.by_unit_price else {}
    vat = {"vat": "without"} if values.get("total_won") else {}  # of the price that the file says, not of a typed one
    return {**vat, **counts, **values}
