"""A task of Benefit Sharing, and the suppliers that carry it. Source: domain 6.2."""

import uuid

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from portal.files.models import File
from sharedgrowth.benefit.states import TASK_FLOW, Proposer, TaskState, TaskType

PERSON = "people.User"
COMPANY = "people.Company"


class Task(models.Model):
    """An improvement that supplier and buyer make together. Its amounts stand in agreement and measurements."""

    flow = TASK_FLOW
    badges = {
        TaskState.IDEA: "draft",
        TaskState.PROPOSED: "wait",
        TaskState.SCREENED: "info",
        TaskState.FEASIBLE: "info",
        TaskState.SELECTED: "wait",
        TaskState.AGREED: "info",
        TaskState.REGISTERED: "info",
        TaskState.IN_PROGRESS: "info",
        TaskState.SUSPENDED: "bad",
        TaskState.COMPLETED: "info",
        TaskState.MEASURING: "info",
        TaskState.VERIFIED: "ok",
        TaskState.SHARING: "ok",
        TaskState.CLOSED: "ok",
        TaskState.REJECTED: "bad",
        TaskState.FAILED: "mute",
        TaskState.WITHDRAWN: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=12, choices=TaskState, default=TaskState.IDEA)
    type = models.CharField(_("type"), max_length=10, choices=TaskType)
    proposer = models.CharField(
        pgettext_lazy("benefit task", "idea of"), max_length=10, choices=Proposer, default=Proposer.SUPPLIER
    )
    title = models.CharField(_("title"), max_length=120)
    problem = models.TextField(_("what is to be improved"), max_length=2000)
    mechanism = models.TextField(_("how"), max_length=2000)  # why it works: with the item, what duplicates are found by
    item = models.CharField(_("item or part"), max_length=200, blank=True)
    class_code = models.CharField(_("class"), max_length=8, blank=True)  # UNSPSC of the item
    department = models.CharField(_("using department"), max_length=120, blank=True)
    site = models.CharField(pgettext_lazy("benefit task", "site"), max_length=120, blank=True)
    prototype = models.BooleanField(_("needs a prototype"), default=True)
    expected_won = models.DecimalField(
        _("expected yearly saving (won)"), max_digits=15, decimal_places=0, null=True, blank=True
    )
    cost_won = models.DecimalField(
        _("cost of prototype and trial (won)"), max_digits=15, decimal_places=0, null=True, blank=True
    )
    risk = models.TextField(_("risks"), max_length=1000, blank=True)
    difference = models.TextField(_("what is new compared with similar tasks"), max_length=1000, blank=True)
    files = models.ManyToManyField(File, blank=True, related_name="+", verbose_name=_("files"))
    version = models.PositiveIntegerField(default=1, editable=False)  # of the draft: two browsers do not overwrite it
    key = models.CharField(max_length=100, blank=True, editable=False)  # of the form: sent twice, it is made once
    source = models.ForeignKey(  # whose adopted alternative it began with
        "catalog.SourcingRequest",
        models.PROTECT,
        null=True,
        related_name="+",
        editable=False,
        verbose_name=_("sourcing request"),
    )
    employee = models.ForeignKey(  # whose idea it was, on the buyer's side
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("employee")
    )
    officer = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", verbose_name=_("officer"))
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    proposed_at = models.DateTimeField(_("proposed"), null=True, editable=False)
    sha256 = models.CharField(max_length=64, blank=True, editable=False)  # of the text that was proposed
    receipt = models.TextField(blank=True, editable=False)  # signed: who proposed what, and when
    screen_due = models.DateField(_("screened by"), null=True, editable=False)
    screened_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    feasible_due = models.DateField(_("feasibility judged by"), null=True, editable=False)
    idea_until = models.DateField(_("not tendered without consent until"), null=True, editable=False)
    completed_on = models.DateField(_("completed on"), null=True, editable=False)
    soft = models.BooleanField(_("without cash effect"), default=False)  # BS-04: left out of the cash figures
    reason = models.TextField(_("reason"), max_length=2000, blank=True, editable=False)
    created_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("benefit-sharing task")
        verbose_name_plural = _("benefit-sharing tasks")
        ordering = ["-id"]
        indexes = [models.Index(fields=["state"], name="benefit_task_state")]
        constraints = [
            models.CheckConstraint(
                name="benefit_task_proposed_with_receipt",
                condition=Q(proposed_at=None) | Q(sha256__gt=""),
                violation_error_message=_("A proposal carries the hash of its text."),
            ),
            models.UniqueConstraint(
                fields=["created_by", "key"],
                condition=Q(key__gt=""),
                name="benefit_task_key_once",
                violation_error_message=_("This draft has already been saved."),
            ),
            models.CheckConstraint(
                name="benefit_task_amounts",
                condition=(Q(expected_won=None) | Q(expected_won__gte=0)) & (Q(cost_won=None) | Q(cost_won__gte=0)),
                violation_error_message=_("An amount is not negative."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class TaskSupplier(models.Model):
    """A supplier in a task, of any tier, with its share of the suppliers' compensation; the shares add up to one."""

    task = models.ForeignKey(Task, models.CASCADE, related_name="suppliers", verbose_name=_("benefit-sharing task"))
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="benefit_tasks", verbose_name=_("company"))
    tier = models.PositiveSmallIntegerField(_("tier"), default=1)
    share = models.DecimalField(_("share"), max_digits=7, decimal_places=6, default=1)
    lead = models.BooleanField(_("leads the suppliers"), default=False)

    class Meta:
        verbose_name = _("supplier of a task")
        verbose_name_plural = _("suppliers of a task")
        ordering = ["task", "tier", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["task", "company"],
                name="task_supplier_once",
                violation_error_message=_("This company is already part of the task."),
            ),
            models.UniqueConstraint(
                fields=["task"],
                condition=Q(lead=True),
                name="task_supplier_one_leads",
                violation_error_message=_("One supplier leads."),
            ),
            models.CheckConstraint(
                name="task_supplier_share",
                condition=Q(share__gte=0, share__lte=1),
                violation_error_message=_("A share lies between 0 and 100 percent."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.task_id} {self.company_id}"
