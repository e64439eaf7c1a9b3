"""Doors of the library: the list, adding a document (for an answer too), where it is used, taking it out."""

from uuid import UUID

from django.contrib import messages
from django.db import transaction
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.audit.queries import timeline_of
from portal.clock import SEOUL
from portal.deciding import beside
from portal.errors import RuleBroken
from portal.files.services import store_upload
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.people.queries import valid_certificates
from portal.policy import require
from purchasing.esg.forms.answers import PAPERS, EvidenceFilter, EvidenceForm, answer_in
from purchasing.esg.models import Assessment, Evidence, Question
from purchasing.esg.policies import answers as policies
from purchasing.esg.queries.evidence import copies_elsewhere, evidence_visible_to, library_listed_for, uses_of
from purchasing.esg.queries.review import assessments_visible_to
from purchasing.esg.services import answers as answering
from purchasing.esg.services import evidence as services
from purchasing.esg.services.answers import AnswerIn

PER_PAGE = 30


def trail(words: object = "") -> list[tuple[object, str]]:
    """Where the page stands."""
    steps: list[tuple[object, str]] = [(_("Library of documents"), reverse("esg:evidence-list") if words else "")]
    return [*steps, (words, "")] if words else steps


@reads
def evidence_list(request: HttpRequest) -> HttpResponse:
    """The own library; for staff what answers of assessments that they read use."""
    form = EvidenceFilter(request.GET or None)
    given = form.given() if form.is_bound else {}
    on = page_now(request).astimezone(SEOUL).date()
    found = library_listed_for(request.user, words=given.get("q", ""), ending=given.get("ending", ""), on=on)
    context = {
        "filter": form,
        "filtered": bool(given),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "may_add": bool(policies.may_add_evidence(request.user)),
        "inside": request.user.is_internal,
        "today": on,
    }
    return page(request, "esg/evidence_list.html", context, part="esg/_evidence_results.html")


@reads
def evidence_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One document, and the answers that use it."""
    evidence = get_object_or_404(evidence_visible_to(request.user), uid=uid)
    seen = set(
        assessments_visible_to(request.user).order_by().values_list("pk", flat=True).filter(answers__evidence=evidence)
    )
    context = {
        "evidence": evidence,
        "trail": trail(evidence.title),
        "uses": [each for each in uses_of(evidence) if each.assessment_id in seen],
        "copies": copies_elsewhere(evidence) if request.user.is_internal else 0,
        "may_remove": bool(policies.may_remove_evidence(request.user, evidence)) and evidence.removed_at is None,
        "entries": timeline_of(evidence),
        "today": page_now(request).astimezone(SEOUL).date(),
    }
    return page(request, "esg/evidence_detail.html", context)


@writes(shows_form=True)
def evidence_create(request: HttpRequest) -> HttpResponse:
    """Add a document; with ``?for=ESG-…/E1`` it is attached to that answer, and one returns there."""
    require(policies.may_add_evidence(request.user))
    company = request.user.company
    target = _target(request)
    certificates = valid_certificates(company)
    form = EvidenceForm(request.POST or None, request.FILES or None, certificates=certificates)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                made = _add(request, form, target)
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("“%(title)s” is in the library.") % {"title": made.title})
                return see(request, _back(target))
        status = 422
    words = _("Add a document")
    context = {"form": form, "trail": trail(words), "title": words, "target": target, "back_url": _back(target)}
    return page(request, "esg/evidence_form.html", context, status=status)


@transaction.atomic
def _add(request: HttpRequest, form: EvidenceForm, target: tuple[Assessment, Question] | None) -> Evidence:
    given = form.cleaned_data
    upload, certificate = given.pop("file"), given.pop("certificate")
    company = request.user.company
    file = store_upload(upload, company=company, by=request.user, kinds=PAPERS) if upload else None
    made = services.add_evidence(file=file, certificate=certificate, by=request.user, **given)
    if target is not None:
        assessment, question = target
        answer = assessment.answers.filter(question=question).prefetch_related("evidence").first()
        told = answer_in(answer, answer.evidence.all() if answer else [])
        values = {name: getattr(told, name) for name in AnswerIn.__slots__}
        values["evidence"] = told.evidence | {made.pk}
        answering.save_answers(assessment, [(question, AnswerIn(**values))], by=request.user)
    return made


def _target(request: HttpRequest) -> tuple[Assessment, Question] | None:
    number, _slash, code = request.GET.get("for", "").partition("/")
    if not code:
        return None
    assessment = get_object_or_404(assessments_visible_to(request.user), number=number[:20])
    return assessment, get_object_or_404(assessment.question_set.questions, code=code[:8])


def _back(target: tuple[Assessment, Question] | None) -> str:
    if target is None:
        return reverse("esg:evidence-list")
    assessment, question = target
    return f"{reverse('esg:answer-pillar', args=[assessment.number, question.pillar])}#item-{question.code}"


@writes
def evidence_remove(request: HttpRequest, uid: UUID) -> HttpResponse:
    """Out of the library."""
    evidence = get_object_or_404(evidence_visible_to(request.user), uid=uid)
    services.remove_evidence(evidence, by=request.user)
    messages.success(
        request, _("“%(title)s” is out of the library. Answers that use it keep it.") % {"title": evidence.title}
    )
    return see(request, reverse("esg:evidence-list"))
