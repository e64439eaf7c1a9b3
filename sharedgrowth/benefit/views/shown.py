"""How a task is shown: addresses, trail, facts, steps, and what a person can do with it now."""

from typing import Any

from django.http import HttpRequest
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.deciding import Decision, Deed
from portal.display import day_text, money_full
from portal.people.models import User
from sharedgrowth.benefit.models import Agreement, Nda, Task
from sharedgrowth.benefit.policies import agreements as paper_policies
from sharedgrowth.benefit.policies import tasks as policies
from sharedgrowth.benefit.queries import tasks as queries
from sharedgrowth.benefit.services.agreements import NDA_STATES
from sharedgrowth.benefit.services.rights import NO_DISPUTE
from sharedgrowth.benefit.services.tasks import lacking
from sharedgrowth.benefit.services.work import WORKING
from sharedgrowth.benefit.states import Bearer, TaskState

T = TaskState


def at(task: Task, name: str = "task-detail", *args: Any) -> str:
    """An address of a task."""
    return reverse(f"benefit:{name}", args=[task.number, *args])


def trail(task: Task | None = None) -> list[tuple[object, str]]:
    """Where the pages stand."""
    steps: list[tuple[object, str]] = [(_("Benefit-sharing tasks"), reverse("benefit:task-list"))]
    return [*steps, (task.number, at(task))] if task is not None else steps


def task_or_404(request: HttpRequest, number: str) -> Task:
    """The task, if the person may see it."""
    return get_object_or_404(
        queries.tasks_visible_to(request.user).select_related("officer"), number=number.upper()[:20]
    )


def facts(task: Task) -> list[dict[str, Any]]:
    """What it is, with whom, what it saves, who looks after it."""
    suppliers = queries.suppliers_of(task)
    names = ", ".join(str(each.company.name) for each in suppliers) or _("not named yet")
    rows = [
        {"label": _("What it improves"), "value": task.get_type_display(), "note": task.item},
        {"label": _("Suppliers"), "value": names, "note": task.get_proposer_display()},
        {"label": _("Using department"), "value": task.department or "—", "note": task.site},
        {
            "label": _("Expected saving a year"),
            "value": money_full(task.expected_won) if task.expected_won is not None else "—",
            "note": _("without cash effect") if task.soft else "",
        },
    ]
    due = {T.PROPOSED: (_("Screened by"), task.screen_due), T.SCREENED: (_("Feasibility judged by"), task.feasible_due)}
    words, day = due.get(T(task.state), (_("Officer"), None))
    officer = task.officer.name if task.officer else _("nobody yet")
    if day is None:
        rows.append({"label": words, "value": officer, "note": ""})
    else:
        rows.append({"label": words, "value": day_text(day, "day"), "note": officer})
    return rows


def steps(task: Task) -> list[dict[str, Any]]:
    """From the proposal to the sharing."""
    lanes = [states for _key, _words, states in queries.LANES]
    place = next((no for no, states in enumerate(lanes) if task.state in states), -1)
    if task.state == T.CLOSED:
        place = len(lanes)
    return [
        {"label": words, "state": "done" if no < place else "now" if no == place else "later", "url": "", "note": ""}
        for no, (_key, words, _states) in enumerate(queries.LANES)
    ]


def decision(task: Task, **words: Any) -> Decision:
    """A step of the task, with its facts."""
    return Decision(
        docno=task.number,
        heading=task.title,
        facts=words.pop("facts", facts(task)),
        back=words.pop("back", at(task)),
        trail=trail(task),
        **words,
    )


def deeds(user: User, task: Task, *, disputed: bool) -> list[Deed]:
    """What this person can do now; while a dispute is open only that."""
    if task.state == T.IDEA:
        return _of_idea(user, task)
    found: list[Deed] = []
    if not disputed:
        found += _judging(user, task) + _agreeing(user, task) + _working(user, task)
    found += _papers(user, task, disputed=disputed)
    return found


def _of_idea(user: User, task: Task) -> list[Deed]:
    if not policies.may_edit_idea(user, task):
        return []
    text = _("Look it over once more: from the moment it is sent its text is frozen and its time is proved.")
    return [
        Deed(pgettext("benefit task", "Propose"), at(task, "task-propose"), "send", text, primary=True),
        Deed(_("Edit"), at(task, "idea-edit"), "pencil"),
        Deed(_("Discard"), at(task, "idea-discard"), "trash", danger=True),
    ]


def _judging(user: User, task: Task) -> list[Deed]:
    found: list[Deed] = []
    state = task.state
    if state == T.PROPOSED and policies.may_screen(user, task):
        text = _("Is it worth a closer look? Using department and purchasing judge it then.")
        found.append(
            Deed(pgettext("benefit task", "Screen"), at(task, "task-screen"), "circle-check", text, primary=True)
        )
    if state in (T.PROPOSED, T.SCREENED, T.FEASIBLE) and policies.may_screen(user, task):
        found.append(Deed(_("Do not take it up"), at(task, "task-reject"), "circle-x"))
    if state not in queries.ENDED and state != T.CLOSED and policies.officer(user):
        found.append(Deed(_("Name the officer"), at(task, "task-officer"), "user-check"))
    if state == T.SCREENED and policies.may_give_opinion(user, task):
        bench = policies.bench_of(user)
        if not task.opinions.filter(bench=bench or "").exists():
            text = _("Can it be done here? Both the using department and purchasing say so, with reasons.")
            found.append(Deed(_("Judge the feasibility"), at(task, "task-opinion"), "ruler-2", text, primary=True))
    if state == T.FEASIBLE:
        if policies.may_seat(user, task) and not task.seats.exclude(voted_at=None).exists():
            text = lacking(task)
            found.append(Deed(_("Seat a member"), at(task, "task-seat"), "user-plus", text, primary=bool(text)))
        if task.seats.filter(member=user, voted_at=None, recused_at=None).exists():
            missing = lacking(task)
            if not missing and policies.may_vote(user, task):
                text = _("You sit on the committee. Read the opinions, then vote.")
                found.append(
                    Deed(pgettext("benefit task", "Vote"), at(task, "task-vote"), "thumb-up", text, primary=True)
                )
            found.append(Deed(_("Declare a conflict"), at(task, "task-recuse"), "user-x"))
    return found


def _agreeing(user: User, task: Task) -> list[Deed]:
    agreement = Agreement.objects.filter(task=task).first()
    found: list[Deed] = []
    sent = agreement is not None and agreement.sent_at is not None
    if task.state == T.SELECTED:
        if not sent and policies.may_add_supplier(user, task):
            found.append(Deed(_("Suppliers and shares"), at(task, "task-suppliers"), "users"))
        if not sent and paper_policies.may_draw_agreement(user, task):
            text = _("Rate, years, protocol, rights: with the baseline and the milestones it goes to both sides.")
            found.append(Deed(_("Draw up the agreement"), at(task, "agreement-draw"), "pencil", text, primary=True))
            found.append(Deed(_("Add a milestone"), at(task, "milestone-add"), "calendar"))
        if agreement is not None and sent and paper_policies.may_sign_agreement(user, agreement):
            signed = agreement.signatures.filter(company=user.company_id, sha256=agreement.sha256).exists()
            if not signed:
                text = _("Read it as a whole. With the last signature it is frozen.")
                url = at(task, "agreement-detail")
                found.append(Deed(_("Read and sign the agreement"), url, "file-check", text, primary=True))
    return found


def _working(user: User, task: Task) -> list[Deed]:
    found: list[Deed] = []
    state = task.state
    if policies.may_start(user, task):
        if state == T.AGREED:
            found.append(Deed(_("Register outside"), at(task, "task-register"), "certificate"))
        if state in (T.AGREED, T.REGISTERED):
            text = _("Work begins. After this day the task can no longer be registered outside.")
            found.append(Deed(_("Start"), at(task, "task-start"), "circle-check", text, post=True, primary=True))
        if state == T.SUSPENDED:
            text = _("It stands because a milestone is long overdue. Agree with the supplier how it goes on.")
            found.append(Deed(_("Go on"), at(task, "task-resume"), "arrow-right", text, primary=True))
        if state == T.IN_PROGRESS and not task.milestones.filter(done_on=None).exists():
            text = _("Every milestone is reached: the measurement can begin.")
            found.append(
                Deed(
                    pgettext("benefit task", "Complete"),
                    at(task, "task-complete"),
                    "circle-check",
                    text,
                    post=True,
                    primary=True,
                )
            )
        registered = getattr(task, "registration", None)
        if task.completed_on and registered is not None and registered.certified_on is None:
            found.append(Deed(_("Enter the certificate"), at(task, "task-certify"), "rosette-discount-check"))
        if Task.flow.allows("fail", state):
            found.append(Deed(_("It failed"), at(task, "task-fail"), "flag"))
    if state in WORKING and policies.may_report(user, task):
        following = task.milestones.filter(done_on=None).order_by("no").first()
        if following is not None:
            text = _("Next milestone: %(title)s, due on %(day)s.") % {
                "title": following.title,
                "day": day_text(following.due_on, "day"),
            }
            url = at(task, "milestone-report", following.no)
            found.append(Deed(_("Report the milestone"), url, "file-plus", text, primary=user.is_supplier))
    if Task.flow.allows("withdraw", state) and policies.may_withdraw(user, task):
        found.append(Deed(_("Withdraw"), at(task, "task-withdraw"), "arrow-back-up", danger=True))
    return found


def _papers(user: User, task: Task, *, disputed: bool) -> list[Deed]:
    found: list[Deed] = []
    nda = Nda.objects.filter(task=task).first()
    if nda is None:
        if task.state in NDA_STATES and paper_policies.may_offer_nda(user, task):
            found.append(Deed(_("Offer a confidentiality agreement"), at(task, "nda-offer"), "shield-lock"))
    elif not nda.signatures.filter(company=user.company_id).exists():  # also of a supplier that joined later
        if paper_policies.may_sign_nda(user, nda):
            text = _("Technical data moves only after both sides have signed.")
            words = _("Read and sign the confidentiality agreement")
            found.append(Deed(words, at(task, "nda-detail"), "shield-lock", text, primary=user.is_supplier))
    elif nda.signed_at is not None and task.state in NDA_STATES and paper_policies.may_give_item(user, task):
        found.append(Deed(_("Hand over technical data"), at(task, "item-give"), "upload"))
    agreement = Agreement.objects.filter(task=task, signed_at__isnull=False, prototype_bearer=Bearer.BUYER).first()
    paid = agreement is not None and agreement.prototype_won and not hasattr(task, "prototype_cost")
    if paid and paper_policies.may_claim_cost(user, task):
        found.append(Deed(_("Claim the cost of the prototype"), at(task, "cost-claim"), "coin"))
    if not disputed and task.state not in NO_DISPUTE and paper_policies.may_open_dispute(user, task):
        found.append(Deed(_("Open a dispute"), at(task, "dispute-open"), "scale"))
    if paper_policies.may_consent(user, task):
        found.append(Deed(_("Agree to a tender"), at(task, "tender-consent"), "lock-open"))
    if paper_policies.may_override(user, task):
        found.append(Deed(_("Let a tender go on"), at(task, "tender-override"), "gavel"))
    return found
