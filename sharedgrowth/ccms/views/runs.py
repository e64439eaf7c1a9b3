"""Doors of the open self-assessment and of published aggregates: for everybody, without an account."""

from typing import Any

from django.conf import settings
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.clock import SEOUL
from portal.deciding import posted
from portal.display import day_text
from portal.http import page, page_now, public, reads, see, writes
from portal.pdf import pdf_response
from portal.throttles import throttled
from sharedgrowth.ccms.forms.assessments import RunForm
from sharedgrowth.ccms.models import AssessmentSet, Item
from sharedgrowth.ccms.queries import assessments as queries
from sharedgrowth.ccms.queries.overviews import modules
from sharedgrowth.ccms.rules import scoring
from sharedgrowth.ccms.rules.scoring import Answered
from sharedgrowth.ccms.services import runs as services
from sharedgrowth.ccms.views import assessed
from sharedgrowth.ccms.views.shown import trail


def _set_or_404(request: HttpRequest) -> AssessmentSet:
    found = queries.newest_set(page_now(request).astimezone(SEOUL).date())
    if found is None:
        raise Http404
    return found


def _given(items: list[Item], levels: dict[str, int]) -> list[Answered]:
    return [Answered(each.module.code, each.code, each.weight, levels.get(each.code)) for each in items]


@public
@writes(shows_form=True)
@throttled("search")
def run(request: HttpRequest) -> HttpResponse:
    """The statements, and the result of what was ticked. Nothing is kept unless its reader asks for it."""
    found = _set_or_404(request)
    items = queries.items_of(found)
    form = RunForm(posted(request), items=items)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            levels = form.levels()
            if "keep" in request.POST:
                _kept, token = services.keep_run(found, levels)
                return see(request, reverse("ccms:run-kept", args=[token]))
            if "edit" not in request.POST:
                return page(request, "ccms/run_result.html", _result(found, items, levels, form=form))
        else:
            status = 422
    context = {
        "trail": trail(words=_("Open self-assessment")),
        "set": found,
        "form": form,
        "anchors": queries.anchors_of(found),
        "number": len(items),
    }
    return page(request, "ccms/run.html", context, status=status)


def _result(found: AssessmentSet, items: list[Item], levels: dict[str, int], **more: Any) -> dict[str, Any]:
    given = _given(items, levels)
    indices = scoring.module_indices(given)
    listed = list(modules())
    return {
        "trail": trail(words=_("Open self-assessment")),
        "set": found,
        "overall": assessed.points(scoring.overall_index(indices.values())),
        "answered": len(levels),
        "number": len(items),
        "rows": assessed.module_rows(listed, given, found.action_below),
        "low": scoring.modules_to_act_on(indices, found.action_below),
        "chart": assessed.radar(
            listed,
            indices,
            found.action_below,
            basis=_("index of 100 · %(set)s · your own answers") % {"set": found},
        ),
        "below": found.action_below,
        "levels": [(f"i-{code}", level) for code, level in levels.items()],
        **more,
    }


@public
@writes
@throttled("export")
def run_pdf(request: HttpRequest) -> HttpResponse:
    """The report of the answers that are sent along."""
    found = _set_or_404(request)
    items = queries.items_of(found)
    form = RunForm(request.POST, items=items)
    if not form.is_valid():
        messages.error(request, _("Choose a level for at least one statement."))
        return see(request, reverse("ccms:run"))
    return _paper(request, found, items, form.levels())


def _paper(request: HttpRequest, found: AssessmentSet, items: list[Item], levels: dict[str, int]) -> HttpResponse:
    given = _given(items, levels)
    indices = scoring.module_indices(given)
    pdf = assessed.report(
        title=_("Self-assessment report"),
        number=str(found),
        facts=[
            {"label": _("Unit or company"), "value": _("anonymous")},
            {"label": _("Set of statements"), "value": str(found)},
            {"label": _("Overall index"), "value": assessed.points(scoring.overall_index(indices.values()))},
            {"label": pgettext("ccms", "Answered"), "value": f"{len(levels)}/{len(items)}"},
            {"label": _("Printed on"), "value": day_text(page_now(request), "day")},
        ],
        rows=assessed.module_rows(list(modules()), given, found.action_below),
        items=items,
        given=given,
        below=found.action_below,
        source=f"{settings.BASE_URL}{reverse('ccms:run')}",
    )
    return pdf_response(pdf, "ccms-self-assessment.pdf")


@public
@reads
@throttled("search")
def run_kept(request: HttpRequest, token: str) -> HttpResponse:
    """A run that was kept: whoever has its address sees it, and may remove it."""
    kept = services.kept_run(token)
    if kept is None:
        raise Http404
    context = _result(kept.set, queries.items_of(kept.set), kept.levels, kept=kept, token=token)
    response = page(request, "ccms/run_result.html", context | {"form": None})
    response["Cache-Control"] = "private, no-store"
    response["X-Robots-Tag"] = "noindex"
    response["Referrer-Policy"] = "same-origin"  # with none at all a browser would not name its form's origin
    return response


@public
@writes
@throttled("search")
def run_forget(request: HttpRequest, token: str) -> HttpResponse:
    """Gone at once."""
    if not services.forget_run(token):
        raise Http404
    messages.success(request, _("Your answers are removed. Nothing of them is left."))
    return see(request, reverse("ccms:run"))


@public
@reads
@throttled("search")
def results(request: HttpRequest) -> HttpResponse:
    """The aggregates of all years: a mean only where at least five units stand behind it."""
    years = [
        {
            "year": each,
            "overall": assessed.points(each.overall.index) if each.overall else "—",
            "units": each.overall.units if each.overall else 0,
            "rows": [(module, assessed.points(row.index), row) for module, row in each.modules],
            "chart": assessed.radar(
                [module for module, _row in each.modules],
                {module.code: row.index for module, row in each.modules},
                each.set.action_below,
                basis=_("mean index of %(units)s units · %(set)s")
                % {"units": each.overall.units if each.overall else 0, "set": each.set},
            )
            if any(row.index is not None for _module, row in each.modules)
            else "",
        }
        for each in queries.published_years()
    ]
    context = {"trail": trail(words=_("Results of the years")), "years": years}
    return page(request, "ccms/results.html", context)
