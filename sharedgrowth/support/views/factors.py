"""Doors of energy factors: what counts in which year, for everybody; new ones by two people."""

from collections import Counter
from typing import Any

from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.deciding import Decision, decide, posted
from portal.http import page, public, reads, writes
from sharedgrowth.support.forms import energy as forms
from sharedgrowth.support.models.energy import FIRST_YEAR
from sharedgrowth.support.policies import energy as policies
from sharedgrowth.support.queries import energy as queries
from sharedgrowth.support.services import factors as services
from sharedgrowth.support.states.energy import Carrier, FactorState


def _trail(words: object = "") -> list[tuple[object, str]]:
    home = (_("Energy factors"), reverse("support:factor-list") if words else "")
    return [home, (words, "")] if words else [home]


@public
@reads
def factor_list(request: HttpRequest) -> HttpResponse:
    """Every factor with its first year of consumption, source, and how sure it is."""
    user = request.user
    rows = list(queries.factors_in_force())
    carriers = Counter(row.carrier for row in rows)
    waiting: list[Any] = []
    inside = user.is_authenticated and user.is_internal
    if inside:
        found = queries.factors().filter(state=FactorState.PROPOSED)
        waiting = [(factor, bool(policies.may_decide_factor(user, factor))) for factor in found]
    context = {
        "trail": _trail(),
        "rows": [
            (row, carriers[row.carrier] == 1)
            for row in sorted(rows, key=lambda row: (row.carrier != Carrier.ELECTRICITY, row.carrier, -row.year))
        ],
        "first_year": FIRST_YEAR,
        "waiting": waiting,
        "may_enter": inside and bool(policies.may_enter_factor(user)),
    }
    return page(request, "support/factor_list.html", context)


@writes(shows_form=True)
def factor_enter(request: HttpRequest) -> HttpResponse:
    """A factor of a year to come, or the one that was just published."""
    told = Decision(
        title=_("Enter a factor"),
        text=_(
            "It counts for energy used from this year on, once a second person has approved it. "
            "What was counted before keeps its factor."
        ),
        verb=_("Enter"),
        done=_("Entered. A second person approves it."),
        allowed=policies.may_enter_factor(request.user),
        do=lambda given: services.enter_factor(**given, by=request.user),
        back=reverse("support:factor-list"),
        trail=[(_("Energy factors"), reverse("support:factor-list"))],
    )
    return decide(request, told, forms.FactorForm(posted(request)))


@writes(shows_form=True)
def factor_decide(request: HttpRequest, uid: Any) -> HttpResponse:
    """The second person."""
    factor = queries.factors().filter(uid=uid, state=FactorState.PROPOSED).first()
    if factor is None or not request.user.is_internal:
        raise Http404
    facts = [
        {"label": _("Energy carrier"), "value": factor.get_carrier_display(), "note": factor.unit},
        {"label": _("From the year of consumption"), "value": factor.year, "note": ""},
        {"label": "toe", "value": f"{factor.toe:f}", "note": ""},
        {"label": "tCO₂", "value": f"{factor.tco2:f}", "note": factor.get_status_display()},
        {"label": _("Source"), "value": factor.source, "note": str(factor.entered_by or "")},
    ]
    told = Decision(
        title=_("Decide on a factor"),
        text=_("Look the number up at its source before you agree."),
        verb=_("Decide"),
        done=_("Decided."),
        allowed=policies.may_decide_factor(request.user, factor),
        do=lambda given: services.decide_factor(
            factor, approve=given["verdict"] == "yes", reason=given["reason"], by=request.user
        ),
        back=reverse("support:factor-list"),
        trail=[(_("Energy factors"), reverse("support:factor-list"))],
        facts=facts,
    )
    return decide(request, told, forms.VerdictForm(posted(request)))
