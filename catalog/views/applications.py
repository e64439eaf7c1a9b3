"""Doors of applications: the applicant's own file, the buyer's evaluation, the letter."""

from collections.abc import Callable
from datetime import date
from typing import Any
from uuid import UUID

from django import forms
from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from catalog import policies, services
from catalog.forms import AppealAnswerForm, AppealForm
from catalog.forms.registration import (
    ApplicationFilter,
    ApplicationForm,
    DocumentForm,
    GateForm,
    NoteForm,
    RatingForm,
    ReasonNeededForm,
)
from catalog.models import GroupApplication, RegistrationAppeal
from catalog.queries.registration import (
    READERS,
    appeals_of,
    application_counts,
    applications_listed,
    applications_visible_to,
    esg_entry,
    gate_said,
    history_of_application,
    missing_documents,
    named,
    offered_certificates,
    raters_of,
    reads_papers,
    registrations_of,
    scorecard,
    social_certificates,
)
from catalog.states import APPLICANT_WRITES, AppealState, ApplicationState, EsgVerdict
from portal.clock import SEOUL
from portal.errors import NotAllowed, RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require

PER_PAGE = 20
A = ApplicationState


@reads
def application_list(request: HttpRequest) -> HttpResponse:
    """A company's own applications and registrations; for the buyer's staff all that were submitted."""
    user = request.user
    if not (user.is_supplier or (user.is_internal and user.has_role(*READERS))):
        raise NotAllowed(_("Applications are read by the applicant and by the staff who register suppliers."))
    form = ApplicationFilter(request.GET)
    given = form.given()
    rows = applications_listed(user, state=given.get("state", ""), group=given.get("group", ""))
    day = page_now(request).astimezone(SEOUL).date()
    context = {
        "form": form,
        "results": Paginator(rows, PER_PAGE).get_page(request.GET.get("page")),
        "counts": application_counts(user),
        "registrations": registrations_of(user.company, day) if user.is_supplier else [],
        "is_narrowed": bool(given),
    }
    return page(request, "catalog/application_list.html", context, part="catalog/_application_list.html")


def _application(request: HttpRequest, uid: UUID) -> GroupApplication:
    return get_object_or_404(applications_visible_to(request.user), uid=uid)


@reads
def application_detail(request: HttpRequest, uid: UUID) -> HttpResponse:
    """One application: the applicant writes it, the buyer's people evaluate it."""
    return _show(request, _application(request, uid))


def _show(request: HttpRequest, application: GroupApplication, **bound) -> HttpResponse:
    user = request.user
    own = application.company_id == user.company_id
    day = page_now(request).astimezone(SEOUL).date()
    result = services.result_of(application) if application.state == A.ESG_GATE and not own else None
    rated = not own or application.state == A.NOTIFIED  # the applicant reads ratings with the result
    context: dict[str, Any] = {
        "application": application,
        "call": application.call,
        "group": application.call.group,
        "own": own,
        "writes": own and application.state in APPLICANT_WRITES,
        "documents": _papers(application),
        "missing": missing_documents(application),
        "card": scorecard(application) if rated and application.base_score is not None or not own else [],
        "answers": [(named(row), application.answers.get(row["code"], "")) for row in application.call.criteria],
        "certificates": list(application.certificates.select_related("kind")),
        "social": social_certificates(application.company, [day]),
        "gate": esg_entry(application, day),
        "gate_label": EsgVerdict(esg_entry(application, day)).label,
        "result": result,
        "steps": _steps(application),
        "appeals": appeals_of(application),
        "opens_papers": own or reads_papers(user),
        "entries": [] if own else history_of_application(application),
        "may_submit": policies.may_submit_application(user, application) if own else None,
        "can_appeal": own
        and application.state == A.NOTIFIED
        and not application.has_passed
        and bool(application.appeal_until and day <= application.appeal_until)
        and not application.appeals.filter(round=application.round).exists(),
    }
    if context["writes"]:
        certificates = offered_certificates(application.company)
        context["form"] = bound.get("save") or ApplicationForm(application=application, certificates=certificates)
        context["document_form"] = bound.get("document") or DocumentForm(call=application.call, auto_id="id_doc_%s")
    if context["can_appeal"]:
        context["appeal_form"] = bound.get("appeal") or AppealForm(auto_id="id_appeal_%s")
    if not own:
        context |= _staff(request, application, bound)
    status = 422 if any(form.errors for form in bound.values()) else 200
    return page(request, "catalog/application_detail.html", context, status=status)


def _papers(application: GroupApplication) -> list[tuple[str, Any]]:
    names = {row["code"]: named(row) for row in application.call.documents}
    return [(names.get(row.code, row.code), row) for row in application.documents.select_related("file")]


def _steps(application: GroupApplication) -> list[dict[str, Any]]:
    """Where it stands, as a row of steps."""
    order = [A.APPLIED, A.DOC_CHECK, A.EVALUATION, A.ESG_GATE, A.DECIDED, A.NOTIFIED]
    labels = [_("Applied"), _("Documents"), _("Evaluation"), _("ESG gate"), _("Decision"), _("Result")]
    here = A.DOC_CHECK if application.state == A.RETURNED else application.state
    place = order.index(A(here)) if here in order else -1
    return [
        {"label": label, "state": "done" if number < place else "now" if number == place else "later"}
        for number, label in enumerate(labels)
    ]


def _staff(request: HttpRequest, application: GroupApplication, bound: dict[str, forms.Form]) -> dict[str, Any]:
    """What the buyer's people may do next, each with its form."""
    user, state = request.user, application.state
    check = policies.may_check_application(user, application)
    rate = policies.may_rate_application(user, application)
    decide = policies.may_decide_application(user, application)
    closed = application.call.state != "announced"
    raters = raters_of(application)
    open_appeal = application.appeals.filter(state=AppealState.OPEN).first()
    return {
        "may_take": check if state == A.APPLIED else None,
        "may_return": check if state == A.DOC_CHECK else None,
        "may_evaluate": check if state in (A.DOC_CHECK, A.RETURNED) and closed else None,
        "may_rate": rate if state == A.EVALUATION and user not in raters else None,
        "may_score": check if state == A.EVALUATION and raters else None,
        "may_gate": policies.may_record_gate(user, application) if state in (A.EVALUATION, A.ESG_GATE) else None,
        "may_decide": decide if state == A.ESG_GATE else None,
        "may_recheck": check if application.has_passed and state == A.NOTIFIED else None,
        "open_appeal": open_appeal,
        "may_answer_appeal": policies.may_decide_registration_appeal(user, open_appeal) if open_appeal else None,
        "raters": raters,
        "closed": closed,
        "return_form": bound.get("return") or NoteForm(auto_id="id_return_%s"),
        "rating_form": bound.get("rate") or RatingForm(call=application.call, auto_id="id_rate_%s"),
        "gate_said": _gate_said(application, page_now(request).astimezone(SEOUL).date()),
        "gate_form": bound.get("gate") or GateForm(auto_id="id_gate_%s"),
        "decide_form": bound.get("decide") or ReasonNeededForm(auto_id="id_decide_%s"),
        "back_form": bound.get("send-back") or ReasonNeededForm(auto_id="id_back_%s"),
        "recheck_form": bound.get("recheck") or NoteForm(auto_id="id_recheck_%s"),
        "answer_form": bound.get("appeal-answer") or AppealAnswerForm(auto_id="id_answer_%s"),
    }


def _gate_said(application: GroupApplication, day: date) -> dict[str, object] | None:
    said = gate_said(application, day)
    return {"words": EsgVerdict(said.value).label, "source": said.source} if said is not None else None


Act = Callable[[GroupApplication, Any, Any], Any]


def _rate(application: GroupApplication, form, by):
    return services.rate_application(application, by=by, ratings=form.ratings)


def _appeal_answer(application: GroupApplication, form, by):
    appeal = get_object_or_404(RegistrationAppeal, application=application, state=AppealState.OPEN)
    uphold = form.cleaned_data["verdict"] == "uphold"
    return services.decide_registration_appeal(appeal, by=by, uphold=uphold, answer=form.cleaned_data["answer"])


def _plain(service: Callable) -> Act:
    return lambda application, _form, by: service(application, by=by)


def _with(service: Callable) -> Act:
    return lambda application, form, by: service(application, by=by, **form.cleaned_data)


# deed → (its form or None, what it does, what is said afterwards)
STAFF: dict[str, tuple[Any, Act, Any]] = {
    "take-up": (None, _plain(services.check_application), lambda: _("You check this application now.")),
    "return": (NoteForm, _with(services.ask_documents), lambda: _("The applicant is asked for the documents.")),
    "evaluate": (None, _plain(services.begin_evaluation), lambda: _("The evaluation has begun.")),
    "rate": (RatingForm, _rate, lambda: _("Your ratings are recorded.")),
    "score": (None, _plain(services.close_evaluation), lambda: _("The points are added up.")),
    "gate": (GateForm, _with(services.record_gate), lambda: _("The entry gate is recorded.")),
    "decide": (ReasonNeededForm, _with(services.decide_application), lambda: _("Decided. The applicant is told.")),
    "send-back": (ReasonNeededForm, _with(services.send_back), lambda: _("It goes back to the evaluation.")),
    "appeal-answer": (AppealAnswerForm, _appeal_answer, lambda: _("The appeal is decided. The applicant is told.")),
    "recheck": (NoteForm, _with(services.confirm_registration), lambda: _("The yearly check is recorded.")),
}
RIGHTS = {
    "rate": policies.may_rate_application,
    "gate": policies.may_record_gate,
    "decide": policies.may_decide_application,
    "send-back": policies.may_decide_application,
}
IDS = {"return": "return", "rate": "rate", "gate": "gate", "decide": "decide", "send-back": "back",
       "appeal-answer": "answer", "recheck": "recheck"}  # fmt: skip


@writes
def application_deed(request: HttpRequest, uid: UUID, deed: str) -> HttpResponse:
    """A step of the buyer's people."""
    application = _application(request, uid)
    if deed not in STAFF:
        raise Http404
    if application.company_id == request.user.company_id:
        raise NotAllowed(_("The buying organisation's staff do this."))
    kind, act, words = STAFF[deed]
    options = {"call": application.call} if kind is RatingForm else {}
    form = kind(request.POST, auto_id=f"id_{IDS[deed]}_%s", **options) if kind else None
    if form is not None and not form.is_valid():
        if deed in RIGHTS:
            require(RIGHTS[deed](request.user, application))
        elif deed != "appeal-answer":
            require(policies.may_check_application(request.user, application))
        return _show(request, application, **{deed: form})
    try:
        act(application, form, request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        if form is None:
            messages.error(request, str(refusal))
            return see(request, _url(application))
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _show(request, _application(request, uid), **{deed: form})
    messages.success(request, words())
    return see(request, _url(application))


def _url(application: GroupApplication) -> str:
    return reverse("catalog:application-detail", args=[application.uid])


@writes
def application_write(request: HttpRequest, uid: UUID, deed: str) -> HttpResponse:
    """A step of the applicant: save, add or remove a document, submit, withdraw, appeal."""
    application = _application(request, uid)
    require(policies.may_write_application(request.user, application))
    if deed in ("save", "submit"):
        return _save(request, application, submit=deed == "submit")
    if deed == "document":
        return _add_document(request, application)
    if deed == "remove":
        document = get_object_or_404(application.documents, uid=_uid(request.POST.get("document")))
        services.remove_document(document, by=request.user)
        messages.success(request, _("%(name)s is taken out.") % {"name": document})
        return see(request, _url(application))
    if deed == "withdraw":
        services.withdraw_application(application, by=request.user)
        messages.success(request, _("The application is withdrawn."))
        return see(request, reverse("catalog:application-list"))
    if deed == "appeal":
        return _appeal(request, application)
    raise Http404


def _uid(text: str | None) -> UUID:
    try:
        return UUID(text or "")
    except ValueError:
        raise Http404 from None


def _save(request: HttpRequest, application: GroupApplication, *, submit: bool) -> HttpResponse:
    if submit:
        require(policies.may_submit_application(request.user, application))
    certificates = offered_certificates(application.company)
    form = ApplicationForm(request.POST, application=application, certificates=certificates)
    if not form.is_valid():
        return _show(request, application, save=form)
    try:
        saved = services.save_application(
            application,
            by=request.user,
            answers=form.answers,
            references=form.cleaned_data["references"],
            certificates=form.certificates,
        )
        if submit:
            services.submit_application(saved, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        return _show(request, _application(request, application.uid), save=form)
    said = _("The application is submitted. Receipt: %(number)s") if submit else _("Saved. Nothing is submitted yet.")
    messages.success(request, said % {"number": application.number} if submit else said)
    return see(request, _url(application))


def _add_document(request: HttpRequest, application: GroupApplication) -> HttpResponse:
    form = DocumentForm(request.POST, request.FILES, call=application.call, auto_id="id_doc_%s")
    if form.is_valid():
        try:
            services.add_document(
                application, form.cleaned_data["file"], code=form.cleaned_data["code"], by=request.user
            )
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else "file", str(refusal))
        else:
            messages.success(request, _("The document is added."))
            return see(request, _url(application))
    return _show(request, application, document=form)


def _appeal(request: HttpRequest, application: GroupApplication) -> HttpResponse:
    form = AppealForm(request.POST, auto_id="id_appeal_%s")
    if form.is_valid():
        try:
            services.appeal_registration(application, by=request.user, text=form.cleaned_data["text"])
        except WrongState:
            raise
        except RuleBroken as refusal:
            form.add_error(refusal.field if refusal.field in form.fields else None, str(refusal))
        else:
            messages.success(request, _("The appeal is filed. Another approver decides."))
            return see(request, _url(application))
    return _show(request, application, appeal=form)


@reads
def application_letter(request: HttpRequest, uid: UUID) -> HttpResponse:
    """The evaluation result letter, to be printed; for the applicant and the buyer's readers."""
    application = _application(request, uid)
    if application.state != A.NOTIFIED:
        raise Http404
    context = {
        "application": application,
        "group": application.call.group,
        "call": application.call,
        "card": scorecard(application),
        "bonus": (application.score or 0) - (application.base_score or 0),
    }
    return page(request, "catalog/application_letter.html", context)
