"""Companies that are Friends, the themes of a year, the organisations that receive. Source: domain 10."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language, pgettext_lazy
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from sharedgrowth.friends.states import MEMBER_FLOW, MemberState, RecipientKind

COMPANY = "people.Company"
PERSON = "people.User"


def told(thing: models.Model, name: str) -> str:
    """A text in the reader's language."""
    code = "en" if (get_language() or "ko").startswith("en") else "ko"
    return getattr(thing, f"{name}_{code}") or getattr(thing, f"{name}_ko")


class Member(models.Model):
    """A company's time among the Friends; it joins and leaves by itself. The bonus is a choice of its own (FRD-02)."""

    flow = MEMBER_FLOW
    badges = {MemberState.ACTIVE: "ok", MemberState.LEFT: "mute"}

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="friends_members", verbose_name=_("company"))
    state = models.CharField(_("state"), max_length=8, choices=MemberState, default=MemberState.ACTIVE)
    joined_on = models.DateField(_("joined on"), editable=False)
    joined_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("joined by"))
    takes_bonus = models.BooleanField(_("wants its hours to count in the evaluation"), default=False)
    listed = models.BooleanField(_("named on the public page"), default=False)
    left_on = models.DateField(pgettext_lazy("friends", "left on"), null=True, editable=False)
    left_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)

    class Meta:
        verbose_name = _("member of the Friends")
        verbose_name_plural = _("members of the Friends")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["company"],
                condition=Q(state=MemberState.ACTIVE),
                name="friends_member_once",
                violation_error_message=_("Your company is already a member."),
            ),
            models.CheckConstraint(
                name="friends_member_leaves_after_joining",
                condition=Q(state=MemberState.ACTIVE, left_on=None)
                | Q(state=MemberState.LEFT, left_on__gte=F("joined_on")),
                violation_error_message=_("A member leaves after it joined."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.company_id} {self.joined_on}"


class Theme(models.Model):
    """What the Friends care for in a year."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    year = models.PositiveSmallIntegerField(_("year"))
    name_ko = models.CharField(_("name (Korean)"), max_length=80)
    name_en = models.CharField(_("name (English)"), max_length=80)
    text_ko = models.TextField(_("text (Korean)"), max_length=600, blank=True)
    text_en = models.TextField(_("text (English)"), max_length=600, blank=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)

    class Meta:
        verbose_name = pgettext_lazy("friends", "theme")
        verbose_name_plural = pgettext_lazy("friends", "themes")
        ordering = ["-year", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["year", "name_ko"],
                name="friends_theme_once_a_year",
                violation_error_message=_("This theme already stands for the year."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.year} {self.name_ko}"

    @property
    def name(self) -> str:
        """In the reader's language."""
        return told(self, "name")

    @property
    def text(self) -> str:
        """In the reader's language."""
        return told(self, "text")


class Recipient(models.Model):
    """An organisation that receives goods, money or vouchers; never a person (FRD-05)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    name_ko = models.CharField(_("name (Korean)"), max_length=120, unique=True)
    name_en = models.CharField(_("name (English)"), max_length=120)
    kind = models.CharField(_("kind"), max_length=8, choices=RecipientKind)
    registration = models.CharField(_("business or unique number"), max_length=20)
    region = models.CharField(_("region"), max_length=5)
    active = models.BooleanField(_("receives"), default=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("recipient organisation")
        verbose_name_plural = _("recipient organisations")
        ordering = ["name_ko"]

    def __str__(self) -> str:
        return self.name_ko

    @property
    def name(self) -> str:
        """In the reader's language."""
        return told(self, "name")
