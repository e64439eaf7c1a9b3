"""Doors of a supplier that is asked for quotes: its list, the form, the spreadsheet both ways, the refusal."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import policies
from catalog.forms.dealing import QuoteForm, SheetForm, WhyForm, quote_initial
from catalog.models import QuoteInvitation, QuoteLine
from catalog.queries.quotes import current_prices, invitations_visible_to, lines_for
from catalog.rules.dealing import quote_total
from catalog.rules.quote_sheet import SheetHead, SheetLine, cell_of, make_sheet, read_sheet
from catalog.services import quotes as services
from catalog.states import QuoteState, RequestedState
from portal.clock import SEOUL
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require

PER_PAGE = 20
USUAL_VALIDITY = timedelta(days=30)
XLSX = "application/vnd.openxmlformats-officedocument.spreadsheetml.sheet"


def _invitation_or_404(request: HttpRequest, uid: UUID) -> QuoteInvitation:
    return get_object_or_404(invitations_visible_to(request.user), uid=uid)


@reads
def quote_list(request: HttpRequest) -> HttpResponse:
    """What the company one acts for was asked to quote."""
    if not request.user.is_supplier:
        raise Http404
    invitations = invitations_visible_to(request.user)
    state = request.GET.get("state", "")
    shown = invitations.filter(state=state) if state in RequestedState.values else invitations
    results = Paginator(shown, PER_PAGE).get_page(request.GET.get("page"))
    tabs = [("", _("All")), *RequestedState.choices]
    context = {"results": results, "state": state if state in RequestedState.values else "", "tabs": tabs}
    return page(request, "catalog/quote_list.html", context, part="catalog/_quotes.html")


@writes(shows_form=True)
def quote_answer(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One request: what is wanted, the own quote, and the form while quotes are taken."""
    invitation = _invitation_or_404(request, uid)
    if request.method != "POST":
        return page(request, "catalog/quote_answer.html", _detail(request, invitation))
    require(policies.may_quote(request.user, invitation))
    lines = lines_for(invitation)
    form = QuoteForm(request.POST, lines=lines)
    status = 422
    if form.is_valid():
        try:
            services.give_quote(invitation, by=request.user, **form.answers())
        except WrongState as refusal:
            invitation.refresh_from_db()
            form.add_error(None, str(refusal))
            status = 409
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("Your quote is in. It can be changed until the deadline."))
            return see(request, reverse("catalog:quote-answer", args=[invitation.uid]))
    return page(request, "catalog/quote_answer.html", _detail(request, invitation, quote=form), status=status)


@writes
def quote_decline(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Not this time, and why."""
    invitation = _invitation_or_404(request, uid)
    require(policies.may_quote(request.user, invitation))
    form = WhyForm(request.POST)
    status = 422
    if form.is_valid():
        try:
            services.decline_quote(invitation, by=request.user, **form.cleaned_data)
        except WrongState as refusal:
            invitation.refresh_from_db()
            form.add_error(None, str(refusal))
            status = 409
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The buyer is told that you do not quote."))
            return see(request, reverse("catalog:quote-answer", args=[invitation.uid]))
    return page(request, "catalog/quote_answer.html", _detail(request, invitation, decline=form), status=status)


def _is_open(request: HttpRequest, invitation: QuoteInvitation) -> bool:
    asked = invitation.request
    return asked.state == QuoteState.OPEN and page_now(request) < asked.closes_at


def _detail(request: HttpRequest, invitation: QuoteInvitation, **forms) -> dict[str, Any]:
    asked = invitation.request
    lines = lines_for(invitation)
    prices = current_prices(invitation)
    quote = invitation.quote
    may_quote = policies.may_quote(request.user, invitation)
    is_open = _is_open(request, invitation)
    until = asked.closes_at.astimezone(SEOUL).date() + USUAL_VALIDITY
    total = None
    if quote is not None:
        total = quote_total([(line.qty, prices[line.pk].unit_price) for line in lines], quote.freight, quote.currency)
    takes = is_open and bool(may_quote)
    typed = forms.get("quote")
    initial = quote_initial(lines, prices, quote, until=until)
    return {
        "invitation": invitation,
        "asked": asked,
        "buyer": asked.department,
        "rows": [{"line": line, "price": prices.get(line.pk)} for line in lines],
        "quote": quote,
        "total": total,
        "is_open": is_open,
        "may_quote": may_quote,
        "is_chosen": asked.state == QuoteState.DECIDED and asked.chosen_id == invitation.pk,
        "form": (typed or QuoteForm(initial=initial, lines=lines)) if takes else None,
        "sheet_form": (forms.get("sheet") or SheetForm()) if takes else None,
        "decline_form": (forms.get("decline") or WhyForm()) if takes else None,
        "lost_form": typed if typed is not None and not takes else None,
        "from_sheet": forms.get("from_sheet", False),
        "sheet_faults": forms.get("sheet_faults", []),
    }


# The spreadsheet -----------------------------------------------------------------------------------------------------
def _sheet_of(invitation: QuoteInvitation, lines: list[QuoteLine]) -> tuple[SheetHead, list[SheetLine]]:
    prices, quote = current_prices(invitation), invitation.quote
    head = SheetHead(invitation.request.number, invitation.company.number)
    if quote is not None:
        head = SheetHead(head.number, head.company, quote.currency, quote.valid_until, quote.freight, quote.note)
    return head, [
        SheetLine(
            no=line.no,
            product=line.product.number,
            name=line.name,
            qty=line.qty.normalize(),
            uom=str(line.get_uom_display()),
            price=prices[line.pk].unit_price if line.pk in prices else None,
            days=prices[line.pk].lead_time_days if line.pk in prices else line.product.lead_time_days,
            remark=prices[line.pk].remark if line.pk in prices else "",
        )
        for line in lines
    ]


@reads
def quote_sheet(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The spreadsheet to fill in."""
    invitation = _invitation_or_404(request, uid)
    head, lines = _sheet_of(invitation, lines_for(invitation))
    response = HttpResponse(make_sheet(head, lines), content_type=XLSX)
    response["Content-Disposition"] = f'attachment; filename="{head.number}.xlsx"'
    response["Cache-Control"] = "private, no-store"
    return response


@writes
def quote_sheet_read(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Read a filled-in spreadsheet into the form: nothing is sent before the person has looked at it."""
    invitation = _invitation_or_404(request, uid)
    require(policies.may_quote(request.user, invitation))
    if not _is_open(request, invitation):
        raise WrongState(_("The deadline has passed: this request takes no answers any more."))
    upload_form = SheetForm(request.POST, request.FILES)
    forms: dict[str, Any] = {"sheet": upload_form}
    status = 422
    if upload_form.is_valid():
        lines = lines_for(invitation)
        head, rows = _sheet_of(invitation, lines)
        upload = upload_form.cleaned_data["sheet"]
        upload.seek(0)
        try:
            values = read_sheet(upload.read(), head, rows)
        except RuleBroken as refusal:
            upload_form.add_error("sheet", str(refusal))
        else:
            form = QuoteForm(values, lines=lines)
            forms = {"quote": form, "from_sheet": True}
            status = 200
            if not form.is_valid():
                status = 422
                forms["sheet_faults"] = _faults(form, [line.no for line in lines])
    return page(request, "catalog/quote_answer.html", _detail(request, invitation, **forms), status=status)


def _faults(form: QuoteForm, numbers: list[int]) -> list[dict[str, str]]:
    """What is wrong, by cell of the spreadsheet."""
    return [
        {"cell": cell_of(name, numbers), "text": str(error)} for name, errors in form.errors.items() for error in errors
    ]
