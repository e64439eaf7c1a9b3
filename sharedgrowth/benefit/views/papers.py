"""Doors of the confidentiality agreement and the agreement: offered, drawn up, sent, read, signed, printed."""

from datetime import timedelta
from decimal import Decimal
from typing import Any

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.utils.translation import get_language, override, pgettext
from django.utils.translation import gettext as _

from portal.clock import today
from portal.deciding import decide, posted
from portal.errors import RuleBroken, WrongState
from portal.fresh import fresh
from portal.http import page, reads, see, writes
from portal.pdf import pdf_response, typeset
from portal.policy import require
from sharedgrowth.benefit.forms.agreements import AgreementForm, NdaForm, SignForm, WhyForm
from sharedgrowth.benefit.models import Agreement, Nda, Task, terms_on
from sharedgrowth.benefit.policies import agreements as policies
from sharedgrowth.benefit.policies import tasks as task_policies
from sharedgrowth.benefit.queries import tasks as queries
from sharedgrowth.benefit.services import agreements as services
from sharedgrowth.benefit.views.agreement_words import agreement_paper, clauses_of, nda_paper
from sharedgrowth.benefit.views.judging import EmptyForm
from sharedgrowth.benefit.views.shown import at, decision, facts, task_or_404, trail

LANGUAGES = ("ko", "en")
CLAUSE = (
    "먼저 두 쪽이 과제 화면에서 의견을 나누고, 합의하지 못하면 준법 담당이 사실과 양쪽 의견을 듣고 정한다. "
    "그동안 과제의 기한은 멈춘다."
)
CLAUSE_EN = (
    "The sides first answer each other on the task's page; failing that, compliance hears both and decides. "
    "The clocks of the task stand meanwhile."
)


# Confidentiality -----------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def nda_offer(request: HttpRequest, number: str) -> HttpResponse:
    """Put the wording before both sides."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Offer a confidentiality agreement"),
        text=_("Both sides sign the wording of the portal. Technical data moves only afterwards."),
        verb=_("Offer"),
        done=_("Offered. Both sides are asked to sign."),
        allowed=policies.may_offer_nda(request.user, task),
        do=lambda given: services.offer_nda(task, **given, by=request.user),
        after=lambda made: at(task, "nda-detail"),
    )
    initial = {"until": today() + timedelta(days=3 * 365)}
    return decide(request, told, NdaForm(posted(request), initial=initial))


def _nda(request: HttpRequest, number: str) -> tuple[Task, Nda]:
    task = task_or_404(request, number)
    return task, get_object_or_404(Nda.objects.select_related("wording", "task"), task=task)


@reads
def nda_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The text, who has signed, and the form to sign it."""
    task, nda = _nda(request, number)
    return _nda_page(request, task, nda, SignForm(initial={"sha256": nda.sha256}))


def _nda_page(request: HttpRequest, task: Task, nda: Nda, form, status: int = 200) -> HttpResponse:
    signatures = list(nda.signatures.select_related("company", "by"))
    mine = any(each.company_id == request.user.company_id for each in signatures)
    context = {
        "task": task,
        "nda": nda,
        "form": form,
        "facts": facts(task),
        "parties": _parties(task, signatures),
        "may_sign": not mine and policies.may_sign_nda(request.user, nda),
        "trail": [*trail(task), (_("Confidentiality agreement"), "")],
    }
    return page(request, "benefit/nda_detail.html", context, status=status)


def _parties(task: Task, signatures) -> list[dict[str, Any]]:
    signed = {each.company_id: each for each in signatures}
    return [{"company": company, "signature": signed.get(company.pk)} for company in services.parties_of(task)]


@writes
@fresh
def nda_sign(request: HttpRequest, number: str) -> HttpResponse:
    """One side signs, after proving who it is."""
    task, nda = _nda(request, number)
    require(policies.may_sign_nda(request.user, nda))
    form = SignForm(request.POST)
    if not form.is_valid():
        return _nda_page(request, task, nda, form, status=422)
    services.sign_nda(nda, sha256=form.cleaned_data["sha256"], by=request.user)
    messages.success(request, _("Signed."))
    return see(request, at(task, "nda-detail"))


@reads
def nda_pdf(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The text with its signatures, in either language."""
    task, nda = _nda(request, number)
    if language not in LANGUAGES:
        raise Http404
    with override(language):
        return pdf_response(typeset("benefit/agreement.typ", nda_paper(task, nda)), f"{task.number}-nda-{language}.pdf")


# Agreement -----------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def agreement_draw(request: HttpRequest, number: str) -> HttpResponse:
    """The officer writes it."""
    task = task_or_404(request, number)
    agreement = Agreement.objects.filter(task=task).first()
    on = today()
    terms = terms_on(on)
    english = (get_language() or "ko").startswith("en")
    initial = {
        "rate": terms.rate,
        "years": terms.years,
        "starts_on": on,
        "cash": Decimal(1),
        "ip_supplier": Decimal("0.5"),
        "prototype_won": task.cost_won,
        "right_classes": task.class_code,
        "right_items": task.item,
        "dispute_clause": CLAUSE_EN if english else CLAUSE,
    }
    form = AgreementForm(posted(request), agreement=agreement, initial=initial)
    told = decision(
        task,
        title=_("Draw up the agreement"),
        text=_("With the baseline and the milestones it goes to both sides. Nothing binds before all have signed."),
        verb=_("Save"),
        done=_("Saved. Read it as a whole, then send it to both sides."),
        allowed=policies.may_draw_agreement(request.user, task),
        do=lambda given: services.draw_agreement(task, form.given(), by=request.user),
        after=lambda made: at(task, "agreement-detail"),
    )
    return decide(request, told, form)


def agreement_or_404(request: HttpRequest, number: str) -> tuple[Task, Agreement]:
    """The task and its agreement, for who reads it."""
    task = task_or_404(request, number)
    agreement = get_object_or_404(Agreement.objects.select_related("baseline", "drawn_by"), task=task)
    agreement.task = task
    if not policies.may_read_agreement(request.user, agreement):
        raise Http404
    return task, agreement


@reads
def agreement_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The agreement as it is signed, clause by clause; who has signed; what can be done."""
    task, agreement = agreement_or_404(request, number)
    return _agreement_page(request, task, agreement, SignForm(initial={"sha256": agreement.sha256}))


def _agreement_page(request: HttpRequest, task: Task, agreement: Agreement, form, status: int = 200) -> HttpResponse:
    user = request.user
    signatures = list(agreement.signatures.filter(sha256=agreement.sha256).select_related("company", "by"))
    mine = any(each.company_id == user.company_id for each in signatures)
    waits = agreement.sent_at is not None and agreement.signed_at is None
    draws = agreement.signed_at is None and policies.may_draw_agreement(user, task)
    context = {
        "task": task,
        "agreement": agreement,
        "clauses": clauses_of(agreement),
        "form": form,
        "facts": facts(task),
        "parties": _parties(task, signatures),
        "may_sign": waits and not mine and policies.may_sign_agreement(user, agreement),
        "may_send": draws and agreement.sent_at is None,
        "may_take_back": waits and (draws or policies.may_refuse_agreement(user, agreement)),
        "lacks": _lacks(task) if draws and agreement.sent_at is None else [],
        "milestones": list(task.milestones.all()),
        "officer": bool(task_policies.officer(user)),
        "trail": [*trail(task), (pgettext("benefit task", "Agreement"), "")],
    }
    return page(request, "benefit/agreement_detail.html", context, status=status)


def _lacks(task: Task) -> list[tuple[object, str]]:
    """What has to be there before it is sent, each with where it is done."""
    found: list[tuple[object, str]] = []
    if not task.baselines.filter(state="drawn").exists():
        found.append((_("Draw up the baseline"), at(task, "baseline-draw")))
    if not task.milestones.exists():
        found.append((_("Add a milestone"), at(task, "milestone-add")))
    if sum(each.share for each in queries.suppliers_of(task)) != 1:
        found.append((_("Suppliers and shares"), at(task, "task-suppliers")))
    return found


@writes
def agreement_send(request: HttpRequest, number: str) -> HttpResponse:
    """To both sides."""
    task, agreement = agreement_or_404(request, number)
    try:
        services.send_agreement(agreement, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        form = EmptyForm({})
        form.add_error(None, str(refusal))
        return _agreement_page(request, task, agreement, form, status=422)
    messages.success(request, _("Sent. Both sides are asked to sign."))
    return see(request, at(task, "agreement-detail"))


@writes
@fresh
def agreement_sign(request: HttpRequest, number: str) -> HttpResponse:
    """A side signs what it has read, after proving who it is."""
    task, agreement = agreement_or_404(request, number)
    require(policies.may_sign_agreement(request.user, agreement))
    form = SignForm(request.POST)
    if not form.is_valid():
        return _agreement_page(request, task, agreement, form, status=422)
    signed = services.sign_agreement(agreement, sha256=form.cleaned_data["sha256"], by=request.user)
    words = _("All have signed: the agreement is in force.") if signed.signed_at else _("Signed. The others are asked.")
    messages.success(request, words)
    return see(request, at(task, "agreement-detail"))


@writes(shows_form=True)
def agreement_return(request: HttpRequest, number: str) -> HttpResponse:
    """The officer takes it back, or a supplier says what has to change."""
    task, agreement = agreement_or_404(request, number)
    supplier = request.user.is_supplier
    allowed = (
        policies.may_refuse_agreement(request.user, agreement)
        if supplier
        else policies.may_draw_agreement(request.user, task)
    )
    told = decision(
        task,
        title=_("Say what has to change") if supplier else _("Take the agreement back"),
        text=_(
            "It goes back to the officer. Signatures under this text no longer count; the next text is a new version."
        ),
        verb=_("Send back") if supplier else _("Take back"),
        done=_("It is with the officer again."),
        allowed=allowed,
        do=lambda given: services.take_back_agreement(agreement, reason=given["reason"], by=request.user),
        back=at(task, "agreement-detail"),
        after=lambda made: at(task),
    )
    return decide(request, told, WhyForm(posted(request)))


@reads
def agreement_pdf(request: HttpRequest, number: str, language: str) -> HttpResponse:
    """The agreement with its signatures, in either language; the fingerprint is the same."""
    task, agreement = agreement_or_404(request, number)
    if language not in LANGUAGES:
        raise Http404
    with override(language):
        told = agreement_paper(task, agreement)
        return pdf_response(typeset("benefit/agreement.typ", told), f"{task.number}-agreement-{language}.pdf")
