"""The contract as a paper: a version as both sides have it, with its fingerprint, typeset from what was kept."""

from datetime import date
from decimal import Decimal
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import get_language, pgettext
from django.utils.translation import gettext as _

from portal.display import day_text, money_full
from portal.http import page_now, reads
from portal.pdf import pdf_response, typeset
from purchasing.contracts import queries
from purchasing.contracts.models import Contract, ContractVersion
from purchasing.contracts.states import PayMethod, PriceBasis
from purchasing.contracts.views.shown import contract_or_404, percent


@reads
def version_pdf(request: HttpRequest, number: str, version: int) -> HttpResponse:
    """For who reads the version on its page: the two sides, and the buyer's people of its own contracts."""
    contract = contract_or_404(request, number)
    inside = request.user.is_internal and contract.tier == 1
    found = contract.versions.select_related("by").filter(version=version).first()
    if found is None or not (inside or queries.side_of(request.user, contract)):
        raise Http404
    pdf = typeset("contracts/contract.typ", paper_of(contract, found, page_now(request)))
    return pdf_response(pdf, f"{contract.number}-v{version}.pdf")


def paper_of(contract: Contract, version: ContractVersion, now) -> dict[str, Any]:
    """What stands on it: nothing but what the version keeps, and who the two sides are."""
    kept = version.document
    english = (get_language() or "ko").startswith("en")
    currency = kept["currency"]

    def worded(row: dict[str, Any], name: str) -> str:
        return (english and row.get(f"{name}_en")) or row[f"{name}_ko"]

    def amount(value: str) -> str:
        return str(money_full(Decimal(value), currency))

    def day(value: str | None) -> str:
        return str(day_text(date.fromisoformat(value), "day")) if value else "—"

    term = f"{day(kept['starts_on'])} – {day(kept['ends_on'])}"
    return {
        "title": _("Contract"),
        "number": f"{kept['number']} · {pgettext('contract', 'Version %(version)s') % {'version': version.version}}",
        "brand": _("Together · supplier portal"),
        "footer": _("Printed on %(at)s. What counts stands in the portal.") % {"at": day_text(now, "full")},
        "subject": worded(kept, "title"),
        "facts": [
            {"label": _("Payer"), "value": f"{contract.payer.name} ({kept['payer']})"},
            {"label": _("Payee"), "value": f"{contract.payee.name} ({kept['payee']})"},
            {"label": pgettext("contract", "Value"), "value": amount(kept["value"])},
            {"label": _("Term"), "value": term},
            {"label": _("In force since"), "value": day_text(version.since, "day")},
            {"label": _("Days to pay"), "value": kept["agreed_days"]},
            {"label": _("Paid by"), "value": PayMethod(kept["method"]).label},
            {"label": pgettext("contract", "Price"), "value": PriceBasis(kept["price_basis"]).label},
            {"label": _("Advance payment"), "value": percent(Decimal(kept["advance_rate"]))},
        ],
        "lines_title": _("Lines"),
        "lines_head": ["#", _("Item"), _("Quantity"), _("Unit price"), _("Amount"), _("Delivery")],
        "lines": [
            [
                row["no"], worded(row, "description"), f"{Decimal(row['qty']).normalize():f} {row['uom']}",
                amount(row["unit_price"]), amount(row["amount"]), day(row["delivery_on"]),
            ]
            for row in kept["lines"]
        ],
        "milestones_title": _("Milestones"),
        "milestones_head": ["#", _("Milestone"), _("Amount"), _("Due day")],
        "milestones": [
            [row["no"], row["title_ko"], amount(row["amount"]), day(row["due_on"])] for row in kept["milestones"]
        ],
        "links_title": _("Price linked to an index"),
        "links_head": [_("Index"), _("Material"), pgettext("link", "Share"), _("Trigger"), _("Base month")],
        "links": [
            [
                row["index"], row["material"], percent(Decimal(row["share"])), percent(Decimal(row["trigger"])),
                row["base_month"][:7],
            ]
            for row in kept["links"]
        ],
        "print_title": _("Fingerprint (SHA-256)"),
        "sha256": version.sha256,
        "signed": [
            {"label": _("Payer"), "value": contract.payer.name},
            {"label": _("Payee"), "value": contract.payee.name},
        ],
    }  # fmt: skip
