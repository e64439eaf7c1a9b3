"""Doors of the on-site sample, of reviewers' ties, and the bands for those who see nothing else."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.clock import today
from portal.deciding import Decision, decide, posted
from portal.errors import RuleBroken
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.people.models import User
from portal.people.queries import buyer_people_with_role
from purchasing.esg import policies, queries, services
from purchasing.esg.forms.review import BandFilter, CallForm, TieForm
from purchasing.esg.views.areas import areas_of
from purchasing.esg.views.review_shown import address, band_kind, trail

PER_PAGE = 30


def _readers_only(request: HttpRequest) -> None:
    if not (request.user.is_internal and request.user.has_role("ER", "EC", "CP", "AU")):
        raise Http404


@reads
def sample_list(request: HttpRequest) -> HttpResponse:
    """Every drawing with its seed and what it drew."""
    _readers_only(request)
    period = str(today().year)
    context = {
        "trail": trail(words=_("On-site sample")),
        "draws": list(queries.draws()[:20]),
        "period": period,
        "waiting": len(queries.to_draw_from(period)),
        "may_draw": bool(policies.may_draw_sample(request.user)),
        "may_call": bool(policies.may_call_assessment(request.user)),
    }
    return page(request, "esg/sample_list.html", context)


@writes
def sample_draw(request: HttpRequest) -> HttpResponse:
    """Draw among what was submitted since the last drawing."""
    try:
        draw = services.draw_sample(str(today().year), by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        told = {"drawn": len(draw.drawn), "always": len(draw.always)}
        messages.success(request, _("Drawn: %(drawn)s by the seed, %(always)s in any case.") % told)
    return see(request, reverse("esg:sample-list"))


@writes(shows_form=True)
def assessment_call(request: HttpRequest) -> HttpResponse:
    """Ask a supplier to answer outside its cycle, or to be audited on site."""
    decision = Decision(
        title=_("Call for an assessment"),
        text=_("It is assigned today, outside the cycle. The supplier is told, and reads the reason."),
        verb=_("Call for it"),
        done=_("Assigned. The supplier is told."),
        allowed=policies.may_call_assessment(request.user),
        do=lambda given: services.call_assessment(
            given["company"], kind=given["kind"], reason=given["reason"], by=request.user
        ),
        back=reverse("esg:sample-list"),
        trail=[*trail(words=_("On-site sample"))[:-1], (_("On-site sample"), reverse("esg:sample-list"))],
        after=address,
    )
    return decide(request, decision, CallForm(posted(request)))


@reads
def tie_list(request: HttpRequest) -> HttpResponse:
    """Who does not review whom."""
    user = request.user
    if not (user.is_internal and user.has_role("ER", "EC", "CP", "AU", "CN")):
        raise Http404
    results = Paginator(queries.ties_visible_to(user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "trail": trail(words=_("Ties of reviewers")),
        "results": results,
        "may_enter": bool(policies.may_enter_tie(user)),
    }
    return page(request, "esg/tie_list.html", context)


@writes(shows_form=True)
def tie_create(request: HttpRequest) -> HttpResponse:
    """Declare a tie: the own one, or for the committee and compliance that of somebody else."""
    user = request.user
    anybody = bool(policies.may_enter_tie(user, User(pk=0)))
    people = buyer_people_with_role("ER", "EC", "CN").filter(is_service=False).order_by("name")
    form = TieForm(
        posted(request),
        people=people if anybody else User.objects.filter(pk=user.pk),
        initial={} if anybody else {"person": user.pk},
    )
    decision = Decision(
        title=_("Declare a tie to a company"),
        text=_("For twelve months after its last day the person does not review the company (SOD-11)."),
        verb=_("Declare it"),
        done=_("Declared."),
        allowed=policies.may_enter_tie(user),
        do=lambda given: services.enter_tie(
            given["person"],
            given["company"],
            reason=given["reason"],
            last_on=given["last_on"],
            note=given["note"],
            by=user,
        ),
        back=reverse("esg:tie-list"),
        trail=[*trail(words=_("Ties of reviewers"))[:-1], (_("Ties of reviewers"), reverse("esg:tie-list"))],
    )
    return decide(request, decision, form)


@reads
def band_list(request: HttpRequest) -> HttpResponse:
    """Which band counts of which company."""
    user = request.user
    if not (user.is_internal and user.has_role(*queries.BAND_READERS)):
        raise Http404
    form = BandFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.bands_visible_to(user, words=given.get("q", ""), band=given.get("band", ""))
    results = Paginator(found, PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "trail": trail(words=_("Bands")),
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "rows": [{"assessment": each, "kind": band_kind(each.band)} for each in results],
        "areas": areas_of(user),
        "reads_assessments": user.has_role("ER", "EC", "CP", "AU"),
    }
    return page(request, "esg/band_list.html", context, part="esg/_band_results.html")
