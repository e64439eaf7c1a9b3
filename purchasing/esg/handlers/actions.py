"""What runs by itself of corrective actions and red flags, and who is told of what. Source: domain 11.6, appendix B."""

from collections.abc import Iterable
from datetime import date, timedelta

from django.db import transaction
from django.utils.translation import gettext, override
from django.utils.translation import gettext_lazy as _

from portal.calendar import business_days_after
from portal.clock import today
from portal.errors import Refused
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import announce, on, once, sweeps
from portal.people.models import Company, User
from portal.people.queries import buyer_people_with_role, people_with_role, standing_of
from purchasing.esg.models import Assessment, CorrectiveAction, RedFlag
from purchasing.esg.queries import actions as queries
from purchasing.esg.rules.limitations import level_for
from purchasing.esg.services import actions as services
from purchasing.esg.services.findings import open_for_result
from purchasing.esg.services.limitations import propose_limitation
from purchasing.esg.states import Band, FlagSource, FlagState, Severity, StandingFact

ACTION, FLAG = "esg:action-detail", "esg:flag-detail"
REMIND_DAYS = (7, 1)  # before plan and closure
ESCALATE_BUSINESS_DAYS = 10  # after it became overdue


def _people(company: Company) -> Iterable[User]:
    return people_with_role(company, "SA", "SE")


def _action(pk: int) -> CorrectiveAction:
    return CorrectiveAction.objects.select_related("company", "flag").get(pk=pk)


def _tell(people: Iterable[User], kind: str, action: CorrectiveAction, **params) -> None:
    name = bilingual(action.company.legal_name_ko, action.company.legal_name_en)
    named = {"number": action.number, "company": name, **params}
    notify(people, kind, params=named, url_name=ACTION, url_args=[action.number])


@sweeps
def run_clocks() -> None:
    """Each day: what is overdue, what is escalated, reminders. A minute without work costs three queries."""
    on_day = today()
    ten_days_ago = business_days_after(on_day, -ESCALATE_BUSINESS_DAYS)
    for action in queries.actions_to_lapse(on_day, again_before=ten_days_ago):
        _do(services.lapse_action, action)
    for action in queries.actions_to_escalate(ten_days_ago):
        _do(services.escalate_action, action)
    for action in CorrectiveAction.objects.filter(state="overdue", severity=Severity.PRIORITY):
        _do(services.escalate_action, action)  # at once: somebody may be harmed
    remind(REMIND_DAYS)


def _do(step, action: CorrectiveAction) -> None:
    try:
        step(action)
    except Refused:  # somebody has just moved it; the next run looks again
        return


def remind(days_before: Iterable[int]) -> None:
    """Before a plan or a closure is due: once for each day and number of days."""
    on_day = today()
    for days in days_before:
        day = on_day + timedelta(days=days)
        for action in queries.actions_due_between(day, day):
            with transaction.atomic():
                if once("esg.action_due", f"{action.pk}:{day}:{days}"):
                    announce("esg.action_due", action=action.pk, until=day.isoformat())


@on("esg.assessment_final")
def ask_for_what_is_missing(*, assessment: int, **_later) -> None:
    """A final result in band C, D or R asks for corrective actions. Source: domain 11.5."""
    open_for_result(Assessment.objects.select_related("company", "question_set").get(pk=assessment))


@on("esg.action_opened")
def tell_opened(*, action: int, **_later) -> None:
    """The supplier, whose clock runs."""
    found = _action(action)
    _tell(_people(found.company), "esg.action_opened", found, plan_due=found.plan_due, due_on=found.due_on)


@on("esg.action_due")
def tell_due(*, action: int, until: str, **_later) -> None:
    """The supplier."""
    found = _action(action)
    _tell(_people(found.company), "esg.action_due", found, until=date.fromisoformat(until))


@on("esg.action_planned", "esg.action_implemented", "esg.extension_asked")
def tell_reviewers(*, action: int, **_later) -> None:
    """Reviewers: something is to be looked at."""
    _tell(buyer_people_with_role("ER"), "esg.action_to_judge_seen", _action(action))


@on("esg.plan_judged", "esg.extension_decided")
def tell_judged(*, action: int, **_later) -> None:
    """The supplier."""
    found = _action(action)
    _tell(_people(found.company), "esg.action_judged", found)


@on("esg.action_verified")
def tell_verified(*, action: int, **_later) -> None:
    """The supplier."""
    found = _action(action)
    _tell(_people(found.company), "esg.action_verified", found)


@on("esg.action_overdue")
def act_on_overdue(*, action: int, **_later) -> None:
    """Both sides are told; a company of band C whose action is missed gets a warning proposed. Source: domain 11.5."""
    found = _action(action)
    _tell(_people(found.company), "esg.action_overdue", found, due_on=found.due_on)
    _tell(buyer_people_with_role("ER"), "esg.action_overdue_seen", found, due_on=found.due_on)
    band = standing_of(found.company, StandingFact.BAND, today())
    if band == Band.C:
        propose_limitation(
            found.company,
            level=level_for(band, action_missed=True),
            facts=_missed(found),
            assessment=found.assessment,
            flag=found.flag,
        )


def _missed(action: CorrectiveAction) -> str:
    """The facts in both languages: a notice is read in either."""
    told = []
    for language in ("ko", "en"):
        with override(language):
            text = gettext("Corrective action %(number)s was due on %(due_on)s and is not done. Finding: %(finding)s")
            due = action.due_on if action.plan_due >= today() or action.planned_by_id else action.plan_due
            told.append(text % {"number": action.number, "due_on": due.isoformat(), "finding": action.finding})
    return "\n\n".join(told)


@on("esg.action_escalated")
def tell_escalated(*, action: int, **_later) -> None:
    """The committee, shared growth, purchasing; and the supplier, who is offered help."""
    found = _action(action)
    _tell(buyer_people_with_role("EC", "SG", "PO"), "esg.action_escalated_seen", found)
    _tell(people_with_role(found.company, "SA", "SE"), "esg.action_escalated", found)


def _tell_flag(people: Iterable[User], kind: str, flag: RedFlag) -> None:
    name = bilingual(flag.company.legal_name_ko, flag.company.legal_name_en)
    notify(people, kind, params={"company": name}, url_name=FLAG, url_args=[str(flag.uid)])


def _flag(pk: int) -> RedFlag:
    return RedFlag.objects.select_related("company").get(pk=pk)


@on("esg.flag_raised")
def tell_raised(*, flag: int, **_later) -> None:
    """Who may decide; and the supplier, who may say what it knows, unless the hotline has to be protected."""
    found = _flag(flag)
    deciders = buyer_people_with_role("ER", "CP").exclude(pk=found.raised_by_id or 0)
    _tell_flag(deciders, "esg.flag_to_decide_seen", found)
    if found.source != FlagSource.HOTLINE:
        _tell_flag(_people(found.company), "esg.flag_raised", found)


@on("esg.flag_commented")
def tell_commented(*, flag: int, **_later) -> None:
    """Who may decide."""
    found = _flag(flag)
    deciders = buyer_people_with_role("ER", "CP").exclude(pk=found.raised_by_id or 0)
    _tell_flag(deciders, "esg.flag_commented_seen", found)


@on("esg.flag_decided")
def tell_decided(*, flag: int, **_later) -> None:
    """The supplier, unless the hotline alleged something that is not true; purchasing when it is confirmed."""
    found = _flag(flag)
    if found.state == FlagState.CONFIRMED or found.source != FlagSource.HOTLINE:
        _tell_flag(_people(found.company), "esg.flag_decided", found)
    if found.state == FlagState.CONFIRMED:
        _tell_flag(buyer_people_with_role("EC", "PO"), "esg.flag_confirmed_seen", found)


WORDS = (  # kind, title, text
    (
        "esg.action_opened",
        _("Corrective action %(number)s: a plan is due on %(plan_due)s"),
        _("It has to be closed by %(due_on)s. The page says what was found."),
    ),
    (
        "esg.action_due",
        _("Corrective action %(number)s is due on %(until)s"),
        _("The page says what is left to do."),
    ),
    (
        "esg.action_to_judge_seen",
        _("Corrective action %(number)s of %(company)s waits for you"),
        _("A plan, evidence or a later day is to be looked at."),
    ),
    (
        "esg.action_judged",
        _("Corrective action %(number)s was looked at"),
        _("What the reviewer said is on its page."),
    ),
    (
        "esg.action_verified",
        _("Corrective action %(number)s is verified and closed"),
        _("If it belongs to an item of an assessment, the item was scored anew."),
    ),
    (
        "esg.action_overdue",
        _("Corrective action %(number)s is overdue"),
        _("It was due on %(due_on)s. You can still hand in plan and evidence."),
    ),
    (
        "esg.action_overdue_seen",
        _("%(company)s: corrective action %(number)s is overdue"),
        _("It was due on %(due_on)s."),
    ),
    (
        "esg.action_escalated",
        _("Corrective action %(number)s was escalated"),
        _("The committee and shared growth know of it. You are offered help: an answer costs nothing."),
    ),
    (
        "esg.action_escalated_seen",
        _("%(company)s: corrective action %(number)s was escalated"),
        _("It is still not done. Support was asked for."),
    ),
    (
        "esg.flag_to_decide_seen",
        _("A red flag of %(company)s is to be decided"),
        _("Another person than who raised it decides."),
    ),
    (
        "esg.flag_raised",
        _("A red flag was raised about %(company)s"),
        _("Nothing is decided yet. Say what you know on its page."),
    ),
    (
        "esg.flag_commented_seen",
        _("%(company)s has answered a red flag"),
        _("Its words are on the page."),
    ),
    (
        "esg.flag_decided",
        _("A red flag about %(company)s is decided"),
        _("The decision and its reasons are on its page."),
    ),
    (
        "esg.flag_confirmed_seen",
        _("A red flag of %(company)s is confirmed"),
        _("A corrective action was asked for; a critical one overrides the score."),
    ),
)
for key, title, text in WORDS:
    kinds.register(Kind(key=key, title=title, text=text, essential=not key.endswith("_seen")))
