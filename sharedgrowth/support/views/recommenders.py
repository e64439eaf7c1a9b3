"""Doors of organisations that recommend companies: kept by the officer; their own door, opened by a key."""

from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.clock import SEOUL
from portal.deciding import Decision, beside, decide, posted
from portal.errors import RuleBroken
from portal.http import page, page_now, public, reads, see, writes
from portal.people.models import Company
from portal.policy import require
from portal.throttles import throttled
from sharedgrowth.support.forms.levels import RecommenderForm, RecommendForm
from sharedgrowth.support.models import Call, Recommender
from sharedgrowth.support.policies import levels as policies
from sharedgrowth.support.queries import levels as queries
from sharedgrowth.support.queries.calls import open_calls
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.services import recommenders as services


def _home() -> tuple[object, str]:
    return (_("Recommending organisations"), reverse("support:recommender-list"))


def calls_that_take(request: HttpRequest) -> Any:
    """Open calls of programmes that take recommendations."""
    slugs = [each.slug for each in programmes if each.stages.recommendation]
    found = [call.pk for call in open_calls(page_now(request)) if call.programme in slugs]
    return Call.objects.filter(pk__in=found).order_by("closes_at", "pk")


@reads
def recommender_list(request: HttpRequest) -> HttpResponse:
    """All, with whether their door is open."""
    if not request.user.is_internal or not request.user.has_role("SG", "AU", "CP"):
        raise Http404
    day = page_now(request).astimezone(SEOUL).date()
    rows = [(each, services.agreement_holds(each, day)) for each in queries.recommenders_visible_to(request.user)]
    context = {
        "trail": [(_home()[0], "")],
        "rows": rows,
        "may_keep": bool(policies.may_keep_recommenders(request.user)),
    }
    return page(request, "support/recommender_list.html", context)


def _recommender_or_404(request: HttpRequest, uid: Any) -> Recommender:
    return get_object_or_404(queries.recommenders_visible_to(request.user), uid=uid)


@writes(shows_form=True)
def recommender_enter(request: HttpRequest) -> HttpResponse:
    """A new organisation."""
    told = Decision(
        title=_("Enter an organisation"),
        text=_("With an agreement in force it may recommend companies, by its own door or through you."),
        verb=_("Enter"),
        done=_("Entered."),
        allowed=policies.may_keep_recommenders(request.user),
        do=lambda given: services.keep_recommender(Recommender(**given), by=request.user),
        back=_home()[1],
        trail=[_home()],
    )
    return decide(request, told, RecommenderForm(posted(request)))


@writes(shows_form=True)
def recommender_edit(request: HttpRequest, uid: Any) -> HttpResponse:
    """Another contact, another end."""
    recommender = _recommender_or_404(request, uid)

    def change(given: dict[str, Any]) -> Recommender:
        for name, value in given.items():
            setattr(recommender, name, value)
        return services.keep_recommender(recommender, by=request.user)

    told = Decision(
        title=_("Change the organisation"),
        text=_("After the last day of its agreement its door is closed."),
        verb=_("Keep"),
        done=_("Changed."),
        allowed=policies.may_keep_recommenders(request.user),
        do=change,
        back=_home()[1],
        trail=[_home()],
        heading=recommender.name_ko,
    )
    return decide(request, told, RecommenderForm(posted(request), instance=Recommender.objects.get(pk=recommender.pk)))


@writes
def recommender_key(request: HttpRequest, uid: Any) -> HttpResponse:
    """A new key; its address is shown on this one answer and never again."""
    recommender = _recommender_or_404(request, uid)
    require(policies.may_keep_recommenders(request.user))
    try:
        key = services.make_key(recommender, by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
        return see(request, _home()[1])
    address = request.build_absolute_uri(reverse("support:recommender-door", args=[key]))
    context = {"trail": [_home(), (recommender.name_ko, "")], "recommender": recommender, "address": address}
    return page(request, "support/recommender_key.html", context)


@writes
def recommender_close(request: HttpRequest, uid: Any) -> HttpResponse:
    """Its key opens nothing any more."""
    services.close_door(_recommender_or_404(request, uid), by=request.user)
    messages.success(request, _("The door is closed."))
    return see(request, _home()[1])


@writes(shows_form=True)
def recommender_recommend(request: HttpRequest, uid: Any) -> HttpResponse:
    """An officer enters what an organisation sent."""
    recommender = _recommender_or_404(request, uid)
    require(policies.may_keep_recommenders(request.user))
    return _recommend(request, recommender, "", request.user, "support/recommend_form.html")


@public
@writes(shows_form=True)
@throttled("alert", methods=("POST",))
def recommender_door(request: HttpRequest, key: str) -> HttpResponse:
    """The organisation's own door. A wrong key shows nothing."""
    holder = queries.recommender_of(key[:80], page_now(request).astimezone(SEOUL).date())
    if holder is None:
        raise Http404
    response = _recommend(request, holder, key, None, "support/recommend_form.html")
    response["Referrer-Policy"] = "no-referrer"
    response["Cache-Control"] = "private, no-store"
    return response


def _recommend(request: HttpRequest, recommender: Recommender, key: str, by: Any, template: str) -> HttpResponse:
    calls = calls_that_take(request)
    files = request.FILES if request.method == "POST" else None
    form = RecommendForm(posted(request), files, calls=calls, initial={"contact": recommender.contact})
    status = 200
    made = None
    if request.method == "POST":
        status = 422
        if form.is_valid():
            given = form.cleaned_data
            company = Company.objects.filter(brn=given["brn"], is_buyer=False).first()
            if company is None:
                form.add_error("brn", _("No company of this number is registered. Ask it to register first."))
            else:
                try:
                    made = services.recommend_by(
                        recommender,
                        given["call"],
                        company,
                        contact=given["contact"],
                        why=given["why"],
                        related=given["related"],
                        letter=given["letter"],
                        key=key,
                        by=by,
                    )
                except RuleBroken as refusal:
                    beside(form, refusal)
                else:
                    status = 200
    if made is not None and by is not None:
        messages.success(request, _("Recommended. The company is asked for its consent."))
        return see(request, _home()[1])
    context = {
        "trail": [_home(), (recommender.name_ko, "")] if by else [],
        "recommender": recommender,
        "form": form,
        "made": made,
        "has_calls": calls.exists(),
        "inside": by is not None,
    }
    return page(request, template, context, status=status)
