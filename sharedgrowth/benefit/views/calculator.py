"""The calculator of a shared benefit, open to everybody: the code that counts tasks, with the reader's own numbers."""

from decimal import Decimal
from typing import Any

from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.http import page, page_now, public, reads
from portal.throttles import throttled
from sharedgrowth.benefit.forms.calculator import CalculatorForm
from sharedgrowth.benefit.models import terms_on
from sharedgrowth.benefit.rules import formula
from sharedgrowth.benefit.views.waterfall import benefit_chart

EXAMPLE = {  # a lance that lasts 45 days instead of 30, at 40 positions
    "driver_before": "14,400",
    "volume_before": "480",
    "price_before": "1,200,000",
    "driver_now": "14,625",
    "volume_now": "325",
    "price_now": "1,260,000",
    "extra": "12,000,000",
    "parts": "100",
}
ASKED = "driver_before"
LIMIT = Decimal(10**15)  # an amount has at most 15 digits (CNV-02)


@public
@reads
@throttled("search")
def calculator(request: HttpRequest) -> HttpResponse:
    """Form and result; nothing of it is stored, the address of the page holds it all."""
    rate = terms_on(page_now(request).astimezone(SEOUL).date()).rate * 100
    asked = ASKED in request.GET
    form = CalculatorForm(request.GET if asked else EXAMPLE | {"rate": f"{rate.normalize():f}"})
    context: dict[str, Any] = {"form": form, "is_example": not asked, "version": formula.VERSION}
    status = 200
    if form.is_valid() and (result := _result(form.cleaned_data)):
        context |= result
    else:
        status = 422
        if form.is_valid():
            form.add_error(None, _("With these numbers the amounts are too large to be shown."))
    return page(request, "benefit/calculator.html", context, part="benefit/_calculated.html", status=status)


def _result(given: dict[str, Any]) -> dict[str, Any]:
    """What the page shows; nothing where the numbers are beyond what an amount can be."""
    hundred = Decimal(100)
    basis = formula.Basis(
        given["driver_before"], given["volume_before"], given["price_before"], given["index_before"] or hundred
    )
    year = formula.Year(
        given["driver_now"],
        given["volume_now"],
        given["price_now"],
        given["extra"] or Decimal(0),
        given["index_now"] or given["index_before"] or hundred,
        given["days"] or formula.YEAR_DAYS,
        given["effective"] or formula.YEAR_DAYS,
    )
    found = formula.benefit(basis, year)
    sizes = (found.old_volume, found.new_volume, found.old_price_won, found.volume_won, found.price_won)
    if any(abs(size) >= LIMIT for size in sizes):
        return {}
    rate = given["rate"] / 100
    shared = formula.compensation(found.exact_won, rate=rate, effective_days=year.effective_days)
    agreed = given["parts"]
    amounts = formula.supplier_parts(shared, agreed)
    named = [_("Supplier %(letter)s") % {"letter": letter} for letter in "ABC"]
    rows = [
        {"name": f"{name} {part:.0%}" if len(agreed) > 1 else _("Supplier"), "won": won}
        for name, part, won in zip(named, agreed, amounts, strict=False)
    ]
    return {
        "found": found,
        "year": year,
        "rate_pct": f"{given['rate'].normalize():f}",
        "shared": shared,
        "rows": rows,
        "rest": found.net_won - shared,
        "incentive": formula.employee_incentive(found.net_won),
        "three": shared * 3,
        "chart": benefit_chart(
            found,
            [(row["name"], row["won"]) for row in rows],
            title=_("Where the benefit comes from and who gets it"),
            basis=_("your own numbers"),
        ),
    }
