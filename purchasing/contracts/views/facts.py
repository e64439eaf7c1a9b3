"""Doors of the facts of suppliers: the scorecard, contesting a fact, deciding on it."""

from datetime import timedelta
from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db.models import Q
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import ngettext, pgettext

from portal.clock import SEOUL
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.people.models import Company
from purchasing.contracts import policies, queries, services
from purchasing.contracts.forms import ContestDecisionForm, ContestForm, FactFilter
from purchasing.contracts.models import FactContest, SupplierFact
from purchasing.contracts.states import ContestState, FactUnit
from purchasing.contracts.views.decisions import Decision, decide, posted

PER_PAGE = 30
PERIOD_DAYS = 365


def _at() -> str:
    return reverse("contracts:fact-list")


def _company(request: HttpRequest, words: str) -> Company | None:
    """Whose scorecard: a supplier's own, or the one that staff (or a payer) look for."""
    if words:
        digits = words.replace("-", "")
        seen = queries.facts_visible_to(request.user).order_by().values("company")
        companies = Company.objects.filter(pk__in=seen)
        return companies.filter(Q(brn=digits) | Q(number__iexact=words)).first()
    return request.user.company if request.user.is_supplier else None


@reads
def fact_list(request: HttpRequest) -> HttpResponse:
    """The dated facts with the figures that they add up to in the last year."""
    form = FactFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    company = _company(request, given.get("company", ""))
    unknown = bool(given.get("company")) and company is None
    found = queries.facts_listed_for(request.user, company=company, kind=given.get("kind", ""))
    if unknown:
        found = found.none()
    today = page_now(request).astimezone(SEOUL).date()
    card = None
    if company is not None:
        since = today - timedelta(days=PERIOD_DAYS)
        card = queries.scorecard_of(request.user, company, since=since, until=today)
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "filter": form,
        "filtered": bool(given),
        "company": company,
        "facts": _figures(card) if card else [],
        "results": results,
        "rows": [_row(request.user, fact) for fact in results],
        "waiting": list(queries.contests_waiting_for(request.user)),
    }
    return page(request, "contracts/fact_list.html", context, part="contracts/_fact_results.html")


def _figures(card) -> list[dict[str, Any]]:
    def rests_on(count: int) -> str:
        return ngettext("from %(n)s fact of a year", "from %(n)s facts of a year", count) % {"n": count}

    def share(value) -> str:
        return "—" if value is None else f"{value * 100:.1f}%"

    days = "—" if card.response.value is None else _("%(n)s business days") % {"n": f"{card.response.value:.1f}"}
    return [
        {"label": _("On time"), "value": share(card.on_time.value), "note": rests_on(card.on_time.count)},
        {"label": _("Passed inspection"), "value": share(card.quality.value), "note": rests_on(card.quality.count)},
        {"label": _("Answers after"), "value": days, "note": rests_on(card.response.count)},
    ]


def told(fact: SupplierFact) -> str:
    """The value in words."""
    if fact.value is None:
        return pgettext("fact", "taken back")
    if fact.unit == FactUnit.SHARE:
        return _("%(pct)s%% accepted") % {"pct": f"{fact.value * 100:.2f}".rstrip("0").rstrip(".")}
    days = int(fact.value)
    if fact.unit == FactUnit.DAYS:
        return ngettext("after %(n)s business day", "after %(n)s business days", days) % {"n": days}
    if days > 0:
        return ngettext("%(n)s day late", "%(n)s days late", days) % {"n": days}
    if days < 0:
        return ngettext("%(n)s day early", "%(n)s days early", -days) % {"n": -days}
    return _("on the agreed day")


def _row(user, fact: SupplierFact) -> dict[str, Any]:
    contest = next((each for each in fact.contests.all() if each.state != ContestState.WITHDRAWN), None)
    corrected = hasattr(fact, "corrected_by")
    if contest is not None:
        contest.fact = fact
    return {
        "fact": fact,
        "told": told(fact),
        "contest": contest,
        "corrected": corrected,
        "may_contest": contest is None and not corrected and bool(policies.may_contest_fact(user, fact)),
        "may_withdraw": contest is not None
        and contest.state == ContestState.LODGED
        and bool(policies.may_withdraw_contest(user, contest)),
    }


def _fact_or_404(request: HttpRequest, uid: UUID) -> SupplierFact:
    return get_object_or_404(queries.facts_listed_for(request.user), uid=uid)


def _contest_or_404(request: HttpRequest, uid: UUID) -> FactContest:
    return get_object_or_404(queries.contests_visible_to(request.user), uid=uid)


def _shown(fact: SupplierFact) -> str:
    thing = fact.delivery.number if fact.delivery else fact.contract.number
    return f"{fact.get_kind_display()}, {thing}: {told(fact)}"


@writes(shows_form=True)
def fact_contest(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The supplier says that a fact is wrong."""
    fact = _fact_or_404(request, uid)
    decision = Decision(
        title=_("Contest a fact"),
        text=_("%(fact)s. Somebody who took no part decides within ten business days and gives reasons.")
        % {"fact": _shown(fact)},
        verb=_("Contest it"),
        done=_("The contest is in. You are told of the answer."),
        allowed=policies.may_contest_fact(request.user, fact),
        do=lambda given: services.contest_fact(fact, text=given["text"], by=request.user),
        back=_at(),
    )
    return decide(request, fact.contract, decision, ContestForm(posted(request)))


@writes(shows_form=True)
def contest_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Somebody who took no part decides."""
    contest = _contest_or_404(request, uid)
    fact = contest.fact

    def do(given: dict[str, Any]) -> None:
        value = given["value"] if given["upheld"] == "value" else None
        services.decide_contest(
            contest, upheld=given["upheld"] != "no", answer=given["answer"], value=value, by=request.user
        )

    decision = Decision(
        title=_("Decide on a contested fact"),
        text=_("%(fact)s. The supplier writes: “%(text)s”") % {"fact": _shown(fact), "text": contest.text},
        verb=_("Decide"),
        done=_("Decided. The supplier is told."),
        allowed=policies.may_decide_contest(request.user, contest),
        do=do,
        back=_at(),
    )
    return decide(request, fact.contract, decision, ContestDecisionForm(posted(request), fact=fact))


@writes
def contest_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The supplier lets the fact stand."""
    contest = _contest_or_404(request, uid)
    services.withdraw_contest(contest, by=request.user)
    messages.success(request, _("The contest is withdrawn."))
    return see(request, _at())
