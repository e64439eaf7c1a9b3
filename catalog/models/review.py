"""What surrounds the review: ready-made reasons, blocks with an end, second looks, appeals. Source: domain 1.7, 1.8."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from catalog.models.classification import in_language
from catalog.models.product import Product, ProductVersion
from catalog.states import (
    APPEAL_FLOW,
    LOOK_FLOW,
    AppealState,
    LookReason,
    LookState,
    ReasonUse,
    VersionState,
)
from portal.clock import ClockTimestamp

USER = "people.User"


class ReadyReason(models.Model):
    """A reason that reviewers often give, in both languages: the supplier reads it in their own."""

    use = models.CharField(_("used for"), max_length=8, choices=ReasonUse)
    rule = models.CharField(_("rule"), max_length=10, blank=True, help_text=_("For example CAT-23."))
    text_ko = models.CharField(_("text (Korean)"), max_length=300)
    text_en = models.CharField(_("text (English)"), max_length=300)
    in_use = models.BooleanField(_("can be chosen"), default=True)
    order = models.PositiveSmallIntegerField(_("order"), default=0)

    class Meta:
        ordering = ["use", "order", "id"]
        verbose_name = _("ready-made reason")
        verbose_name_plural = _("ready-made reasons")
        constraints = [
            models.UniqueConstraint(
                fields=["use", "text_ko"],
                name="ready_reason_once",
                violation_error_message=_("This reason is already in the list."),
            )
        ]

    def __str__(self) -> str:
        return in_language(self.text_ko, self.text_en)


class ProductBlock(models.Model):
    """A time in which a product was out of sight: why, until when, and who lifted it."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="blocks", verbose_name=_("product"))
    reason = models.CharField(_("reason"), max_length=500)
    until = models.DateField(_("last day of the block"), null=True, blank=True)  # None: until it is lifted by hand
    by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    lifted_at = models.DateTimeField(null=True, blank=True, editable=False)
    lifted_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+", editable=False)

    class Meta:
        ordering = ["-id"]
        verbose_name = _("block of a product")
        verbose_name_plural = _("blocks of products")
        constraints = [
            models.UniqueConstraint(
                fields=["product"],
                name="product_block_one_open",
                condition=Q(lifted_at=None),
                violation_error_message=_("This product is already blocked."),
            )
        ]
        indexes = [models.Index(fields=["until"], name="product_block_end", condition=Q(lifted_at=None))]

    def __str__(self) -> str:
        return f"{self.product.number}: {self.reason}"


class SecondLook(models.Model):
    """A published version that another officer looks at again: do two reviewers agree?"""

    flow = LOOK_FLOW
    badges = {
        LookState.WAITING: "wait",
        LookState.AGREED: "ok",
        LookState.CHANGE_ASKED: "warn",
        LookState.BLOCKED: "bad",
        LookState.DROPPED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    version = models.OneToOneField(ProductVersion, models.PROTECT, related_name="second_look")
    state = models.CharField(_("state"), max_length=12, choices=LookState, default=LookState.WAITING)
    drawn_for = models.CharField(_("why"), max_length=10, choices=LookReason, default=LookReason.SAMPLE)
    share_pct = models.PositiveSmallIntegerField(_("share (percent)"))  # that applied when it was drawn
    first_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    drawn_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    due_on = models.DateField(_("due"))
    by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    note = models.CharField(_("what was found"), max_length=500, blank=True)

    class Meta:
        ordering = ["due_on", "id"]
        verbose_name = _("second look")
        verbose_name_plural = _("second looks")
        constraints = [
            models.CheckConstraint(
                name="second_look_by_another",
                condition=Q(by=None) | Q(first_by=None) | ~Q(by=F("first_by")),
                violation_error_message=_("Who published it does not look at it the second time."),
            )
        ]
        indexes = [models.Index(fields=["due_on", "id"], name="second_look_waiting", condition=Q(state="waiting"))]

    def __str__(self) -> str:
        return f"{self.version} · {self.get_state_display()}"


class Appeal(models.Model):
    """An appeal and its answer; who decided before does not decide it."""

    flow = APPEAL_FLOW
    badges = {AppealState.OPEN: "wait", AppealState.UPHELD: "ok", AppealState.DECLINED: "bad"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=AppealState, default=AppealState.OPEN)
    text = models.TextField(_("what the supplier says"), max_length=2000)
    filed_by = models.ForeignKey(USER, models.PROTECT, related_name="+")
    filed_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    due_on = models.DateField(_("answer due"))
    against = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decided_by = models.ForeignKey(USER, models.PROTECT, null=True, blank=True, related_name="+")
    decided_at = models.DateTimeField(null=True, blank=True, editable=False)
    answer = models.CharField(pgettext_lazy("review", "answer"), max_length=1000, blank=True)

    class Meta:
        abstract = True


class ProductAppeal(Appeal):
    """Against the block of a product, or the rejection of a version."""

    product = models.ForeignKey(Product, models.PROTECT, related_name="appeals", verbose_name=_("product"))
    version = models.ForeignKey(
        ProductVersion, models.PROTECT, null=True, blank=True, related_name="appeals", verbose_name=_("version")
    )
    block = models.ForeignKey(ProductBlock, models.PROTECT, null=True, blank=True, related_name="appeals")

    class Meta:
        ordering = ["-id"]
        verbose_name = _("appeal about a product")
        verbose_name_plural = _("appeals about products")
        constraints = [
            models.CheckConstraint(
                name="product_appeal_about_one_thing",
                condition=Q(version=None, block__isnull=False) | Q(version__isnull=False, block=None),
                violation_error_message=_("An appeal is about a block or about a rejected version."),
            ),
            models.UniqueConstraint(
                fields=["version"], name="product_appeal_once_for_version", condition=Q(version__isnull=False)
            ),
            models.UniqueConstraint(
                fields=["block"], name="product_appeal_once_for_block", condition=Q(block__isnull=False)
            ),
            models.CheckConstraint(
                name="product_appeal_another_decides",
                condition=Q(decided_by=None) | Q(against=None) | ~Q(decided_by=F("against")),
                violation_error_message=_("Who decided before does not decide the appeal."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.product.number} · {self.get_state_display()}"

    @property
    def is_about_block(self) -> bool:
        """A block, or a rejected version."""
        return self.block_id is not None


def is_unreviewed(version: ProductVersion) -> bool:
    """Whether it was published because nobody answered in time: no reviewer stands behind it. Source: CAT-22."""
    published = (VersionState.PUBLISHED, VersionState.SUPERSEDED)
    return version.state in published and version.submitted_at is not None and version.reviewer_id is None
