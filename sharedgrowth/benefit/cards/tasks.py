"""Tasks in the menu and on the dashboard, and the words of their timelines."""

from collections.abc import Iterable

from django.http import HttpRequest
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import gettext_lazy, pgettext, pgettext_lazy

from portal.home.registry import Action, Card, MenuItem, Row, actions, cards, menu
from portal.words import deeds
from sharedgrowth.benefit.models import Dispute, Task
from sharedgrowth.benefit.policies.tasks import may_have_idea
from sharedgrowth.benefit.queries import tasks as queries
from sharedgrowth.benefit.states import TaskState

T = TaskState
MOST = 20  # rows of one kind; the list has the rest
SUPPLIERS = frozenset({"SA", "SU"})
STAFF = frozenset({"SG", "PO", "RQ", "AP", "CP"})
READERS = frozenset({*queries.SUPPLIERS, *queries.STAFF_READERS})


def _row(task: Task, title: str, why: object, verb: object, *, due=None, kind: str = "wait", url: str = "") -> Row:
    return Row(
        title=title % {"number": task.number, "title": task.title},
        consequence=why,
        due=due,
        url=url or reverse("benefit:task-detail", args=[task.number]),
        verb=verb,
        kind=kind,
        icon="bulb",
        soon=3,
    )


def for_staff(request: HttpRequest) -> Iterable[Row]:
    """Screening, feasibility, votes, agreements, suspended tasks, disputes: the first due on top."""
    user = request.user
    for task in queries.tasks_waiting_for(user)[:MOST]:
        if task.state == T.PROPOSED:
            words = _("The proposer was promised an answer by this day.")
            yield _row(
                task, _("Screen %(number)s: %(title)s"), words, pgettext("benefit task", "Screen"), due=task.screen_due
            )
        elif task.state == T.SCREENED:
            words = _("The committee cannot meet before.")
            title = _("Judge the feasibility of %(number)s: %(title)s")
            yield _row(task, title, words, pgettext("benefit task", "Judge"), due=task.feasible_due)
        elif task.state == T.FEASIBLE:
            words = _("At least three members, none of them with a tie.")
            yield _row(task, _("Committee for %(number)s: %(title)s"), words, _("Look"))
        elif task.state == T.SELECTED:
            words = _("Nothing begins before all have signed.")
            yield _row(task, _("Agreement of %(number)s: %(title)s"), words, _("Look"))
        elif task.state == T.SUSPENDED:
            words = _("A milestone is more than 90 days late.")
            yield _row(task, _("Say how %(number)s goes on: %(title)s"), words, _("Look"), kind="bad")
        else:
            yield _row(task, _("%(number)s waits for you: %(title)s"), _("Its page says what is next."), _("Look"))


def for_suppliers(request: HttpRequest) -> Iterable[Row]:
    """Drafts, papers to sign, milestones."""
    found = list(queries.tasks_waiting_for(request.user)[:MOST])
    open_ones = Dispute.objects.filter(task__in=found, decided_at=None, answer="")
    unanswered = set(open_ones.exclude(company=request.user.company_id).values_list("task", flat=True))
    for task in found:
        if task.pk in unanswered:
            words = _("Compliance reads both sides before it decides.")
            yield _row(task, _("Answer the dispute about %(number)s"), words, pgettext("benefit task", "Answer"))
        elif task.state == T.IDEA:
            words = _("Who proposes first has the receipt that proves it.")
            yield _row(task, _("Propose your idea: %(title)s"), words, _("Look it over"), kind="draft")
        elif task.state == T.SELECTED:
            words = _("Nothing begins before all have signed.")
            url = reverse("benefit:agreement-detail", args=[task.number])
            yield _row(task, _("Read and sign the agreement of %(number)s"), words, _("Read"), url=url)
        elif task.state in (T.IN_PROGRESS, T.SUSPENDED):
            step = task.milestones.filter(done_on=None).order_by("no").first()
            if step is not None:
                words = _("Next milestone: %(title)s") % {"title": step.title}
                yield _row(
                    task,
                    _("Work on %(number)s: %(title)s"),
                    words,
                    pgettext("benefit task", "Report"),
                    due=step.due_on,
                    kind="info",
                )
        else:
            words = _("Technical data moves only after both sides have signed.")
            url = reverse("benefit:nda-detail", args=[task.number])
            yield _row(task, _("Sign the confidentiality agreement of %(number)s"), words, _("Read"), url=url)


menu.add(
    "benefit",
    MenuItem(label=gettext_lazy("Benefit Sharing"), url_name="benefit:task-list", roles=READERS, order=52, icon="bulb"),
)
cards.add("benefit-staff", Card(rows=for_staff, roles=STAFF, order=35))
cards.add("benefit-suppliers", Card(rows=for_suppliers, roles=SUPPLIERS, order=35))
actions.add(
    "benefit-idea",
    Action(
        label=gettext_lazy("Propose a task"),
        url_name="benefit:idea-new",
        icon="bulb",
        roles=SUPPLIERS,
        order=60,
        allowed=may_have_idea,
    ),
)

WORDS = {
    "discarded": gettext_lazy("Draft discarded"),
    "propose": pgettext_lazy("benefit task", "Proposed"),
    "screen": gettext_lazy("Screened"),
    "find_feasible": gettext_lazy("Found feasible by both"),
    "select": gettext_lazy("Selected by the committee"),
    "reject": pgettext_lazy("benefit task", "Not taken up"),
    "agree": gettext_lazy("Agreement in force"),
    "register": pgettext_lazy("benefit task", "Registered outside"),
    "certified": gettext_lazy("Certified outside"),
    "start": gettext_lazy("Work begun"),
    "suspend": pgettext_lazy("benefit task", "Suspended"),
    "resume": gettext_lazy("Work goes on"),
    "complete": pgettext_lazy("benefit task", "Completed"),
    "begin_measuring": gettext_lazy("Measuring begun"),
    "verify": pgettext_lazy("benefit task", "Verified"),
    "share": gettext_lazy("Sharing begun"),
    "close": pgettext_lazy("benefit task", "Closed"),
    "fail": pgettext_lazy("benefit task", "Failed, without penalty"),
    "withdraw": pgettext_lazy("benefit task", "Withdrawn"),
    "officer_named": gettext_lazy("Officer named"),
    "judged": gettext_lazy("Feasibility judged"),
    "seated": gettext_lazy("Committee member seated"),
    "voted": pgettext_lazy("deed", "Voted"),
    "recused": gettext_lazy("Left the committee for a conflict"),
    "suppliers_set": gettext_lazy("Suppliers and shares set"),
    "nda_offered": gettext_lazy("Confidentiality agreement offered"),
    "nda_signed": gettext_lazy("Confidentiality agreement signed"),
    "agreement_drawn": gettext_lazy("Agreement drawn up"),
    "agreement_sent": gettext_lazy("Agreement sent to both sides"),
    "agreement_signed": gettext_lazy("Agreement signed"),
    "agreement_refused": gettext_lazy("Supplier said what has to change"),
    "agreement_taken_back": gettext_lazy("Agreement taken back"),
    "milestone_done": gettext_lazy("Milestone reached"),
    "milestone_late": gettext_lazy("Milestone more than 30 days late"),
    "item_given": gettext_lazy("Technical data handed over"),
    "item_returned": gettext_lazy("Technical data returned or destroyed"),
    "dispute_opened": gettext_lazy("Dispute opened"),
    "dispute_answered": gettext_lazy("Dispute answered"),
    "dispute_decided": gettext_lazy("Dispute decided"),
    "tender_released": gettext_lazy("Released for a tender"),
    "cost_claimed": gettext_lazy("Cost of the prototype claimed"),
    "cost_granted": gettext_lazy("Cost of the prototype decided"),
    "employee_rewarded": gettext_lazy("Employee rewarded"),
}
for _name, _words in WORDS.items():
    deeds.add(f"benefit.task.{_name}", _words)
