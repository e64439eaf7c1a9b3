"""Doors of vacancies: a firm enters them, the operator checks and opens them; the facts they are checked by."""

from datetime import date

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import staff_timeline_of
from portal.clock import SEOUL
from portal.deciding import Decision, Deed, decide, posted
from portal.display import money_full
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from sharedgrowth.jobs.forms.vacancies import ArrearsForm, ReasonForm, VacancyFilter, VacancyForm, WageForm
from sharedgrowth.jobs.models import ArrearsListing, FirmBlock, MinimumWage, Vacancy
from sharedgrowth.jobs.policies import vacancies as policies
from sharedgrowth.jobs.queries import vacancies as queries
from sharedgrowth.jobs.queries.match_words import checks_shown
from sharedgrowth.jobs.rules.vacancies import least_pay
from sharedgrowth.jobs.services import vacancies as services
from sharedgrowth.jobs.states.vacancies import VacancyState

PER_PAGE = 20


def today_of(request: HttpRequest) -> date:
    """The day of the page in Korea."""
    return page_now(request).astimezone(SEOUL).date()


def _home() -> tuple[object, str]:
    return (_("Vacancies"), reverse("jobs:vacancy-list"))


def _vacancy(request: HttpRequest, number: str) -> Vacancy:
    return get_object_or_404(queries.vacancies_visible_to(request.user), number=number)


def _at(vacancy: Vacancy) -> str:
    return reverse("jobs:vacancy-detail", args=[vacancy.number])


@reads
def vacancy_list(request: HttpRequest) -> HttpResponse:
    """A firm's own; for the operator all; for trainees being matched the open ones."""
    user = request.user
    states = user.is_internal or user.is_supplier
    form = VacancyFilter(request.GET or None, states=states)
    given = form.given() if form.is_bound else {}
    context = {
        "trail": [(_("Vacancies"), "")],
        "filter": form,
        "filtered": bool(given),
        "inside": user.is_internal,
        "states": states,
        "results": Paginator(queries.vacancies_listed_for(user, **given), PER_PAGE).get_page(request.GET.get("page")),
        "may_write": bool(policies.may_act_for_firm(user)) if user.is_supplier else False,
        "may_operate": bool(policies.may_operate(user)),
    }
    return page(request, "jobs/vacancy_list.html", context, part="jobs/_vacancy_results.html")


@reads
def vacancy_detail(request: HttpRequest, number: str) -> HttpResponse:
    """One vacancy, and what is checked of it."""
    vacancy, user, on = _vacancy(request, number), request.user, today_of(request)
    checked = user.is_internal or user.is_supplier
    bars = queries.bars_of(vacancy, on) if checked and vacancy.state != VacancyState.CLOSED else []
    context = {
        "trail": [_home(), (vacancy.number, "")],
        "vacancy": vacancy,
        "checks": checks_shown(bars) if checked and vacancy.state != VacancyState.CLOSED else [],
        "least": least_pay(queries.minimum_wage_on(on).hourly_won, vacancy.hours_week),
        "entries": staff_timeline_of(user, vacancy),
        "deeds": _deeds(request, vacancy),
        "inside": user.is_internal,
    }
    return page(request, "jobs/vacancy_detail.html", context)


def _deeds(request: HttpRequest, vacancy: Vacancy) -> list[Deed]:
    user, state = request.user, vacancy.state
    at = lambda name: reverse(f"jobs:vacancy-{name}", args=[vacancy.number])  # noqa: E731
    step = lambda name: reverse("jobs:vacancy-step", args=[vacancy.number, name])  # noqa: E731
    deeds = []
    if state == VacancyState.DRAFT and user.is_supplier and policies.may_write_vacancy(user, vacancy):
        deeds = [
            Deed(_("Change"), at("edit"), "pencil"),
            Deed(_("Hand in"), step("submit"), "send", post=True, primary=True),
        ]
    if state == VacancyState.SUBMITTED and user.is_internal and policies.may_decide_vacancy(user, vacancy):
        deeds = [
            Deed(_("Open the vacancy"), step("open"), "circle-check", post=True, primary=True),
            Deed(_("Give it back"), at("return"), "arrow-back-up"),
        ]
    if state != VacancyState.CLOSED and policies.may_close_vacancy(user, vacancy):
        deeds.append(Deed(_("Close the vacancy"), at("close"), "circle-x", danger=True))
    return deeds


@writes(shows_form=True)
def vacancy_create(request: HttpRequest) -> HttpResponse:
    """A draft."""
    return _write(request, None)


@writes(shows_form=True)
def vacancy_edit(request: HttpRequest, number: str) -> HttpResponse:
    """The draft changed."""
    return _write(request, _vacancy(request, number))


def _write(request: HttpRequest, vacancy: Vacancy | None) -> HttpResponse:
    form = VacancyForm(posted(request), instance=vacancy) if vacancy else VacancyForm(posted(request))
    least = least_pay(queries.minimum_wage_on(today_of(request)).hourly_won, vacancy.hours_week if vacancy else 40)
    what = Decision(
        title=_("Enter a vacancy"),
        text=_("A draft until you hand it in. Base pay for 40 hours a week is at least %(won)s a month (minimum wage).")
        % {"won": money_full(least)},
        verb=_("Save the draft"),
        done=_("Saved as a draft."),
        allowed=policies.may_write_vacancy(request.user, vacancy),
        do=lambda given: services.write_vacancy(vacancy, **given, by=request.user),
        back=_at(vacancy) if vacancy else reverse("jobs:vacancy-list"),
        trail=[_home()],
        docno=vacancy.number if vacancy else "",
        after=_at,
    )
    return decide(request, what, form)


@writes
def vacancy_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Hand in, open."""
    vacancy = _vacancy(request, number)
    act = {"submit": services.submit_vacancy, "open": services.open_vacancy}[step]
    act(vacancy, by=request.user)
    messages.success(request, _("Done."))
    return see(request, _at(vacancy))


def _decide(request: HttpRequest, vacancy: Vacancy, **words) -> HttpResponse:
    what = Decision(
        back=_at(vacancy),
        trail=[_home(), (vacancy.number, _at(vacancy))],
        docno=vacancy.number,
        facts=[
            {"label": _("Job"), "value": vacancy.title},
            {"label": _("Company"), "value": vacancy.company.name},
        ],
        **words,
    )
    return decide(request, what, ReasonForm(posted(request)))


@writes(shows_form=True)
def vacancy_return(request: HttpRequest, number: str) -> HttpResponse:
    """Back to the firm with what is to be changed."""
    vacancy = _vacancy(request, number)
    return _decide(
        request,
        vacancy,
        title=_("Give it back"),
        text=_("The firm reads the reason, changes the vacancy and hands it in again."),
        verb=_("Give it back"),
        done=_("Given back. The firm is told."),
        allowed=policies.may_decide_vacancy(request.user, vacancy),
        do=lambda given: services.return_vacancy(vacancy, **given, by=request.user),
    )


@writes(shows_form=True)
def vacancy_close(request: HttpRequest, number: str) -> HttpResponse:
    """Takes nobody any more."""
    vacancy = _vacancy(request, number)
    return _decide(
        request,
        vacancy,
        title=_("Close the vacancy"),
        text=_("It takes nobody any more. Matches that run go on: end them on their own pages."),
        verb=_("Close the vacancy"),
        done=pgettext("vacancy", "Closed."),
        danger=True,
        allowed=policies.may_close_vacancy(request.user, vacancy),
        do=lambda given: services.close_vacancy(vacancy, **given, by=request.user),
    )


# The facts ------------------------------------------------------------------------------------------------------------
def _facts_home() -> tuple[object, str]:
    return (_("What firms are checked by"), reverse("jobs:vacancy-facts"))


@reads
def vacancy_facts(request: HttpRequest) -> HttpResponse:
    """Minimum wages, firms in arrears, firms that took an offer back."""
    require(policies.may_operate(request.user))
    context = {
        "trail": [_home(), (_("What firms are checked by"), "")],
        "wages": MinimumWage.objects.order_by("-valid_from"),
        "listings": ArrearsListing.objects.select_related("company").order_by("-listed_on", "-pk")[:100],
        "blocks": FirmBlock.objects.select_related("company").order_by("-pk")[:100],
        "on": today_of(request),
    }
    return page(request, "jobs/vacancy_facts.html", context)


@writes(shows_form=True)
def wage_add(request: HttpRequest) -> HttpResponse:
    """The minimum wage of a new year."""
    what = Decision(
        title=_("Enter a minimum wage"),
        text=_("It counts from its day on, for new vacancies and for offers of work that begins then."),
        verb=_("Enter"),
        done=_("Entered."),
        allowed=policies.may_operate(request.user),
        do=lambda given: services.enter_minimum_wage(**given, by=request.user),
        back=reverse("jobs:vacancy-facts"),
        trail=[_home(), _facts_home()],
    )
    return decide(request, what, WageForm(posted(request)))


@writes(shows_form=True)
def arrears_add(request: HttpRequest) -> HttpResponse:
    """A firm on the public list."""
    what = Decision(
        title=_("Enter a firm in arrears with wages"),
        text=_("Its vacancies do not open, and it makes no offers, until the day given."),
        verb=_("Enter"),
        done=_("Entered."),
        allowed=policies.may_operate(request.user),
        do=lambda given: services.list_arrears(given.pop("company"), **given, by=request.user),
        back=reverse("jobs:vacancy-facts"),
        trail=[_home(), _facts_home()],
    )
    return decide(request, what, ArrearsForm(posted(request)))


@writes(shows_form=True)
def block_lift(request: HttpRequest, pk: int) -> HttpResponse:
    """Earlier than it would end."""
    require(policies.may_operate(request.user))
    block = get_object_or_404(FirmBlock.objects.select_related("company"), pk=pk)
    what = Decision(
        title=_("Let the firm offer jobs again"),
        text=_("The reason stays on record."),
        verb=_("Let it"),
        done=_("The firm can enter vacancies again."),
        allowed=policies.may_operate_for(request.user, block.company),
        do=lambda given: services.lift_block(block, **given, by=request.user),
        back=reverse("jobs:vacancy-facts"),
        trail=[_home(), _facts_home()],
        facts=[{"label": _("Company"), "value": block.company.name}],
        quote=block.reason,
        quote_title=_("Reason"),
    )
    return decide(request, what, ReasonForm(posted(request)))
