"""Doors of a notice over several lots: its page for everybody; heading and lots for its officer."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, public, reads, see, writes
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import LotForm, NoticeForm
from purchasing.bidding.models import Procedure, Tender
from purchasing.bidding.states import TenderState
from purchasing.bidding.views.finding import beside, tender_or_404
from purchasing.bidding.views.shown import address, shown
from purchasing.bidding.views.tenders import is_insider


def _notice_or_404(request: HttpRequest, number: str) -> tuple[Procedure, list[Tender]]:
    """The notice with the lots that this person may see; one without any is not there."""
    lots = list(
        queries.tenders_visible_to(request.user)
        .filter(procedure__number=number.upper()[:20])
        .select_related("procedure")
        .order_by("lot_no")
    )
    if not lots or lots[0].procedure is None:
        raise Http404
    return lots[0].procedure, lots


@public
@reads
def notice_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The notice: what its lots are, where each stands."""
    notice, lots = _notice_or_404(request, number)
    return page(request, "bidding/notice_detail.html", _context(request, notice, lots))


def _context(request: HttpRequest, notice: Procedure, lots: list[Tender], **forms) -> dict[str, object]:
    now, insider = page_now(request), is_insider(request)
    user = request.user
    standing = [lot for lot in lots if lot.state != TenderState.CANCELLED]
    edits = (
        user.is_authenticated
        and bool(standing)
        and all(lot.state == TenderState.DRAFT for lot in standing)
        and bool(policies.may_edit_tender(user, standing[0]))
    )
    heading = {"title_ko": notice.title_ko, "title_en": notice.title_en, "description": notice.description}
    return {
        "notice": notice,
        "trail": [(_("Tenders"), reverse("bidding:tender-list")), (notice.number, "")],
        "rows": [shown(lot, now, inside=insider) for lot in lots],
        "first": (standing or lots)[0],  # the dates of a cancelled lot no longer move with the others
        "edits": edits,
        "removable": {lot.pk for lot in standing} if edits and len(standing) > 1 else set(),
        "lot_form": forms.get("lot_form") or (LotForm() if edits else None),
        "notice_form": forms.get("notice_form") or (NoticeForm(initial=heading) if edits else None),
    }


@writes
def tender_make_lots(request: HttpRequest, key: str) -> HttpResponse:
    """The draft becomes the first lot of a notice."""
    tender = tender_or_404(request, key)
    notice = services.make_lots(tender, by=request.user)
    messages.success(request, _("The draft is lot 1 of notice %(number)s. Add the others.") % {"number": notice.number})
    return see(request, reverse("bidding:notice-detail", args=[notice.number]))


@writes
def notice_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change the heading."""
    notice, lots = _notice_or_404(request, number)
    require(policies.may_edit_tender(request.user, lots[0]))
    form = NoticeForm(request.POST)
    if form.is_valid():
        try:
            services.edit_notice(notice, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The heading of the notice is saved."))
            return see(request, reverse("bidding:notice-detail", args=[notice.number]))
    return page(request, "bidding/notice_detail.html", _context(request, notice, lots, notice_form=form), status=422)


@writes
def lot_add(request: HttpRequest, number: str) -> HttpResponse:
    """A further lot, whose lines are written next."""
    notice, lots = _notice_or_404(request, number)
    require(policies.may_edit_tender(request.user, lots[0]))
    form = LotForm(request.POST)
    if form.is_valid():
        try:
            lot = services.add_lot(notice, **form.cleaned_data, by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Lot %(no)s is begun: write its lines.") % {"no": lot.lot_no})
            return see(request, address(lot, "tender-edit"))
    return page(request, "bidding/notice_detail.html", _context(request, notice, lots, lot_form=form), status=422)


@writes
def lot_remove(request: HttpRequest, key: str) -> HttpResponse:
    """Take a draft lot out of its notice."""
    tender = tender_or_404(request, key)
    if tender.procedure is None:
        raise Http404
    require(policies.may_edit_tender(request.user, tender))
    number = tender.procedure.number
    try:
        services.remove_lot(tender, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("The lot is taken out of the notice."))
    return see(request, reverse("bidding:notice-detail", args=[number]))
