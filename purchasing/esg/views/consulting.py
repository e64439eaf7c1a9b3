"""Doors of consulting requests: asked by suppliers, answered by shared growth or ESG."""

from uuid import UUID

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.deciding import Decision, decide, posted
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from purchasing.esg.forms.support import ConsultingDecisionForm, ConsultingFilter, ConsultingForm
from purchasing.esg.models import ConsultingRequest
from purchasing.esg.policies import support as policies
from purchasing.esg.queries import council as queries
from purchasing.esg.services import consulting as services

PER_PAGE = 20


def _list() -> str:
    return reverse("esg:consulting-list")


def _request(request: HttpRequest, uid: UUID) -> ConsultingRequest:
    return get_object_or_404(queries.consulting_visible_to(request.user), uid=uid)


@reads
def consulting_list(request: HttpRequest) -> HttpResponse:
    """Own requests; for shared growth and ESG all."""
    form = ConsultingFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    found = queries.consulting_visible_to(request.user).filter(**given).order_by("-pk")
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "inside": request.user.is_internal,
        "may_ask": bool(policies.may_ask_consulting(request.user)),
        "may_decide": bool(policies.may_decide_consulting(request.user)),
    }
    return page(request, "esg/consulting_list.html", context, part="esg/_consulting_results.html")


@writes(shows_form=True)
def consulting_create(request: HttpRequest) -> HttpResponse:
    """A supplier asks for help."""
    what = Decision(
        title=_("Ask the Eco-friendly Consulting Support Group"),
        text=_("Engineers of the buyer visit and help; it costs nothing. Shared growth answers and hands it over."),
        verb=_("Send the request"),
        done=_("Sent. Shared growth answers."),
        allowed=policies.may_ask_consulting(request.user),
        do=lambda given: services.ask_consulting(**given, by=request.user),
        back=_list(),
        trail=[(_("Consulting"), _list())],
    )
    return decide(request, what, ConsultingForm(posted(request)))


@writes(shows_form=True)
def consulting_decide(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The answer."""
    asked = _request(request, uid)
    what = Decision(
        title=_("Answer the request"),
        text=asked.need,
        verb=_("Answer"),
        done=_("Answered. The company is told."),
        allowed=policies.may_decide_consulting(request.user),
        do=lambda given: services.decide_consulting(
            asked, take=given["take"] == "yes", decision=given["decision"], by=request.user
        ),
        back=_list(),
        trail=[(_("Consulting"), _list())],
        heading=asked.company.name,
    )
    return decide(request, what, ConsultingDecisionForm(posted(request)))


@writes
def consulting_finish(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The group has been there."""
    services.finish_consulting(_request(request, uid), by=request.user)
    messages.success(request, _("Done."))
    return see(request, _list())


@writes
def consulting_withdraw(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The company takes it back."""
    services.withdraw_consulting(_request(request, uid), by=request.user)
    messages.success(request, _("Withdrawn."))
    return see(request, _list())
