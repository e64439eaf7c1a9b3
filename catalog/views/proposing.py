"""Doors of a supplier: own proposals, proposing a product with its match shown before it is sent, withdrawing."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import gettext as _

from catalog.forms.sourcing import ProposalForm
from catalog.models import Proposal
from catalog.policies import sourcing as may
from catalog.queries import sourcing as queries
from catalog.queries.offers import own_offers
from catalog.services import proposals as services
from catalog.states import Currency
from catalog.views.sourcing import beside, posted, request_or_404
from catalog.views.sourcing_shown import address, shown, trail_to
from portal.display import day_text
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require

PER_PAGE = 20


@reads
def proposal_list(request: HttpRequest) -> HttpResponse:
    """What one's own company has proposed, the latest first, with its result."""
    results = Paginator(queries.own_proposals(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {"results": results, "rows": list(results), "trail": trail_to(None, _("Own proposals"))}
    return page(request, "catalog/proposal_list.html", context)


@writes(shows_form=True)
def sourcing_propose(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Choose a product (its match stands beside it), price it, send it; or replace what was sent."""
    thing = request_or_404(request, uid)
    require(may.may_propose(request.user, thing))
    now = page_now(request)
    head = shown(thing, now, inside=False)
    if not head.is_open:
        raise WrongState(_("This request takes no proposals now: by the portal's clock its deadline has passed."))
    asked = queries.requirements_of(thing)
    offers = own_offers(thing, request.user.company_id, asked)
    form = ProposalForm(
        posted(request),
        request.FILES if request.method == "POST" else None,
        offers=offers,
        initial=_initial(request, thing, offers),
    )
    if request.method == "POST" and form.is_valid():
        chosen = next(offer for offer in offers if str(offer.product.uid) == form.cleaned_data["product"])
        try:
            services.propose(thing, chosen.product, by=request.user, **form.facts)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("The proposal is in. It can be replaced or withdrawn until the deadline."))
            return see(request, address(thing))
    context = {
        "thing": thing,
        "head": head,
        "trail": trail_to(thing, _("Propose a product")),
        "offers": offers,
        "asked": asked,
        "form": form,
        "chosen": form["product"].value() or "",
        "closes_words": day_text(thing.closes_at) if thing.closes_at else "",
    }
    return page(request, "catalog/sourcing_propose.html", context, status=422 if form.errors else 200)


def _initial(request: HttpRequest, thing, offers) -> dict[str, object]:
    """The product that was meant, or the best; with what was offered before."""
    wanted = request.GET.get("product", "")
    best = next((offer for offer in offers if str(offer.product.uid) == wanted), offers[0] if offers else None)
    if best is None:
        return {}
    initial: dict[str, object] = {"product": str(best.product.uid), "currency": Currency.KRW}
    earlier = (
        queries.proposals_visible_to(request.user, thing)
        .filter(product=best.product, state__in=queries.PROPOSAL_COUNTS)
        .first()
    )
    names = ("price", "currency", "freight_won", "duty_pct", "lead_time_days", "statement")
    if earlier is not None:
        return initial | {name: getattr(earlier, name) for name in names}
    return initial | {"price": best.product.price, "currency": best.product.currency,
                      "lead_time_days": best.product.lead_time_days}  # fmt: skip


@writes
def proposal_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Take it back before the deadline."""
    found = Proposal.objects.select_related("request", "product")
    proposal = get_object_or_404(found, uid=uid, company_id=request.user.company_id)
    services.withdraw_proposal(proposal, by=request.user)
    messages.success(request, _("The proposal of %(product)s is withdrawn.") % {"product": proposal.product.number})
    return see(request, address(proposal.request))
