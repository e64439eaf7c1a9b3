"""Doors of consortia: ask a partner, agree, end it. Only the two companies see them before the opening."""

from uuid import UUID

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _
from django.views.decorators.cache import never_cache

from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.fresh import fresh
from portal.http import page, page_now, see, writes
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import PartnerForm
from purchasing.bidding.models import Partnership
from purchasing.bidding.views.finding import beside, tender_or_404, trail
from purchasing.bidding.views.shown import address, shown


@never_cache
@writes(shows_form=True)
def consortium(request: HttpRequest, key: str) -> HttpResponse:
    """Who bids with the own company, whom it has been asked by; and the form to ask another one."""
    tender = tender_or_404(request, key)
    if not request.user.is_supplier or not request.user.has_role(*queries.READS_OWN_BIDS):
        raise Http404
    head = shown(tender, page_now(request))
    may_ask = policies.may_ask_partner(request.user, tender, today())
    form = PartnerForm(request.POST if request.method == "POST" else None)
    if request.method == "POST":
        require(may_ask)
        if form.is_valid():
            try:
                services.ask_partner(tender, **form.cleaned_data, by=request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The company is asked. It counts when its administrator has agreed."))
                return see(request, address(tender, "consortium"))
    rows = [
        {
            "row": each,
            "leads": each.lead_id == request.user.company_id,
            "percent": f"{(each.share * 100).normalize():f}",
            "agrees": head.takes_bids
            and each.agreed_at is None
            and bool(policies.may_agree_partnership(request.user, each)),
            "ends": head.takes_bids and bool(policies.may_end_partnership(request.user, each)),
        }
        for each in queries.partnerships_visible_to(request.user, tender)
    ]
    context = {
        "tender": tender,
        "head": head,
        "trail": trail(tender, _("Consortium")),
        "rows": rows,
        "form": form if may_ask and head.takes_bids else None,
        "least": queries.least_share_percent(tender),
    }
    return page(request, "bidding/consortium.html", context, status=422 if form.errors else 200)


def _partnership_or_404(request: HttpRequest, key: str, uid: UUID) -> Partnership:
    tender = tender_or_404(request, key)
    return get_object_or_404(queries.partnerships_visible_to(request.user, tender), uid=uid)


@writes
@fresh
def partnership_agree(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """The partner's administrator gives the company's word."""
    partnership = _partnership_or_404(request, key, uid)
    services.agree_partnership(partnership, by=request.user)
    messages.success(request, _("Your company takes part. The company that bids is told."))
    return see(request, address(partnership.tender, "consortium"))


@writes
def partnership_end(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """Either side ends it."""
    partnership = _partnership_or_404(request, key, uid)
    services.end_partnership(partnership, by=request.user)
    messages.success(request, _("Ended. The other company is told."))
    return see(request, address(partnership.tender, "consortium"))
