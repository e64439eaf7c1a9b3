"""What the systems of suppliers are told of their Benefit Sharing tasks (``portal.webhooks``)."""

from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.webhooks.registry import Subject
from sharedgrowth.benefit.models import Measurement, SharePart, Task
from sharedgrowth.benefit.queries.sharing import measurements_visible_to, parts_visible_to
from sharedgrowth.benefit.queries.tasks import tasks_visible_to

TASKS = Subject(
    group=pgettext_lazy("webhook", "Benefit Sharing"),
    scope="support.read",
    model=Task,
    payload="task",
    found=tasks_visible_to,
    owners=("suppliers__company",),
    door="api-benefit-task-detail",
    order=70,
)
for code, label, said in (
    ("task_selected", pgettext_lazy("webhook", "Task selected"), _("A proposed task was selected.")),
    ("task_rejected", pgettext_lazy("webhook", "Task rejected"), _("A proposed task was not taken up.")),
    ("task_agreed", pgettext_lazy("webhook", "Task agreed"), _("Both sides have signed the agreement of a task.")),
    ("task_completed", pgettext_lazy("webhook", "Task completed"), _("The work of a task is done.")),
    ("year_opened", _("Year of sharing opened"), _("Results of another year are measured.")),
):
    TASKS.enter(f"benefit.{code}", f"benefit.{code}", label, said)

Subject(
    group=pgettext_lazy("webhook", "Benefit Sharing"),
    scope="support.read",
    model=Measurement,
    payload="measurement",
    found=measurements_visible_to,
    owners=("task__suppliers__company",),
    door="api-benefit-measurement-detail",
    order=71,
).enter(
    "benefit.measurement_confirmed",
    "benefit.measurement_confirmed",
    _("Measurement confirmed"),
    _("Both sides hold a measurement to be right."),
)
Subject(
    group=pgettext_lazy("webhook", "Benefit Sharing"),
    scope="support.read",
    model=SharePart,
    payload="part",
    found=parts_visible_to,
    owners=("supplier__company",),
    door="api-benefit-share-detail",
    order=72,
).enter(
    "benefit.part_paid", "benefit.part_paid", _("Share paid"), _("The company's share of a year's savings was paid.")
)
