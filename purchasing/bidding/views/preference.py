"""Doors of preferential purchase: categories, terms, targets and figures of a year; the winner's own work."""

from typing import Any
from uuid import UUID

from django.contrib import messages
from django.db import IntegrityError
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.http import page, reads, see, writes
from portal.policy import require
from purchasing.bidding import policies, queries, services
from purchasing.bidding.forms import OwnWorkForm, PreferenceTargetForm, PreferenceTermsForm, ReasonForm
from purchasing.bidding.models import OwnWork, PreferenceTerms, Tender
from purchasing.bidding.states import PreferenceTermsState
from purchasing.bidding.views.decisions import Decision, _data, _decide
from purchasing.bidding.views.finding import beside, tender_or_404
from purchasing.bidding.views.shown import address, percent

TERMS_FACTS = (
    "margin", "most_budget_won", "reserve_most_won", "reserve_least", "least_share", "least_own_work", "block_months",
    "bond_ratio", "plain_bond_ratio", "pay_days", "register_relief",
)  # fmt: skip


def _trail(words: object = "") -> list[tuple[object, str]]:
    steps: list[tuple[object, str]] = [(_("Tenders"), reverse("bidding:tender-list"))]
    if words:
        return [*steps, (_("Preferential purchase"), reverse("bidding:preference")), (words, "")]
    return [*steps, (_("Preferential purchase"), "")]


@reads
def preference_page(request: HttpRequest) -> HttpResponse:
    """What the preference is, for whom, and what a year of it came to."""
    return _show(request)


def _show(request: HttpRequest, status: int = 200, **forms) -> HttpResponse:
    if not policies.may_see_preference(request.user):
        raise Http404
    on = today()
    asked = request.GET.get("year", "")
    year = int(asked) if asked.isdecimal() and len(asked) == 4 else on.year
    terms = queries.preference_terms(on)
    figures = queries.preference_year(year)
    preferred = {category.code for category in terms.categories.all()}
    lower_bond = set(terms.bond_for.values_list("code", flat=True))
    paid_sooner = set(terms.pay_for.values_list("code", flat=True))
    sets = policies.may_set_preference_target(request.user)
    context = {
        "trail": _trail(),
        "year": year,
        "years": range(on.year - 2, on.year + 1),
        "terms": terms,
        "margin_pct": percent(terms.margin),
        "bond_pct": percent(terms.bond_ratio),
        "plain_bond_pct": percent(terms.plain_bond_ratio),
        "own_work_pct": percent(terms.least_own_work),
        "share_pct": percent(terms.least_share),
        "figures": figures,
        "target": figures.targets.get(""),
        "categories": [
            {
                "category": category,
                "preferred": category.code in preferred,
                "bond": category.code in lower_bond,
                "sooner": category.code in paid_sooner,
                "certified": figures.certified.get(category.code, 0),
                "spend_won": figures.by_category.get(category.code),
                "target": figures.targets.get(category.code),
            }
            for category in queries.social_categories()
        ],
        "rows": [
            {
                "terms": each,
                "margin_pct": percent(each.margin),
                "waits": each.state == PreferenceTermsState.PROPOSED,
                "may_decide": policies.may_decide_preference_terms(request.user, each),
            }
            for each in queries.preference_terms_list()
        ],
        "may_propose": policies.may_propose_preference_terms(request.user),
        "target_form": PreferenceTargetForm(initial={"year": year}) if sets else None,
    } | forms
    return page(request, "bidding/preference.html", context, status=status)


@writes
def preference_target_set(request: HttpRequest) -> HttpResponse:
    """Set, or change, the target of a year."""
    require(policies.may_set_preference_target(request.user))
    form = PreferenceTargetForm(request.POST)
    if form.is_valid():
        try:
            services.set_preference_target(**form.cleaned_data, by=request.user)
        except RuleBroken as refusal:
            beside(form, refusal)
        except IntegrityError:  # two at once set the first target of a year
            raise WrongState(_("Someone else has just set this target. Please look again.")) from None
        else:
            messages.success(request, _("The target is set."))
            return see(request, f"{reverse('bidding:preference')}?year={form.cleaned_data['year']}")
    return _show(request, 422, target_form=form)


@writes(shows_form=True)
def preference_terms_propose(request: HttpRequest) -> HttpResponse:
    """New terms, beginning with those in force."""
    require(policies.may_propose_preference_terms(request.user))
    form = PreferenceTermsForm(_data(request), initial=_initial())
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.propose_preference_terms(by=request.user, **form.cleaned_data)
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The new terms wait for an approver."))
                return see(request, reverse("bidding:preference"))
        status = 422
    context = {"trail": _trail(_("New terms")), "form": form}
    return page(request, "bidding/preference_terms_form.html", context, status=status)


def _initial() -> dict[str, Any]:
    terms = queries.preference_terms(today())
    switches = {name: list(getattr(terms, name).all()) for name in ("categories", "bond_for", "pay_for")}
    return {name: getattr(terms, name) for name in TERMS_FACTS} | switches


def _terms_or_404(request: HttpRequest, uid: UUID) -> PreferenceTerms:
    found = queries.preference_terms_list().filter(uid=uid).first()
    if found is None or not policies.may_see_preference(request.user):
        raise Http404
    return found


@writes
def preference_terms_approve(request: HttpRequest, uid: UUID) -> HttpResponse:
    """They come into force on their day."""
    services.approve_preference_terms(_terms_or_404(request, uid), by=request.user)
    messages.success(request, _("The terms are approved."))
    return see(request, reverse("bidding:preference"))


@writes
def preference_terms_refuse(request: HttpRequest, uid: UUID) -> HttpResponse:
    """They never come into force."""
    terms = _terms_or_404(request, uid)
    form = ReasonForm(request.POST)
    require(policies.may_decide_preference_terms(request.user, terms))
    if not form.is_valid():
        return _show(request, 422, refusal_error=_("Say why the terms are refused."))
    services.refuse_preference_terms(terms, reason=form.cleaned_data["reason"], by=request.user)
    messages.success(request, _("The terms are refused."))
    return see(request, reverse("bidding:preference"))


@writes(shows_form=True)
def own_work_enter(request: HttpRequest, key: str) -> HttpResponse:
    """What was seen of the winner's own work."""
    tender = tender_or_404(request, key)
    if queries.preferred_winner(tender) is None:
        raise Http404
    decision = Decision(
        title=_("Check the winner's own work"),
        text=_(
            "A preferred company does at least the announced share itself (rule PRF-10). Below it the preference is "
            "withdrawn: the difference is owed, and for a time no margin is given. An approver decides."
        ),
        verb=_("Enter the check"),
        done=_("The check waits for an approver."),
        allowed=policies.may_enter_own_work(request.user, tender),
        do=lambda given: services.enter_own_work(tender, **given, by=request.user),
    )
    return _decide(request, tender, decision, OwnWorkForm(_data(request)))


@writes
def own_work_decide(request: HttpRequest, key: str, uid: UUID) -> HttpResponse:
    """Enough, or withdrawn: the rule says which."""
    tender = tender_or_404(request, key)
    check = OwnWork.objects.select_related("tender").filter(tender=tender, uid=uid).first()
    if check is None or not request.user.is_internal:
        raise Http404
    services.decide_own_work(check, by=request.user)
    messages.success(request, _("The check is decided."))
    return see(request, address(tender))


def of_tender(user, tender: Tender) -> dict[str, Any] | None:
    """What the page of a tender says of its preference; None where the notice knows none."""
    promised = tender.params.get("preference") if tender.published_at else None
    if promised is None:
        promised = queries.preference_params(tender, today())
    if promised is None:
        return None
    names = {category.code: category.name for category in queries.social_categories()}
    inside = queries.reads_opened_bids(user, tender)
    own_work = list(queries.own_work_of(tender)) if inside else []
    return {
        "margin_pct": percent(promised["margin"]) if promised["margin"] != "0" else "",
        "categories": [names.get(code, code) for code in promised["categories"]] if promised["margin"] != "0" else [],
        "reserved": names.get(tender.reserved_for, tender.reserved_for),
        "checks": list(queries.preference_checks(tender)) if inside else [],
        "own_work": own_work,
        "decides": any(policies.may_decide_own_work(user, check) for check in own_work if check.state == "entered"),
        "may_enter": tender.state in ("awarded", "contracted")
        and inside
        and bool(policies.may_enter_own_work(user, tender))
        and queries.preferred_winner(tender) is not None
        and not any(check.state == "entered" for check in own_work),
    }
