"""Doors of exports: who wants to take out data of many people, and the officer's decision."""

from typing import Any

from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import Decision, decide, posted
from portal.display import day_text
from portal.http import page, reads, writes
from portal.paging import Paginator
from portal.policy import require
from portal.privacy.forms.rights import ExportDecisionForm, ExportRefusalForm
from portal.privacy.models import ExportGrant
from portal.privacy.policies import rights as policies
from portal.privacy.queries import rights as queries
from portal.privacy.services import exports
from portal.privacy.views.desk import PER_PAGE, tabs


@reads
def export_list(request: HttpRequest) -> HttpResponse:
    """Who wants to take out what: the officer decides; others see what they asked for."""
    require(policies.may_ask_export(request.user))
    results = Paginator(queries.exports_listed_for(request.user), PER_PAGE).get_page(request.GET.get("page"))
    context = {
        "results": results,
        "rows": [(each, bool(policies.may_decide_export(request.user, each))) for each in results],
        "tabs": tabs("export-list") if policies.may_read_privacy(request.user) else [],
    }
    return page(request, "privacy/export_list.html", context)


def _grant(request: HttpRequest, number: str) -> ExportGrant:
    return get_object_or_404(queries.exports_listed_for(request.user), number=number.upper()[:20])


def _export_step(request: HttpRequest, grant: ExportGrant, **words: Any) -> Decision:
    return Decision(
        docno=grant.number,
        heading=grant.title,
        allowed=policies.may_decide_export(request.user, grant),
        back=reverse("privacy:export-list"),
        trail=[(_("Exports"), reverse("privacy:export-list"))],
        facts=[
            {"label": pgettext("privacy", "Asked by"), "value": grant.asked_by.name, "note": day_text(grant.asked_at)},
            {"label": _("Persons"), "value": f"{grant.rows:,}", "note": ""},
            {"label": _("Which data"), "value": ", ".join(map(str, grant.fields)), "note": ""},
        ],
        quote=grant.reason,
        quote_title=_("What it is needed for"),
        **words,
    )


@writes(shows_form=True)
def export_allow(request: HttpRequest, number: str) -> HttpResponse:
    """Usable once, within seven days."""
    grant = _grant(request, number)
    told = _export_step(
        request,
        grant,
        title=_("Approve the export"),
        text=_("It can be taken out once, within seven days, and not more than was asked. The access record notes it."),
        verb=_("Approve"),
        done=_("Approved."),
        do=lambda given: exports.allow_export(grant, by=request.user, **given),
    )
    return decide(request, told, ExportDecisionForm(posted(request)))


@writes(shows_form=True)
def export_refuse(request: HttpRequest, number: str) -> HttpResponse:
    """With a reason."""
    grant = _grant(request, number)
    told = _export_step(
        request,
        grant,
        title=_("Refuse the export"),
        text=_("Who asked reads why."),
        verb=pgettext("privacy", "Refuse"),
        done=_("Refused."),
        do=lambda given: exports.refuse_export(grant, by=request.user, **given),
        danger=True,
    )
    return decide(request, told, ExportRefusalForm(posted(request)))
