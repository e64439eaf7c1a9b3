"""Doors of deliveries: the list, one delivery, announcing, receiving, inspecting."""

from typing import Any
from uuid import uuid4

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.display import day_text
from portal.errors import WrongState
from portal.http import page, page_now, reads, writes
from portal.paging import Paginator
from purchasing.contracts import policies, queries, services
from purchasing.contracts.forms import (
    AnnounceForm,
    DeliveryFilter,
    InspectForm,
    ReasonForm,
    ReceiveForm,
)
from purchasing.contracts.forms.papers import PaperForm
from purchasing.contracts.models import Contract, Delivery
from purchasing.contracts.queries.papers import papers_of
from purchasing.contracts.states import PAYABLE, ContractKind, ContractState, DeliveryState
from purchasing.contracts.views.decisions import Decision, decide, posted
from purchasing.contracts.views.shown import Deed, contract_or_404, trail

PER_PAGE = 20
D = DeliveryState


def delivery_or_404(request: HttpRequest, number: str) -> Delivery:
    """The delivery, if the person may see it."""
    return get_object_or_404(queries.deliveries_visible_to(request.user), number=number.upper()[:20])


def _at(delivery: Delivery, name: str = "delivery-detail") -> str:
    return reverse(f"contracts:{name}", args=[delivery.number])


def sees_money(user, contract: Contract) -> bool | queries.Sight:
    """Whether amounts are shown: to staff, and to administrator and finance of the two companies."""
    return queries.sight(user, contract) if user.is_internal else user.has_role(*policies.MONEY_PEOPLE)


@reads
def delivery_list(request: HttpRequest) -> HttpResponse:
    """What is on its way, what waits for inspection, what is accepted."""
    form = DeliveryFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.deliveries_listed_for(request.user, **given)
    if request.user.is_internal:
        form.fields.pop("side")
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "reads_money": request.user.is_internal or request.user.has_role(*policies.MONEY_PEOPLE),
    }
    return page(request, "contracts/delivery_list.html", context, part="contracts/_delivery_results.html")


@reads
def delivery_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One delivery: what came, what passed, until when."""
    return show_delivery(request, delivery_or_404(request, number))


def show_delivery(
    request: HttpRequest, delivery: Delivery, status: int = 200, form: PaperForm | None = None
) -> HttpResponse:
    """Its page; a form of files that was not taken replaces the empty one."""
    held = queries.hold_to_answer(delivery, request.user.company_id) is not None
    adds = (delivery.state in queries.UNDER_WAY or held) and policies.may_add_paper(request.user, delivery)
    context = {
        "papers": papers_of(delivery),
        "paper_form": form or (PaperForm() if adds else None),
        "held": held,
        "delivery": delivery,
        "contract": delivery.contract,
        "trail": [*trail(delivery.contract, delivery.number)],
        "facts": _facts(delivery),
        "deeds": _deeds(request.user, delivery),
        "lines": queries.delivery_lines(delivery),
        "shows_price": sees_money(request.user, delivery.contract),
        "measured": list(queries.facts_visible_to(request.user).filter(delivery=delivery)),
        "replacements": list(delivery.replacements.all()),
        "entries": timeline_of(delivery),
    }
    return page(request, "contracts/delivery_detail.html", context, status=status)


def _received_words(contract: Contract) -> tuple[str, str]:
    """The word for the day, and for the button, by what is delivered."""
    if contract.kind == ContractKind.WORKS:
        return pgettext("delivery", "Taken over"), _("Confirm that it is taken over")
    if contract.kind == ContractKind.SERVICE:
        return pgettext("delivery", "Completed"), _("Confirm that it is completed")
    return pgettext("delivery", "Received"), _("Confirm the receipt")


def _facts(delivery: Delivery) -> list[dict[str, Any]]:
    contract = delivery.contract
    arrived = {"label": _received_words(contract)[0], "value": "—", "note": _("not yet")}
    if delivery.base_on:
        arrived |= {"value": day_text(delivery.base_on, "day"), "note": _("the days of payment count from it")}
    inspected: dict[str, Any] = {"label": _("Inspection result by"), "value": "—", "note": ""}
    if delivery.inspect_by:
        note = _("afterwards it counts as accepted")
        if delivery.inspected_on:
            note = _("given on %(day)s") % {"day": day_text(delivery.inspected_on, "day")}
        inspected |= {"value": day_text(delivery.inspect_by, "day"), "note": note}
    return [
        {"label": _("Contract"), "value": contract.number, "note": contract.title},
        {
            "label": _("Announced for"),
            "value": day_text(delivery.announced_for, "day") if delivery.announced_for else "—",
            "note": _("note %(no)s") % {"no": delivery.note_no} if delivery.note_no else "",
        },
        arrived,
        inspected,
        {"label": _("From whom to whom"), "value": contract.payee.name, "note": f"→ {contract.payer.name}"},
    ]


def _deeds(user, delivery: Delivery) -> list[Deed]:
    found: list[Deed] = []
    contract = delivery.contract
    if delivery.state == D.ANNOUNCED:
        if policies.may_receive_delivery(user, delivery):
            text = _("From the day that you confirm, ten days of inspection and 60 days of payment run.")
            verb = _received_words(contract)[1]
            found.append(Deed("receive", verb, _at(delivery, "delivery-receive"), "truck", text, primary=True))
        if policies.may_cancel_delivery(user, delivery):
            found.append(Deed("cancel", _("It does not come"), _at(delivery, "delivery-cancel"), "ban", danger=True))
    elif delivery.state == D.RECEIVED and policies.may_inspect_delivery(user, delivery):
        text = _("Accept all of it, a part, or nothing. Without a result by the day above it counts as accepted.")
        url = _at(delivery, "delivery-inspect")
        found.append(Deed("inspect", _("Enter the result"), url, "checklist", text, primary=True))
    elif delivery.state in PAYABLE and delivery.invoice_id is None and policies.may_submit_invoice(user, contract):
        text = _("It is accepted: your company may ask for its money.")
        url = reverse("contracts:invoice-submit", args=[contract.number])
        found.append(Deed("invoice", _("Submit an invoice"), url, "file-text", text, primary=True))
    to_replace = delivery.reason and delivery.inspected_on and contract.state == ContractState.IN_FORCE
    if to_replace and policies.may_announce_delivery(user, contract):
        url = reverse("contracts:delivery-announce", args=[contract.number]) + f"?replaces={delivery.number}"
        found.append(Deed("replace", _("Announce its replacement"), url, "refresh"))
    return found


@writes(shows_form=True)
def delivery_announce(request: HttpRequest, number: str) -> HttpResponse:
    """The payee announces what it will bring."""
    contract = contract_or_404(request, number)
    counted = queries.delivered_by_line(contract)
    lines = [(line, line.qty - counted.get(line.pk, 0)) for line in queries.lines_of(contract)]
    left = [(line, rest) for line, rest in lines if rest > 0]
    rejected = queries.deliveries_rejected(contract)
    form = AnnounceForm(
        posted(request),
        lines=left,
        rejected=rejected,
        initial={
            "key": uuid4().hex,
            "replaces": request.GET.get("replaces", ""),
            "announced_for": max(page_now(request).astimezone(SEOUL).date(), contract.starts_on),
        },
    )
    by_number = {each.number: each for each in rejected}
    decision = Decision(
        title=_("Announce a delivery"),
        text=_("The payer is told and confirms the receipt. Then ten days of inspection and 60 days of payment run."),
        verb=_("Announce the delivery"),
        done=_("The delivery is announced."),
        allowed=policies.may_announce_delivery(request.user, contract),
        do=lambda given: services.announce_delivery(
            contract,
            lines=form.delivered(),
            announced_for=given["announced_for"],
            note_no=given["note_no"],
            remark=given["remark"],
            replaces=by_number.get(given.get("replaces", "")),
            key=given["key"],
            by=request.user,
        ),
    )
    if decision.allowed and (contract.state != ContractState.IN_FORCE or not left):
        raise WrongState(_("Nothing is left to deliver under this contract, or it is not in force."))
    return decide(request, contract, decision, form)


@writes(shows_form=True)
def delivery_receive(request: HttpRequest, number: str) -> HttpResponse:
    """The payer confirms that it came."""
    delivery = delivery_or_404(request, number)
    today = page_now(request).astimezone(SEOUL).date()
    decision = Decision(
        title=_("%(deed)s: %(number)s") % {"deed": _received_words(delivery.contract)[1], "number": delivery.number},
        text=_("The result of the inspection is due ten days after this day, payment 60 days after it at the latest."),
        verb=_("Confirm"),
        done=_("Confirmed. The days of inspection and of payment run."),
        allowed=policies.may_receive_delivery(request.user, delivery),
        do=lambda given: services.receive_delivery(delivery, on=given["on"], reason=given["reason"], by=request.user),
        back=_at(delivery),
    )
    return decide(request, delivery.contract, decision, ReceiveForm(posted(request), initial={"on": today}))


@writes(shows_form=True)
def delivery_inspect(request: HttpRequest, number: str) -> HttpResponse:
    """The payer says what passed."""
    delivery = delivery_or_404(request, number)
    form = InspectForm(posted(request), rows=queries.delivery_lines(delivery))
    decision = Decision(
        title=_("Result of the inspection: %(number)s") % {"number": delivery.number},
        text=_(
            "What you accept can be invoiced. It cannot be changed afterwards; the payee can contest what is measured."
        ),
        verb=_("Enter the result"),
        done=_("The result is in, and the payee is told."),
        allowed=policies.may_inspect_delivery(request.user, delivery),
        do=lambda given: services.inspect_delivery(
            delivery, accepted=form.accepted(), reason=given["reason"], by=request.user
        ),
        back=_at(delivery),
    )
    return decide(request, delivery.contract, decision, form)


@writes(shows_form=True)
def delivery_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """The payee takes an announcement back."""
    delivery = delivery_or_404(request, number)
    decision = Decision(
        title=_("Take back %(number)s") % {"number": delivery.number},
        text=_("The payer is told that it does not come. The quantity can be announced again."),
        verb=_("Take it back"),
        done=_("The announcement is taken back."),
        allowed=policies.may_cancel_delivery(request.user, delivery),
        do=lambda given: services.cancel_delivery(delivery, reason=given["reason"], by=request.user),
        danger=True,
        back=_at(delivery),
    )
    return decide(request, delivery.contract, decision, ReasonForm(posted(request)))
