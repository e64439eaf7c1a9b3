"""The application as a paper: the same for who writes it and for who reviews it."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.display import day_text, money_full
from portal.http import page_now, reads
from portal.pdf import pdf_response, typeset
from sharedgrowth.support.models import Application
from sharedgrowth.support.queries.applications import Sheet, sheet_of
from sharedgrowth.support.queries.calls import programme_of
from sharedgrowth.support.states import FieldKind
from sharedgrowth.support.views.application_edit import application_or_404
from sharedgrowth.support.views.application_shown import facts_of, split_lines


@reads
def application_pdf(request: HttpRequest, number: str) -> HttpResponse:
    """The PDF."""
    application = application_or_404(request, number)
    sheet = sheet_of(application)
    data = paper_of(application, sheet) | {
        "footer": _("Printed on %(at)s. What counts stands in the portal.")
        % {"at": day_text(page_now(request), "full")}
    }
    return pdf_response(typeset("support/application.typ", data), f"{application.number}.pdf")


def paper_of(application: Application, sheet: Sheet) -> dict[str, Any]:
    """What the paper says; a draft says that it is one."""
    programme = programme_of(application.call)
    last = application.sheets.order_by("-seq").first()
    split = split_lines(sheet.split)
    return {
        "title": application.title or application.call.title,
        "number": application.number,
        "brand": _("Together · supplier portal"),
        "kind": programme.title if programme else application.call.programme,
        "call": f"{application.call.number} {application.call.title}",
        "draft": "" if last else _("Draft, not sent yet"),
        "facts": [{"label": each["label"], "value": f"{each['value']}"} for each in facts_of(application, sheet)],
        "sections": [
            {"title": name, "rows": [_row(row) for row in rows]} for name, rows in sheet.asked_sections if rows
        ],
        "costs_title": _("Costs") if sheet.costs else "",
        "costs_head": [pgettext("cost", "Item"), _("Supplier of the item"), _("Quotes"), pgettext("cost", "Amount")],
        "costs": [
            [row.item.title, row.item.vendor or "—", str(len(row.quotes)), str(money_full(row.item.amount_won))]
            for row in sheet.costs
        ]
        + ([[_("Total"), "", "", str(money_full(sheet.total))]] if sheet.costs else []),
        "split": [[str(each["label"]), f"{each['pct']:.1f}%", str(money_full(each["won"]))] for each in split],
        "split_head": [_("Who pays"), "%", pgettext("cost", "Amount")],
        "partners_title": pgettext("support", "Consortium") if sheet.partners else "",
        "partners_head": [_("Company"), _("Its part"), pgettext("consortium", "Signature")],
        "partners": [[each.company.name, each.part, str(each.get_state_display())] for each in sheet.partners],
        "sha_label": _("SHA-256 of what was sent") if last else "",
        "sha256": last.sha256 if last else "",
    }


def _row(row: Any) -> dict[str, str]:
    if row.field.kind == FieldKind.FILE:
        value = ", ".join(each.attachment.file.name for each in row.files)
    elif row.field.kind == FieldKind.COSTS:
        value = _("see the table of costs")
    else:
        value = row.shown
    return {"label": row.field.label, "value": value or "—"}
