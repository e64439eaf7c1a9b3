"""Calculators of the programmes for everybody: the code that counts projects, with the reader's own numbers."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.clock import SEOUL
from portal.http import page, page_now, public, reads
from portal.throttles import throttled
from sharedgrowth.support.forms.calculators import EnergyForm, FundingForm
from sharedgrowth.support.models import terms_on
from sharedgrowth.support.queries import energy as queries
from sharedgrowth.support.rules import energy as energy_rules
from sharedgrowth.support.rules import funding
from sharedgrowth.support.states.energy import METERED, Carrier

FUNDING_EXAMPLE = {"total": "200,000,000", "level": "basic", "mode": "type1"}
ENERGY_EXAMPLE = {
    "carrier": "electricity",
    "year": "2026",
    "tariff": "160",
    "before": "1,500,000",
    "output_before": "10,000",
    "after": "1,380,000",
    "output_after": "10,500",
}
TERMS = ("government_share", "anchor_share", "sme_share", "cap_basic_won", "cap_advanced1_won", "cap_advanced2_won")


def _trail(words: object) -> list[tuple[object, str]]:
    return [(_("Support programmes"), reverse("support:programme-list")), (words, "")]


@public
@reads
@throttled("search")
def calculator_funding(request: HttpRequest) -> HttpResponse:
    """Who pays what of a smart factory. Nothing is kept; the address of the page holds it all."""
    asked = "total" in request.GET
    form = FundingForm(request.GET if asked else FUNDING_EXAMPLE)
    terms = terms_on(page_now(request).astimezone(SEOUL).date())
    context: dict[str, Any] = {
        "form": form,
        "is_example": not asked,
        "trail": _trail(_("Who pays what?")),
        "since": terms.valid_from,
    }
    status = 200
    if form.is_valid():
        given = form.cleaned_data
        numbers = funding.funding_terms({name: getattr(terms, name) for name in TERMS})
        parts = funding.split(given["total"], given["level"], given["mode"], numbers)
        context |= {"split": parts, "rows": _rows(parts)}
    else:
        status = 422
    return page(request, "support/calculator_funding.html", context, part="support/_funded.html", status=status)


def _rows(parts: funding.Split) -> list[dict[str, Any]]:
    named = (
        (_("Government"), parts.government, "value", "government"),
        (pgettext("pays", "Buyer"), parts.anchor, "", "anchor"),
        (_("Your company"), parts.sme, "care", "sme"),
    )
    return [
        {
            "label": label,
            "won": won,
            "pct": (won * 100 / parts.total).quantize(Decimal("0.1")),
            "tone": tone,
            "why": parts.why.get(key, ""),
        }
        for label, won, tone, key in named
    ]


@public
@reads
@throttled("search")
def calculator_energy(request: HttpRequest) -> HttpResponse:
    """What was saved against the output, in toe, tCO2 and won."""
    asked = "carrier" in request.GET
    form = EnergyForm(request.GET if asked else ENERGY_EXAMPLE)
    context: dict[str, Any] = {
        "form": form,
        "is_example": not asked,
        "trail": _trail(_("What does energy saved count?")),
    }
    status = 200
    if form.is_valid():
        context |= _counted(form)
        status = 422 if form.errors else 200
    else:
        status = 422
    return page(request, "support/calculator_energy.html", context, part="support/_energy_counted.html", status=status)


def _counted(form: EnergyForm) -> dict[str, Any]:
    given = form.cleaned_data
    row = queries.factor_row(queries.factors_in_force(), given["carrier"], given["year"])
    if row is None:
        form.add_error("year", _("There is no factor for this year."))
        return {}
    saving = energy_rules.normalised_saving(
        before=given["before"],
        output_before=given["output_before"],
        after=given["after"],
        output_after=given["output_after"],
    )
    return {
        "found": energy_rules.worth(saving, queries.as_rule(row), tariff_won=given["tariff"]),
        "naive": given["before"] - given["after"],
        "would": saving + given["after"],
        "unit": METERED[Carrier(given["carrier"])][0],
        "factor": row,
    }
