"""Doors of the agreement: drawn up, read, signed, printed."""

from django.contrib import messages
from django.http import Http404, HttpRequest, HttpResponse
from django.utils.translation import gettext as _

from portal.audit.queries import staff_timeline_of
from portal.deciding import beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.fresh import fresh
from portal.http import page, reads, see, writes
from portal.pdf import pdf_response, typeset
from sharedgrowth.support.forms import projects as forms
from sharedgrowth.support.models import Project, ProjectAgreement
from sharedgrowth.support.policies import projects as policies
from sharedgrowth.support.queries import papers
from sharedgrowth.support.queries import projects as queries
from sharedgrowth.support.services import agreements as services
from sharedgrowth.support.states import ProjectState
from sharedgrowth.support.views.project_deeds import decision
from sharedgrowth.support.views.projects import at, project_or_404, trail_of


def _readable(request: HttpRequest, number: str) -> tuple[Project, ProjectAgreement]:
    """The project and its newest agreement, for those who see the project's money: the cost table is part of it."""
    project = project_or_404(request, number)
    agreement = queries.agreement_of(project)
    if agreement is None or not queries.sees_money(request.user, project):
        raise Http404
    agreement.project = project
    return project, agreement


@writes(shows_form=True)
def agreement_draw_up(request: HttpRequest, number: str) -> HttpResponse:
    """The text for both to sign."""
    project = project_or_404(request, number)
    told = decision(
        project,
        title=_("Draw up the agreement"),
        text=_(
            "Parts and costs come from the application, phases and reports from the programme. Who draws it up does "
            "not sign it. An earlier version that is not signed by both loses its force."
        ),
        verb=_("Draw up"),
        done=_("Drawn up. Both sides are told."),
        allowed=policies.may_draw_up(request.user, project),
        do=lambda given: services.draw_up_agreement(project, **given, by=request.user),
    )
    initial = {"scope": project.scope, "begins_on": project.begins_on}
    return decide(request, told, forms.AgreementForm(posted(request), initial=initial))


@reads
def agreement_detail(request: HttpRequest, number: str) -> HttpResponse:
    """The agreement, to read and to sign."""
    project, agreement = _readable(request, number)
    return _show(request, project, agreement, forms.SignForm(initial={"version": agreement.version}))


def _show(request: HttpRequest, project: Project, agreement: ProjectAgreement, form, status: int = 200) -> HttpResponse:
    open_ = project.state == ProjectState.AGREEMENT
    own = open_ and agreement.company_signed_at is None and policies.may_sign_for_company(request.user, agreement)
    ours = open_ and agreement.buyer_signed_at is None and policies.may_sign_for_buyer(request.user, agreement)
    context = {
        "project": project,
        "agreement": agreement,
        "told": papers.agreement_shown(agreement),
        "trail": [*trail_of(project), (_("Project agreement"), "")],
        "form": form,
        "may_sign": bool(own or ours),
        "versions": list(project.agreements.all()),
        "entries": staff_timeline_of(request.user, agreement),
    }
    return page(request, "support/agreement_detail.html", context, status=status)


@writes
@fresh
def agreement_sign(request: HttpRequest, number: str) -> HttpResponse:
    """With a fresh proof of who signs."""
    project, agreement = _readable(request, number)
    form = forms.SignForm(request.POST)
    if form.is_valid():
        sign = services.sign_for_buyer if request.user.is_internal else services.sign_for_company
        try:
            sign(agreement, version=form.cleaned_data["version"], by=request.user)
        except WrongState:
            raise
        except RuleBroken as refusal:
            beside(form, refusal)
        else:
            messages.success(request, _("Signed. When both sides have signed, the project begins."))
            return see(request, at(project))
    return _show(request, project, agreement, form, status=422)


@reads
def agreement_paper(request: HttpRequest, number: str) -> HttpResponse:
    """The agreement as PDF, in the reader's language."""
    project, agreement = _readable(request, number)
    pdf = typeset("support/project_agreement.typ", papers.agreement_paper(agreement))
    return pdf_response(pdf, f"{project.number}-agreement.pdf")
