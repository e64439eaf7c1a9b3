"""Tasks: who is told of what, and what runs by itself each day. Source: domain 6.3, appendix B."""

from collections.abc import Iterable
from datetime import timedelta
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.errors import Refused
from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import announce, on, once, sweeps
from portal.people.models import User
from portal.people.queries import buyer_people_with_role
from sharedgrowth.benefit.handlers.measurement import officers_of, people_of
from sharedgrowth.benefit.models import Milestone, Task, terms_on
from sharedgrowth.benefit.queries import rights
from sharedgrowth.benefit.services import work
from sharedgrowth.benefit.services.rights import reward_employee

PAGE = "benefit:task-detail"
SUPPLIERS = ("SA", "SU")


def _task(pk: int) -> Task:
    return Task.objects.select_related("officer", "proposed_by", "employee").get(pk=pk)


def _tell(people: Iterable[User], kind: str, task: Task, **params) -> None:
    named = {"number": task.number, "title": task.title, **params}
    notify(list(people), kind, params=named, url_name=PAGE, url_args=[task.number])


def proposers_of(task: Task) -> list[User]:
    """The suppliers' people; of an employee's idea the employee."""
    own = people_of(task, *SUPPLIERS)
    more = [person for person in (task.employee, task.proposed_by) if person is not None and person.is_internal]
    return list({person.pk: person for person in [*own, *more]}.values())


# What runs by itself -------------------------------------------------------------------------------------------------
@sweeps
def run_clocks() -> None:
    """Each day: milestones that are overdue alert, then suspend; late screening is told. Quiet minutes cost little."""
    on_day = today()
    terms = terms_on(on_day)
    for milestone in rights.milestones_late(on_day - timedelta(days=terms.alert_days), alerted=False):
        _do(work.alert_milestone, milestone)
    for milestone in rights.milestones_late(on_day - timedelta(days=terms.suspend_days), alerted=True):
        _do(lambda late: work.suspend_task(late.task, milestone=late), milestone)
    for item in rights.items_late(on_day):
        with transaction.atomic():
            if once("benefit.item_late", f"{item.pk}:{item.return_on}"):
                announce("benefit.item_late", task=item.task_id, item=item.pk)
    for task in rights.tasks_late(on_day):
        with transaction.atomic():
            if once("benefit.stage_late", f"{task.pk}:{task.state}:{on_day}"):
                announce("benefit.stage_late", task=task.pk)


def _do(step, milestone: Milestone) -> None:
    try:
        step(milestone)
    except Refused:  # somebody has just moved it; the next run looks again
        return


@on("benefit.verified")
def reward(*, task: int, won: str, **_later) -> None:
    """The employee whose idea it was, by the benefit of the first verified year."""
    reward_employee(_task(task), benefit_won=Decimal(won))


# Who is told ---------------------------------------------------------------------------------------------------------
@on("benefit.task_proposed")
def tell_officers(*, task: int, **_later) -> None:
    """Officers: ten business days."""
    found = _task(task)
    _tell(buyer_people_with_role("SG"), "benefit.proposed_seen", found, due=found.screen_due)
    _tell(proposers_of(found), "benefit.proposed", found, due=found.screen_due)


@on("benefit.task_screened")
def tell_judges(*, task: int, **_later) -> None:
    """Using department and purchasing; the proposer."""
    found = _task(task)
    _tell(buyer_people_with_role("RQ", "PO"), "benefit.to_judge_seen", found, due=found.feasible_due)
    _tell(proposers_of(found), "benefit.screened", found)


@on("benefit.task_feasible")
def tell_of_feasibility(*, task: int, **_later) -> None:
    """The officer seats a committee."""
    found = _task(task)
    _tell(officers_of(found), "benefit.feasible_seen", found)


@on("benefit.member_seated")
def tell_member(*, task: int, member: int, **_later) -> None:
    """The member."""
    _tell(User.objects.filter(pk=member), "benefit.seated_seen", _task(task))


@on("benefit.task_selected", "benefit.task_rejected")
def tell_of_selection(*, task: int, **_later) -> None:
    """The proposer, and the officer."""
    found = _task(task)
    kind = "benefit.rejected" if found.state == "rejected" else "benefit.selected"
    _tell(proposers_of(found), kind, found)
    _tell(officers_of(found), f"{kind}_seen", found)


@on("benefit.nda_offered")
def tell_of_nda(*, task: int, **_later) -> None:
    """Both sides sign."""
    found = _task(task)
    _tell([*people_of(found, "SA"), *officers_of(found)], "benefit.nda_to_sign", found)


@on("benefit.nda_in_force")
def tell_of_nda_in_force(*, task: int, **_later) -> None:
    """Both sides: technical data may move."""
    found = _task(task)
    _tell([*people_of(found, *SUPPLIERS), *officers_of(found)], "benefit.nda_in_force", found)


@on("benefit.agreement_sent")
def tell_of_agreement(*, task: int, **_later) -> None:
    """Who signs."""
    found = _task(task)
    _tell(people_of(found, "SA"), "benefit.agreement_to_sign", found)
    _tell(buyer_people_with_role("AP"), "benefit.agreement_to_sign_seen", found)


@on("benefit.agreement_refused", "benefit.agreement_taken_back")
def tell_of_return(*, task: int, **_later) -> None:
    """The other side."""
    found = _task(task)
    _tell([*people_of(found, "SA"), *officers_of(found)], "benefit.agreement_back", found)


@on("benefit.task_agreed")
def tell_of_signatures(*, task: int, **_later) -> None:
    """Both sides."""
    found = _task(task)
    _tell([*people_of(found, *SUPPLIERS), *officers_of(found)], "benefit.agreed", found)


@on("benefit.task_started", "benefit.task_resumed", "benefit.task_completed")
def tell_of_work(*, task: int, **_later) -> None:
    """The suppliers."""
    found = _task(task)
    _tell(people_of(found, *SUPPLIERS), "benefit.moved", found)


@on("benefit.milestone_done")
def tell_of_milestone(*, task: int, milestone: int, **_later) -> None:
    """The officer."""
    found = _task(task)
    step = Milestone.objects.get(pk=milestone)
    _tell(officers_of(found), "benefit.milestone_seen", found, step=step.title)


@on("benefit.milestone_late")
def tell_of_late_milestone(*, task: int, milestone: int, **_later) -> None:
    """Both sides."""
    found = _task(task)
    step = Milestone.objects.get(pk=milestone)
    people = [*people_of(found, *SUPPLIERS), *officers_of(found)]
    _tell(people, "benefit.milestone_late", found, step=step.title, due=step.due_on)


@on("benefit.task_suspended")
def tell_of_suspension(*, task: int, **_later) -> None:
    """Both sides."""
    found = _task(task)
    _tell([*people_of(found, *SUPPLIERS), *officers_of(found)], "benefit.suspended", found)


@on("benefit.stage_late")
def tell_of_late_stage(*, task: int, **_later) -> None:
    """Whose days have passed."""
    found = _task(task)
    people = officers_of(found) if found.state == "proposed" else buyer_people_with_role("RQ", "PO", "SG")
    _tell(people, "benefit.stage_late_seen", found)


@on("benefit.task_failed", "benefit.task_withdrawn")
def tell_of_end(*, task: int, **_later) -> None:
    """Both sides."""
    found = _task(task)
    _tell([*proposers_of(found), *officers_of(found)], "benefit.ended", found)


@on("benefit.item_given", "benefit.item_returned")
def tell_of_item(*, task: int, **_later) -> None:
    """Both sides; never what it is."""
    found = _task(task)
    _tell([*people_of(found, *SUPPLIERS), *officers_of(found)], "benefit.item_seen", found)


@on("benefit.item_late")
def tell_of_late_item(*, task: int, item: int, **_later) -> None:
    """The side that still has it, and its owner."""
    found = _task(task)
    _tell([*people_of(found, *SUPPLIERS), *officers_of(found)], "benefit.item_late", found)


@on("benefit.officer_named")
def tell_officer(*, task: int, **_later) -> None:
    """Who answers for it from now on."""
    found = _task(task)
    _tell(officers_of(found), "benefit.officer_seen", found)


@on("benefit.dispute_opened", "benefit.dispute_answered")
def tell_of_dispute(*, task: int, **_later) -> None:
    """Both sides and compliance."""
    found = _task(task)
    people = [*people_of(found, "SA"), *officers_of(found), *buyer_people_with_role("CP")]
    _tell(people, "benefit.dispute", found)


@on("benefit.dispute_decided")
def tell_of_decision(*, task: int, **_later) -> None:
    """Both sides."""
    found = _task(task)
    _tell([*people_of(found, *SUPPLIERS), *officers_of(found)], "benefit.dispute_decided", found)


@on("benefit.tender_released")
def tell_of_release(*, task: int, **_later) -> None:
    """The supplier and purchasing."""
    found = _task(task)
    _tell(people_of(found, "SA"), "benefit.released", found)
    _tell(buyer_people_with_role("PO"), "benefit.released_seen", found)


@on("benefit.cost_claimed")
def tell_of_claim(*, task: int, **_later) -> None:
    """The officer."""
    found = _task(task)
    _tell(officers_of(found), "benefit.cost_seen", found)


@on("benefit.cost_granted")
def tell_of_grant(*, task: int, **_later) -> None:
    """The supplier."""
    found = _task(task)
    _tell(people_of(found, "SA", "SF"), "benefit.cost_granted", found)


@on("benefit.employee_rewarded")
def tell_of_reward(*, task: int, **_later) -> None:
    """The employee."""
    found = _task(task)
    if found.employee is not None:
        _tell([found.employee], "benefit.rewarded", found)


WORDS = (  # kind, title, text
    (
        "benefit.proposed",
        _("%(number)s is proposed: the receipt proves it"),
        _("“%(title)s” is screened by %(due)s. For two years it is not put out to tender without consent."),
    ),
    ("benefit.proposed_seen", _("%(number)s: %(title)s was proposed"), _("It is to be screened by %(due)s.")),
    ("benefit.screened", _("%(number)s is looked at more closely"), _("Using department and purchasing judge it now.")),
    (
        "benefit.to_judge_seen",
        _("%(number)s: is it feasible?"),
        _("“%(title)s” waits for your opinion until %(due)s."),
    ),
    ("benefit.feasible_seen", _("%(number)s is feasible"), _("Seat a committee: purchasing, the field, the team.")),
    (
        "benefit.seated_seen",
        _("You sit on the committee for %(number)s"),
        _("Read the opinions and vote, or declare a conflict."),
    ),
    ("benefit.selected", _("%(number)s was selected"), _("The agreement is drawn up next. Name your signatory.")),
    ("benefit.selected_seen", _("%(number)s was selected by the committee"), _("Draw up the agreement.")),
    ("benefit.rejected", _("%(number)s is not taken up"), _("The reasons stand on its page. The idea stays yours.")),
    ("benefit.rejected_seen", _("%(number)s was not taken up"), _("The reasons stand on its page.")),
    (
        "benefit.nda_to_sign",
        _("%(number)s: a confidentiality agreement is to be signed"),
        _("Technical data moves only after both sides have signed."),
    ),
    (
        "benefit.nda_in_force",
        _("%(number)s: the confidentiality agreement is in force"),
        _("Technical data may be handed over on the page of the task."),
    ),
    (
        "benefit.agreement_to_sign",
        _("%(number)s: the agreement is to be signed"),
        _("Read it as a whole. With the last signature it is frozen."),
    ),
    (
        "benefit.agreement_to_sign_seen",
        _("%(number)s: the agreement is to be signed for the buyer"),
        _("Somebody else than who drew it up signs."),
    ),
    (
        "benefit.agreement_back",
        _("%(number)s: the agreement goes back to the officer"),
        _("What has to change stands on the page of the task."),
    ),
    ("benefit.agreed", _("%(number)s is agreed"), _("All have signed. Rate, formula and baseline are frozen.")),
    ("benefit.moved", _("%(number)s has moved on"), _("Where “%(title)s” stands is on its page.")),
    ("benefit.milestone_seen", _("%(number)s: milestone reached"), _("%(step)s")),
    (
        "benefit.milestone_late",
        _("%(number)s: a milestone is more than 30 days late"),
        _("“%(step)s” was due on %(due)s. After 90 days the task is suspended."),
    ),
    (
        "benefit.suspended",
        _("%(number)s is suspended"),
        _("A milestone is more than 90 days late. The sides agree how it goes on."),
    ),
    ("benefit.stage_late_seen", _("%(number)s waits longer than promised"), _("The proposer waits for an answer.")),
    (
        "benefit.ended",
        _("%(number)s has ended"),
        _("No penalty follows. What a prototype cost is claimed on the page of the task, if it was agreed."),
    ),
    (
        "benefit.item_seen",
        _("%(number)s: technical data was handed over or returned"),
        _("Who opens it is recorded; both sides read the record."),
    ),
    (
        "benefit.item_late",
        _("%(number)s: technical data should have gone back"),
        _("Return or destroy it, and enter how on the page of the task."),
    ),
    ("benefit.officer_seen", _("%(number)s: you are the officer"), _("“%(title)s” is yours from now on.")),
    (
        "benefit.dispute",
        _("%(number)s: a dispute is open"),
        _("The clocks of the task stand until compliance has decided."),
    ),
    (
        "benefit.dispute_decided",
        _("%(number)s: the dispute is decided"),
        _("The decision and its reasons stand on the page of the task."),
    ),
    ("benefit.released", _("%(number)s: a tender may go on"), _("By whom and why stands on the page of the task.")),
    ("benefit.released_seen", _("%(number)s no longer stops a tender"), _("By whom and why stands on its page.")),
    ("benefit.cost_seen", _("%(number)s: the cost of a prototype is claimed"), _("Grant it, or say why less.")),
    (
        "benefit.cost_granted",
        _("%(number)s: the cost of the prototype is decided"),
        _("What is granted is owed and paid by finance."),
    ),
    ("benefit.rewarded", _("%(number)s: an award for your idea"), _("By the verified benefit of its first year.")),
)
for key, title, text in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=not key.endswith("_seen")))
