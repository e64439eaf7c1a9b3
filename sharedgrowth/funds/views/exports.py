"""Doors that give the lists of commitments and payments as workbooks."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.http import writes
from portal.taking import list_taken
from sharedgrowth.funds.models import Commitment, Drawdown
from sharedgrowth.funds.views.drawdowns import commitments_of, drawdowns_of


@writes(shows_form=True)
def commitment_export(request: HttpRequest) -> HttpResponse:
    """Commitments as they are filtered."""
    found, _state = commitments_of(request)
    head = [_("Number"), _("Company"), _("Purpose"), _("Fund"), _("Year"), _("Programme")]

    def row(each: Commitment) -> list[object]:
        year = each.line.year
        named = [each.number, each.company.name, each.purpose, year.fund.code, year.year, each.line.programme]
        return [*named, each.amount, each.drawn, each.released, each.get_state_display()]

    return list_taken(
        request,
        found,
        name="commitments",
        title=_("Commitments"),
        head=[*head, _("Amount"), pgettext("fund", "Drawn"), _("Released"), _("State")],
        row=row,
        back=reverse("funds:commitment-list"),
    )


@writes(shows_form=True)
def drawdown_export(request: HttpRequest) -> HttpResponse:
    """Payments from the funds as they are filtered."""
    found, _state = drawdowns_of(request)
    head = [_("Number"), _("Commitment"), _("Company"), pgettext("fund", "Tranche"), _("Amount")]

    def row(each: Drawdown) -> list[object]:
        of = each.commitment
        return [
            *(each.number, of.number, of.company.name, each.tranche, each.amount, each.requested_at, each.paid_on),
            *(each.sampled, each.get_state_display()),
        ]

    return list_taken(
        request,
        found,
        name="fund-payments",
        title=_("Payments from the funds"),
        head=[*head, pgettext("fund payment", "Asked"), _("Paid on"), _("Audit sample"), _("State")],
        row=row,
        back=reverse("funds:drawdown-list"),
    )
