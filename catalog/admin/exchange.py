"""Tables out of the administration and back into it: what is kept there by hand may be kept in a spreadsheet."""

import csv
import io

from django.contrib import admin, messages
from django.core.exceptions import PermissionDenied
from django.http import Http404, HttpRequest, HttpResponse, HttpResponseRedirect
from django.template.response import TemplateResponse
from django.urls import path, reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext
from openpyxl import Workbook
from openpyxl.cell import WriteOnlyCell

from catalog import policies, services
from catalog.forms.exchange import TableForm
from portal.clock import today
from portal.errors import RuleBroken

CSV, XLSX = "csv", "xlsx"
TYPES = {
    CSV: "text/csv; charset=utf-8",
    XLSX: "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet",
}


class Exchanging(admin.ModelAdmin):
    """Adds both ways to a list of the administration; ``table`` is the name of the table in the service."""

    table = ""
    change_list_template = "admin/catalog/exchanging.html"

    def get_urls(self):
        """Before those of Django, which take every other word for a key."""
        name = f"catalog_{self.model._meta.model_name}"
        view = self.admin_site.admin_view
        return [
            path("export/<slug:kind>/", view(self.give_out), name=f"{name}_export"),
            path("exchange/", view(self.exchange), name=f"{name}_exchange"),
            *super().get_urls(),
        ]

    def get_changelist_instance(self, request: HttpRequest):
        """The list knows whether its reader may take a table in."""
        listed = super().get_changelist_instance(request)
        listed.may_exchange = bool(policies.may_keep_classes(request.user))
        return listed

    def give_out(self, request: HttpRequest, kind: str) -> HttpResponse:
        """The whole table; what comes back unchanged changes nothing."""
        if not self.has_view_permission(request):
            raise PermissionDenied
        if kind not in TYPES:
            raise Http404
        rows = services.table_rows(self.table)
        content = _csv(rows) if kind == CSV else _xlsx(rows, self.table)
        answer = HttpResponse(content, content_type=TYPES[kind])
        answer["Content-Disposition"] = f'attachment; filename="{self.table}-{today():%Y-%m-%d}.{kind}"'
        return answer

    give_out.door = "reads"  # type: ignore[attr-defined]

    def exchange(self, request: HttpRequest) -> HttpResponse:
        """Try a table out, or take it in: whole or not at all."""
        if not policies.may_keep_classes(request.user):
            raise PermissionDenied
        form = TableForm(request.POST or None, request.FILES or None)
        result = None
        if request.method == "POST" and form.is_valid():
            try:
                keep = "keep" in request.POST
                result = services.take_table(self.table, form.cleaned_data["table"], keep=keep, by=request.user)
            except RuleBroken as broken:
                form.add_error("table", broken.message)
        if result and result.kept:
            messages.success(request, _said(result))
            return HttpResponseRedirect(reverse(f"admin:catalog_{self.model._meta.model_name}_changelist"))
        context = {
            **self.admin_site.each_context(request),
            "opts": self.model._meta,
            "title": _("Take in a table"),
            "form": form,
            "result": result,
            "said": _said(result) if result else "",
            "columns": next(services.table_rows(self.table)),
        }
        status = 422 if form.errors or (result and result.faults) else 200
        return TemplateResponse(request, "admin/catalog/exchange.html", context, status=status)

    exchange.door, exchange.shows_form = "writes", True  # type: ignore[attr-defined]


def _said(result: services.Exchanged) -> str:
    counts = {"added": result.added, "changed": result.changed, "same": result.same}
    message = ngettext(
        "%(lines)d line read: %(added)d new, %(changed)d changed, %(same)d as they were.",
        "%(lines)d lines read: %(added)d new, %(changed)d changed, %(same)d as they were.",
        result.lines,
    )
    return message % {"lines": result.lines, **counts}


def _csv(rows) -> bytes:
    text = io.StringIO()
    csv.writer(text).writerows(rows)
    return text.getvalue().encode("utf-8-sig")  # the mark tells spreadsheets that it is UTF-8


def _xlsx(rows, title: str) -> bytes:
    book = Workbook(write_only=True)
    sheet = book.create_sheet(title)
    for row in rows:
        cells = []
        for text in row:
            cell = WriteOnlyCell(sheet, value=text)
            cell.data_type = "s"  # text is text, also when it begins like a formula
            cells.append(cell)
        sheet.append(cells)
    content = io.BytesIO()
    book.save(content)
    return content.getvalue()
