"""Doors of judging a task: screening, feasibility, committee, suppliers, its end before its time."""

from django import forms
from django.http import HttpRequest, HttpResponse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import decide, posted
from portal.http import writes
from sharedgrowth.benefit.forms.agreements import WhyForm
from sharedgrowth.benefit.forms.tasks import OfficerForm, OpinionForm, ReasonForm, SeatForm, SuppliersForm, VoteForm
from sharedgrowth.benefit.policies import tasks as policies
from sharedgrowth.benefit.services import tasks as services
from sharedgrowth.benefit.services import work
from sharedgrowth.benefit.views.shown import decision, task_or_404


class EmptyForm(forms.Form):
    """A step that needs no words."""


@writes(shows_form=True)
def task_screen(request: HttpRequest, number: str) -> HttpResponse:
    """Worth a closer look."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Screen the proposal"),
        text=_("The using department and purchasing have twenty business days to judge whether it is feasible."),
        quote=task.mechanism,
        quote_title=_("How, and why it works"),
        verb=pgettext("benefit task", "Screen"),
        done=_("Screened. The using department and purchasing are asked."),
        allowed=policies.may_screen(request.user, task),
        do=lambda given: services.screen_task(task, reason=given["reason"], by=request.user),
    )
    return decide(request, told, ReasonForm(posted(request)))


@writes(shows_form=True)
def task_reject(request: HttpRequest, number: str) -> HttpResponse:
    """Not taken up."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Do not take it up"),
        text=_("The idea stays the proposer's: it is not put out to tender without consent for two years."),
        verb=_("Do not take it up"),
        done=_("Not taken up. The proposer is told why."),
        allowed=policies.may_screen(request.user, task),
        do=lambda given: services.reject_task(task, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, told, ReasonForm(posted(request)))


@writes(shows_form=True)
def task_officer(request: HttpRequest, number: str) -> HttpResponse:
    """Who of the officers answers for it."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Name the officer"),
        text=_("The officer answers for the task and is told of what happens. It is nobody whose own idea it is."),
        verb=_("Name the officer"),
        done=_("Named. The officer is told."),
        allowed=policies.officer(request.user),
        do=lambda given: services.assign_officer(task, officer=given["officer"], by=request.user),
    )
    return decide(request, told, OfficerForm(posted(request)))


@writes(shows_form=True)
def task_opinion(request: HttpRequest, number: str) -> HttpResponse:
    """Feasible, says one bench."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Judge the feasibility"),
        text=_("When both the using department and purchasing say yes it goes to the committee; a no ends it."),
        quote=task.mechanism,
        quote_title=_("How, and why it works"),
        verb=_("Give the opinion"),
        done=_("The opinion is in."),
        allowed=policies.may_give_opinion(request.user, task),
        do=lambda given: services.give_opinion(
            task, feasible=given["feasible"] == "yes", text=given["text"], by=request.user
        ),
    )
    return decide(request, told, OpinionForm(posted(request)))


@writes(shows_form=True)
def task_seat(request: HttpRequest, number: str) -> HttpResponse:
    """A member of the committee."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Seat a member"),
        text=_("At least three: purchasing, the field, the team. Who proposed or judged it, or has a tie, cannot sit."),
        verb=_("Seat"),
        done=_("Seated. The member is told."),
        allowed=policies.may_seat(request.user, task),
        do=lambda given: services.seat_member(task, member=given["member"], bench=given["bench"], by=request.user),
    )
    return decide(request, told, SeatForm(posted(request)))


@writes(shows_form=True)
def task_vote(request: HttpRequest, number: str) -> HttpResponse:
    """A member votes."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=pgettext("benefit task", "Vote"),
        text=_("The last vote decides: more than half in favour select the task. A vote is not changed afterwards."),
        quote="\n\n".join(f"{each.get_bench_display()}: {each.text}" for each in task.opinions.all()),
        quote_title=_("Opinions on the feasibility"),
        verb=pgettext("benefit task", "Vote"),
        done=_("Your vote is in."),
        allowed=policies.may_vote(request.user, task),
        do=lambda given: services.cast_vote(
            task, in_favour=given["vote"] == "yes", words=given["words"], by=request.user
        ),
    )
    return decide(request, told, VoteForm(posted(request)))


@writes(shows_form=True)
def task_recuse(request: HttpRequest, number: str) -> HttpResponse:
    """A member leaves for a conflict."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Declare a conflict"),
        text=_("Your seat no longer counts; the officer seats somebody else."),
        verb=_("Leave the committee"),
        done=_("You have left the committee."),
        allowed=policies.may_recuse(request.user, task),
        do=lambda given: services.recuse_member(task, reason=given["reason"], by=request.user),
    )
    return decide(request, told, WhyForm(posted(request)))


@writes(shows_form=True)
def task_suppliers(request: HttpRequest, number: str) -> HttpResponse:
    """Who carries it, with which shares."""
    task = task_or_404(request, number)
    form = SuppliersForm(posted(request), task=task)
    told = decision(
        task,
        title=_("Suppliers and shares"),
        text=_("The suppliers' part of the benefit is split by these shares, to the won; they add up to 100 percent."),
        verb=_("Save"),
        done=_("Saved. All of them sign the agreement."),
        allowed=policies.may_add_supplier(request.user, task),
        do=lambda given: services.set_suppliers(task, rows=form.rows(), by=request.user),
    )
    return decide(request, told, form)


@writes(shows_form=True)
def task_withdraw(request: HttpRequest, number: str) -> HttpResponse:
    """The proposer takes it back."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("Withdraw the task"),
        text=_("It ends without a penalty. The idea stays protected, and what was verified is still paid."),
        verb=_("Withdraw"),
        done=_("Withdrawn."),
        allowed=policies.may_withdraw(request.user, task),
        do=lambda given: work.withdraw_task(task, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, told, WhyForm(posted(request)))


@writes(shows_form=True)
def task_fail(request: HttpRequest, number: str) -> HttpResponse:
    """It did not work."""
    task = task_or_404(request, number)
    told = decision(
        task,
        title=_("The task failed"),
        text=_("No penalty follows. The supplier claims what the prototype cost, as agreed."),
        verb=_("State that it failed"),
        done=_("Ended without a penalty. Both sides are told."),
        allowed=policies.may_fail(request.user, task),
        do=lambda given: work.fail_task(task, reason=given["reason"], by=request.user),
        danger=True,
    )
    return decide(request, told, WhyForm(posted(request)))
