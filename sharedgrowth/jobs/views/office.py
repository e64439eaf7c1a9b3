"""Doors of the office to applicants: masked lists and pages; a look at who it is, with a reason and on record."""

from typing import Any

from django.contrib import messages
from django.http import FileResponse, Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.deciding import Decision, Deed, decide, posted
from portal.errors import RuleBroken
from portal.files.services import require_scanned
from portal.http import page, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from portal.privacy.services import looks
from sharedgrowth.jobs.forms.applications import ApplicantFilter, IdentityForm, LookForm
from sharedgrowth.jobs.forms.cohorts import NothingForm
from sharedgrowth.jobs.models import Application, Paper
from sharedgrowth.jobs.policies import applications as policies
from sharedgrowth.jobs.policies import review as review_policies
from sharedgrowth.jobs.queries.applications import (
    applicants_found,
    applications_visible_to,
    asked_of,
    judged_blind,
    region_of,
    warnings_of,
)
from sharedgrowth.jobs.queries.keeping import kept_until
from sharedgrowth.jobs.services import applications as services
from sharedgrowth.jobs.services import papers
from sharedgrowth.jobs.views.shown import cohort_or_404, cohort_trail, masked

PER_PAGE = 30
UNMASKED = ["name", "born_on", "phone", "email", "region", "education", "answers", "papers"]


@reads
def applicant_list(request: HttpRequest, number: str) -> HttpResponse:
    """Who applied to a cohort, masked."""
    cohort = cohort_or_404(request, number)
    require(policies.may_read_masked(request.user))
    form = ApplicantFilter(request.GET)
    given = form.given()
    found = applicants_found(applications_visible_to(request.user).filter(cohort=cohort), **given)
    results = Paginator(found.order_by("rank", "code"), PER_PAGE).get_page(request.GET.get("page"))
    blind = judged_blind(request.user, results)
    context = {
        "trail": cohort_trail(cohort, _("Applicants")),
        "cohort": cohort,
        "filter": form,
        "filtered": bool(given),
        "results": results,
        "rows": [
            {"application": each, "person": masked(None if each.pk in blind else getattr(each, "identity", None))}
            for each in results
        ],
    }
    return page(request, "jobs/applicant_list.html", context, part="jobs/_applicant_results.html")


def applicant_or_404(request: HttpRequest, number: str) -> Application:
    """An application that was sent, for the office."""
    require(policies.may_read_masked(request.user))
    found = applications_visible_to(request.user).exclude(submitted_at=None)
    return get_object_or_404(found, number=number.upper()[:20])


def applicant_trail(application: Application, words: object = "") -> list[tuple[object, str]]:
    """Cohort, its applicants, this one."""
    cohort = application.cohort
    trail = cohort_trail(cohort, _("Applicants"))
    trail[-1] = (_("Applicants"), reverse("jobs:applicant-list", args=[cohort.number]))
    own = reverse("jobs:applicant-detail", args=[application.number])
    return [*trail, (application.code, own), (words, "")] if words else [*trail, (application.code, "")]


@reads
def applicant_detail(request: HttpRequest, number: str) -> HttpResponse:
    """An applicant behind the mask: what is checked, where it stands."""
    return _show(request, applicant_or_404(request, number))


def _show(
    request: HttpRequest, application: Application, *, open_: bool = False, form: Any = None, status: int = 200
) -> HttpResponse:
    user = request.user
    identity = getattr(application, "identity", None)
    blind = not policies.may_unmask(user, application) and application.user_id is not None
    context = {
        "trail": applicant_trail(application),
        "application": application,
        "cohort": application.cohort,
        "identity": identity if open_ else None,
        "region": region_of(identity.region) if open_ and identity and identity.region else "",
        "person": masked(None if judged_blind(user, [application]) else identity),
        "asked": asked_of(application) if open_ else [],
        "papers": [] if blind else list(application.papers.select_related("file")),
        "warnings": [] if blind else warnings_of(application),
        "may_unmask": policies.may_unmask(user, application),
        "may_check": policies.may_check_paper(user, application),
        "form": form or LookForm(),
        "deeds": _deeds(request, application),
        "kept_until": kept_until(application),
        "open": open_,
    }
    return page(request, "jobs/applicant_detail.html", context, status=status)


def _deeds(request: HttpRequest, application: Application) -> list[Deed]:
    user = request.user
    rows = [
        (
            review_policies.may_talk(user, application),
            Deed(_("Interview"), reverse("jobs:talk-plan", args=[application.number]), "calendar"),
        ),
        (
            policies.may_correct_identity(user, application),
            Deed(
                _("Correct name or day of birth"),
                reverse("jobs:applicant-correct", args=[application.number]),
                "pencil",
            ),
        ),
        (
            policies.may_mark_returned(user, application),
            Deed(
                _("Documents were returned"), reverse("jobs:applicant-returned", args=[application.number]), "package"
            ),
        ),
    ]
    return [deed for verdict, deed in rows if verdict]


@writes
def applicant_look(request: HttpRequest, number: str) -> HttpResponse:
    """See who it is, this once: the reason is kept, and the person can read it."""
    application = applicant_or_404(request, number)
    require(policies.may_unmask(request.user, application))
    form = LookForm(request.POST)
    if not form.is_valid():
        return _show(request, application, form=form, status=422)
    looks.look(
        reader=request.user,
        subject=application.user,
        fields=UNMASKED,
        why=form.cleaned_data["why"],
        about=review_policies.about(application),
    )
    return _show(request, application, open_=True)


@writes
def paper_copy(request: HttpRequest, number: str, uid: Any) -> HttpResponse:
    """The copy of a certificate, with a reason and on record."""
    application = applicant_or_404(request, number)
    require(policies.may_unmask(request.user, application))
    paper = get_object_or_404(application.papers.select_related("file"), uid=uid)
    if paper.file is None:
        raise Http404
    require_scanned(paper.file)
    form = LookForm(request.POST)
    if not form.is_valid():
        return _show(request, application, form=form, status=422)
    looks.look(
        reader=request.user,
        subject=application.user,
        fields=["papers"],
        why=form.cleaned_data["why"],
        about=review_policies.about(application),
    )
    response = FileResponse(
        paper.file.content.open("rb"),
        as_attachment=True,
        filename=f"{application.code}-{paper.pk}.{paper.file.kind}",
        content_type=paper.file.content_type,
    )
    response["Cache-Control"] = "private, no-store"
    response["X-Content-Type-Options"] = "nosniff"
    return response


@writes
def paper_check(request: HttpRequest, number: str, uid: Any, answer: str) -> HttpResponse:
    """What the issuer says of a number."""
    application = applicant_or_404(request, number)
    paper: Paper = get_object_or_404(application.papers.select_related("application"), uid=uid)
    try:
        papers.check_paper(paper, known=answer == "known", by=request.user)
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("What the issuer says is noted."))
    return see(request, reverse("jobs:applicant-detail", args=[application.number]))


@writes(shows_form=True)
def applicant_returned(request: HttpRequest, number: str) -> HttpResponse:
    """The documents went back."""
    application = applicant_or_404(request, number)
    decision = Decision(
        title=_("Documents were returned"),
        text=_("Everything else is destroyed when the window has closed."),
        verb=_("Note it"),
        done=_("Noted."),
        allowed=policies.may_mark_returned(request.user, application),
        do=lambda given: services.mark_returned(application, by=request.user),
        back=reverse("jobs:applicant-detail", args=[application.number]),
        trail=applicant_trail(application, _("Documents were returned"))[:-1],
        docno=application.code,
    )
    return decide(request, decision, NothingForm(posted(request)))


@writes(shows_form=True)
def applicant_correct(request: HttpRequest, number: str) -> HttpResponse:
    """Another name or day of birth, on the person's request."""
    application = applicant_or_404(request, number)
    decision = Decision(
        title=_("Correct name or day of birth"),
        text=_("Only on the person's request. What is left empty stays as it is."),
        verb=_("Save"),
        done=_("Saved."),
        allowed=policies.may_correct_identity(request.user, application),
        do=lambda given: services.correct_identity(application, **given, by=request.user),
        back=reverse("jobs:applicant-detail", args=[application.number]),
        trail=applicant_trail(application, _("Correct name or day of birth"))[:-1],
        docno=application.code,
    )
    return decide(request, decision, IdentityForm(posted(request)))
