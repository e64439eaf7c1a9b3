"""Door that gives the list of tasks as a workbook."""

from django.http import HttpRequest, HttpResponse
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.http import writes
from portal.taking import list_taken
from sharedgrowth.benefit.forms.tasks import TaskFilter
from sharedgrowth.benefit.models import Task
from sharedgrowth.benefit.queries import tasks as queries


@writes(shows_form=True)
def task_export(request: HttpRequest) -> HttpResponse:
    """Tasks as they are filtered."""
    form = TaskFilter(request.GET or None, user=request.user, table=True)
    head = [_("Number"), pgettext("benefit task", "Task"), _("Suppliers"), pgettext("benefit task", "Area")]

    def row(task: Task) -> list[object]:
        suppliers = ", ".join(each.company.name for each in task.suppliers.all())
        named = [task.number, task.title, suppliers or task.get_proposer_display(), task.get_type_display()]
        return [*named, task.proposed_at, task.expected_won, task.net_won, task.get_state_display()]

    return list_taken(
        request,
        queries.tasks_listed_for(request.user, **(form.given() if form.is_bound else {})),
        name="benefit-tasks",
        title=_("Benefit Sharing"),
        head=[*head, pgettext("benefit task", "Proposed"), _("Expected (won)"), _("Verified (won)"), _("State")],
        row=row,
        back=reverse("benefit:task-list") + "?view=table",
    )
