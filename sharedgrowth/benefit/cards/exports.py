"""What of benefit sharing a company may take out in bulk: its tasks."""

from django.db.models import QuerySet
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.exchange.registry.exports import DAY, MOMENT, WON, Column, Dataset, datasets
from portal.people.models import User
from sharedgrowth.benefit.models import Task
from sharedgrowth.benefit.queries.tasks import SUPPLIERS, tasks_visible_to
from sharedgrowth.benefit.states import TaskState


def tasks(user: User) -> QuerySet[Task]:
    """Of the own company."""
    return tasks_visible_to(user)


datasets.add(
    "benefit.tasks",
    Dataset(
        own=True,
        label=_("Benefit-sharing tasks"),
        said=_("The tasks that the company has proposed or takes part in."),
        roles=frozenset(SUPPLIERS),
        scope="support.read",
        supplier_only=True,
        rows=tasks,
        period="created_at",
        states=TaskState.choices,
        order=65,
        columns=[
            Column("uid", _("Identifier")),
            Column("number", _("Number")),
            Column("state", _("State")),
            Column("type", _("Type")),
            Column("title", _("Title")),
            Column("item", _("Item or part")),
            Column("expected_won", _("Expected yearly effect (won)"), WON),
            Column("cost_won", _("Expected cost (won)"), WON),
            Column("proposed_at", pgettext_lazy("benefit task", "Proposed"), MOMENT),
            Column("completed_on", _("Completed on"), DAY),
        ],
    ),
)
