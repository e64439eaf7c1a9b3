"""Benefit Sharing in a company's data passport."""

from django.utils.translation import gettext_lazy as _

from portal.passport.registry import RECORD, Section, Things, sections
from sharedgrowth.benefit.models import Dispute, PrototypeCost
from sharedgrowth.benefit.queries.tasks import tasks_visible_to

sections.add(
    "benefit.disputes",
    Section(
        label=_("Disputes of benefit-sharing tasks"),
        said=_("What the company has objected to, what was answered, and how it was decided."),
        kind=RECORD,
        rows=Things(
            lambda gathering: Dispute.objects.filter(
                company=gathering.company, task__in=tasks_visible_to(gathering.user).order_by().values("pk")
            ).select_related("task"),
            "uid",
            "text",
            "opened_at",
            "answer",
            "decision",
            "decided_at",
            "days_stopped",
            task="task.number",
        ),
        order=186,
    ),
)
sections.add(
    "benefit.prototype_costs",
    Section(
        label=_("Prototype costs"),
        said=_("What the company has spent on prototypes and trials, with the proofs, and what it got back."),
        kind=RECORD,
        rows=Things(
            lambda gathering: (
                PrototypeCost.objects.filter(company=gathering.company).select_related("task").prefetch_related("files")
            ),
            "uid",
            "amount_won",
            "evidence",
            "claimed_at",
            "granted_won",
            "granted_at",
            "reason",
            files="files",
            task="task.number",
        ),
        order=187,
    ),
)
