"""Doors of applications: the list, one of them, its draft, its submission, its receipt."""

import json
import uuid
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext
from django.views.decorators.cache import never_cache

from portal.audit.queries import timeline_of
from portal.deciding import Decision, beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.fresh import fresh
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from sharedgrowth.innovilt.forms.applications import ApplicationFilter, ApplicationForm, StartForm
from sharedgrowth.innovilt.forms.fields import EmptyForm, ReasonForm
from sharedgrowth.innovilt.models import Certificate, InnoviltApplication
from sharedgrowth.innovilt.policies import applications as policies
from sharedgrowth.innovilt.queries import applications as queries
from sharedgrowth.innovilt.queries.reviews import score_of
from sharedgrowth.innovilt.services import applications as services
from sharedgrowth.innovilt.states import EDITABLE, RUNNING, ApplicationState
from sharedgrowth.innovilt.views.application_shown import (
    ENDED,
    application_or_404,
    at,
    decision,
    deeds,
    facts,
    steps,
    trail,
)

PER_PAGE = 20
A = ApplicationState
BEFORE_REVIEW = frozenset([*EDITABLE, A.SUBMITTED, A.ELIGIBILITY])
JUDGED = BEFORE_REVIEW | {A.TECH_REVIEW, A.MARKET_REVIEW, A.SITE_CHECK}  # no points for the company yet


@reads
def application_list(request: HttpRequest) -> HttpResponse:
    """One's own, or all that were submitted."""
    form = ApplicationFilter(request.GET or None, user=request.user)
    given = form.given() if form.is_bound else {}
    found = queries.applications_listed_for(request.user, **given).select_related("version__class_node")
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "is_staff": request.user.is_internal,
        "may_apply": policies.may_apply(request.user),
        "may_import": policies.may_import_records(request.user),
    }
    return page(request, "innovilt/application_list.html", context, part="innovilt/_application_results.html")


@writes(shows_form=True)
def application_new(request: HttpRequest) -> HttpResponse:
    """Choose a product; with ``?certificate=`` its renewal, or the review of its changed version."""
    require(policies.may_apply(request.user))
    renews = _certificate(request)
    told = Decision(
        title=_("Apply for INNOVILT"),
        text=_(
            "What is certified is the published version of a product of your catalogue. The steel in it has to be of "
            "our mills, wholly, and proven coil by coil."
        ),
        verb=pgettext("innovilt", "Begin the application"),
        done=_("The draft is there. Write down what is new, its steel, and enclose the papers."),
        allowed=policies.may_apply(request.user),
        do=lambda given: services.start_application(
            given["product"] if renews is None else renews.product,
            key=given.get("key", ""),
            renews=renews,
            by=request.user,
        ),
        back=reverse("innovilt:application-list"),
        trail=trail(),
        heading=renews.number if renews else "",
        after=lambda made: at(made, "application-edit"),
    )
    if renews is not None:
        return decide(request, told, EmptyForm(posted(request)))
    form = StartForm(posted(request), initial={"key": uuid.uuid4().hex}, company=request.user.company)
    return decide(request, told, form)


def _certificate(request: HttpRequest) -> Certificate | None:
    number = request.GET.get("certificate", "")
    if not number:
        return None
    found = Certificate.objects.filter(number=number.upper()[:20], company=request.user.company_id)
    certificate = found.select_related("product", "application").first()
    if certificate is None:
        raise Http404
    return certificate


@reads
def application_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One application: where it stands, what to do, its steel, its papers, what was found."""
    application, user = application_or_404(request, number), request.user
    office = bool(policies.may_read_all(user))
    counted = queries.examined(application, confirmed=False)
    score = score_of(application, user)
    terms = queries.terms_for(application)
    sheets = {sheet.pk: sheet for sheet in queries.sheets_of(application)}
    context = {
        "application": application,
        "trail": [*trail(), (application.number, "")],
        "facts": facts(application),
        "steps": steps(application),
        "deeds": deeds(user, application, score),
        "items": list(application.items.order_by("no")),
        "proofs": list(queries.proofs_of(application)),
        "counted": counted,
        "last_check": queries.last_check(application),
        "papers": list(application.papers.select_related("file")),
        "score": score if application.state not in (JUDGED if user.is_supplier else BEFORE_REVIEW) else None,
        "terms": terms,
        "least": terms.part_least * 100,
        "shows_reviews": office,
        "checks": list(application.site_checks.select_related("inspector").order_by("pk")) if office else [],
        "sheets": list(sheets.values()) if office else [],
        "lookups": [row for sheet in sheets.values() for row in queries.looked_up(sheet)] if office else [],
        "shared_heats": queries.heats_also_of_others(application) if office else set(),
        "agenda": list(application.agenda.select_related("meeting").exclude(outcome="")),
        "may_judge_sheets": bool(policies.may_examine(user, application))
        and application.state in (A.ELIGIBILITY, A.CERTIFIED),
        "may_edit": application.state in EDITABLE and bool(policies.may_edit(user, application)),
        "entries": list(timeline_of(application)) if office else None,
        "ended": application.state in ENDED,
        "running": application.state in RUNNING,
        "is_staff": user.is_internal,
        "certificate": Certificate.objects.filter(application=application).first(),
    }
    return page(request, "innovilt/application_detail.html", context)


@writes(shows_form=True)
def application_edit(request: HttpRequest, number: str) -> HttpResponse:
    """The words of the draft, and the units sold by year."""
    application = application_or_404(request, number)
    require(policies.may_edit(request.user, application))
    return _write(request, application, "innovilt/application_edit.html")


def _write(request: HttpRequest, application: InnoviltApplication, template: str) -> HttpResponse:
    form, status = ApplicationForm(posted(request), application=application), 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.save_application(
                    application,
                    form.given(),
                    sold=form.sold(),
                    edits=form.cleaned_data["edits"],
                    by=request.user,
                )
            except WrongState as refusal:
                form.add_error(None, str(refusal))
                status = 409
            except RuleBroken as refusal:
                beside(form, refusal)
                status = 422
            else:
                messages.success(request, _("Saved."))
                return see(request, at(application))
        else:
            status = 422
    context: dict[str, Any] = {
        "application": application,
        "trail": [*trail(application), (_("Write"), "")],
        "form": form,
        "missing": queries.lacking(application),
    }
    return page(request, template, context, status=status)


@writes(shows_form=True)
@fresh
def application_submit(request: HttpRequest, number: str) -> HttpResponse:
    """Send it."""
    application = application_or_404(request, number)
    terms = queries.terms_for(application)
    told = decision(
        application,
        title=_("Submit the application"),
        text=_(
            "Its text is frozen and its time is proved by a receipt. It is decided within %(days)s business days under "
            "today's terms: %(total)s of 100 points, and %(least)s percent of the points of each part."
        )
        % {"days": terms.decide_days, "total": f"{terms.pass_total:.0f}", "least": f"{terms.part_least * 100:.0f}"},
        verb=pgettext("innovilt", "Submit"),
        done=_("Submitted. Your receipt is here."),
        allowed=policies.may_submit(request.user, application),
        do=lambda given: services.submit_application(application, by=request.user),
    )
    return decide(request, told, EmptyForm(posted(request)))


@writes(shows_form=True)
def application_discard(request: HttpRequest, number: str) -> HttpResponse:
    """A draft goes."""
    application = application_or_404(request, number)
    told = decision(
        application,
        title=_("Discard the draft"),
        text=_("The draft goes with its parts and papers; its coils are free again."),
        verb=_("Discard"),
        done=_("Discarded."),
        allowed=policies.may_edit(request.user, application),
        do=lambda given: services.discard_application(application, by=request.user),
        danger=True,
        after=lambda made: reverse("innovilt:application-list"),
    )
    return decide(request, told, EmptyForm(posted(request)))


@writes(shows_form=True)
def application_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """The company takes it back."""
    application = application_or_404(request, number)
    told = decision(
        application,
        title=_("Withdraw the application"),
        text=_("It ends here. Its coils are free for other products; you may apply again at any time."),
        verb=_("Withdraw"),
        done=_("Withdrawn."),
        allowed=policies.may_withdraw(request.user, application),
        do=lambda given: services.withdraw_application(application, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, told, ReasonForm(posted(request)))


@reads
@never_cache
def application_receipt(request: HttpRequest, number: str) -> HttpResponse:
    """The signed receipt; ``tools/verify_receipt.py`` checks it without the portal."""
    application = application_or_404(request, number)
    if not application.receipt:
        raise Http404
    answer = HttpResponse(application.receipt, content_type="application/json")
    answer["Content-Disposition"] = f'attachment; filename="{application.number}-receipt.json"'
    return answer


@reads
@never_cache
def application_text(request: HttpRequest, number: str) -> HttpResponse:
    """What was submitted, as it is hashed."""
    application = application_or_404(request, number)
    if not application.receipt:
        raise Http404
    text = json.dumps(application.text, ensure_ascii=False, indent=2)
    answer = HttpResponse(text, content_type="application/json; charset=utf-8")
    answer["Content-Disposition"] = f'attachment; filename="{application.number}.json"'
    return answer
