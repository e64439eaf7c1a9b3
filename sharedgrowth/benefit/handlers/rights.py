"""What tendering asks: whether a right or an idea keeps a tender from competition. Who reads the files of a task."""

from typing import Any

from django.utils.translation import gettext as _

from portal.clock import today
from portal.display import day_text
from portal.files.models import File
from portal.files.registry import readers
from portal.people.models import User
from purchasing.bidding.registry import publication_bars
from purchasing.bidding.services.complete import words_of
from sharedgrowth.benefit.models import Milestone, PrototypeCost, Task, TechnicalItem
from sharedgrowth.benefit.policies.agreements import COST_READERS
from sharedgrowth.benefit.queries.rights import has_just_opened, stopped_by
from sharedgrowth.benefit.queries.tasks import tasks_visible_to
from sharedgrowth.benefit.states import Stop


def stops_publication(tender: Any) -> str:
    """The reason for the purchasing officer; it tells the task and the day, never what the idea is."""
    found = stopped_by(
        tender=tender.number,
        class_codes=list(tender.lines.values_list("class_code", flat=True)),
        words=words_of(tender),
        on=today(),
    )
    if found is None:
        return ""
    told = {"number": found.task.number, "code": found.class_code, "day": day_text(found.until, "day")}
    if found.stop == Stop.RIGHT:
        return str(
            _(
                "A supplier has the right to a negotiated contract for class %(code)s until %(day)s (%(number)s, "
                "BS-07): buy from it, or ask compliance if these are other items."
            )
            % told
        )
    if not found.class_code:
        return str(
            _(
                "What is asked for resembles a supplier's idea (%(number)s): it is not tendered until %(day)s without "
                "its consent. Ask it for consent, or compliance if it is something else."
            )
            % told
        )
    return str(
        _(
            "What is asked for resembles a supplier's idea of class %(code)s (%(number)s): it is not tendered until "
            "%(day)s without its consent. Ask it for consent, or compliance if it is something else."
        )
        % told
    )


publication_bars.add("benefit.rights", stops_publication)


@readers.register("benefit.task_files")
def reads_task_files(user: User, file: File) -> bool | None:
    """Papers of a task: who sees the task. Technical data: only through its own door, which keeps who opened it."""
    if TechnicalItem.objects.filter(file=file).exists():
        own = file.company_id is not None and file.company_id == user.company_id
        return own or has_just_opened(user, file)
    tasks = Task.objects.filter(files=file).values("pk")
    steps = Milestone.objects.filter(files=file).values("task")
    costs = PrototypeCost.objects.filter(files=file).values("task")
    visible = tasks_visible_to(user)
    found = visible.filter(pk__in=tasks) | visible.filter(pk__in=steps)
    if user.is_internal and user.has_role(*COST_READERS):
        found |= visible.filter(pk__in=costs)
    return True if found.exists() else None
