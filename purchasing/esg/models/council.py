"""The group companies' ESG purchasing council: members, meetings, agenda, decisions, who stands where with them."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import get_language
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.esg.models.gate import COMPANY, PERSON
from purchasing.esg.states.support import MEETING_FLOW, AgendaKind, DecisionProgress, MeetingState


class CouncilMember(models.Model):
    """A purchasing executive of a group company. With an account the person acts in the portal. Source: 11.10."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    group_company = models.CharField(_("group company"), max_length=80)
    person = models.CharField(_("person"), max_length=80)
    title = models.CharField(_("office"), max_length=80, blank=True)
    user = models.ForeignKey(
        PERSON, models.PROTECT, null=True, blank=True, related_name="+", verbose_name=_("account in the portal")
    )
    chairs = models.BooleanField(_("chairs the council"), default=False)
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)

    class Meta:
        verbose_name = _("member of the council")
        verbose_name_plural = _("members of the council")
        ordering = ["-chairs", "group_company", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["group_company"],
                name="council_member_once",
                condition=Q(until=None),
                violation_error_message=_("This group company already has a member."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.group_company}: {self.person}"


class CouncilMeeting(models.Model):
    """One half-yearly meeting, from its agenda to the minutes that a second person approves."""

    flow = MEETING_FLOW
    badges = {
        MeetingState.PLANNED: "draft",
        MeetingState.INVITED: "wait",
        MeetingState.HELD: "wait",
        MeetingState.CLOSED: "ok",
        MeetingState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    half = models.CharField(_("half-year"), max_length=7)  # 2026-H2
    state = models.CharField(_("state"), max_length=12, choices=MeetingState, default=MeetingState.PLANNED)
    meets_at = models.DateTimeField(_("meets on"))
    place = models.CharField(_("place"), max_length=120)
    minutes = models.TextField(_("minutes"), max_length=8000, blank=True)
    prepared_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    minutes_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    approved_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    approved_at = models.DateTimeField(_("approved"), null=True, editable=False)
    created_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("meeting of the council")
        verbose_name_plural = _("meetings of the council")
        ordering = ["-meets_at", "-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["half"],
                name="council_meets_once_a_half",
                condition=~Q(state=MeetingState.CANCELLED),
                violation_error_message=_("The council already meets in this half-year."),
            ),
            models.CheckConstraint(
                name="council_half_is_named",
                condition=Q(half__regex=r"^20[0-9]{2}-H[12]$"),
                violation_error_message=_("Name the half-year as 2026-H1 or 2026-H2."),
            ),
            models.CheckConstraint(
                name="council_minutes_by_two_people",
                condition=Q(approved_by=None) | ~Q(approved_by=F("minutes_by")),
                violation_error_message=_("Who wrote the minutes does not approve them."),
            ),
        ]

    def __str__(self) -> str:
        return self.half


class CouncilAgendaItem(models.Model):
    """A point of the agenda."""

    meeting = models.ForeignKey(CouncilMeeting, models.CASCADE, related_name="agenda")
    no = models.PositiveSmallIntegerField(_("no."))
    kind = models.CharField(_("kind"), max_length=10, choices=AgendaKind)
    title_ko = models.CharField(_("title (Korean)"), max_length=200)
    title_en = models.CharField(_("title (English)"), max_length=200, blank=True)

    class Meta:
        verbose_name = _("point of the agenda")
        verbose_name_plural = _("points of the agenda")
        ordering = ["meeting", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "no"],
                name="council_agenda_in_order",
                violation_error_message=_("This number is already used."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.no}. {self.title_ko}"

    @property
    def name(self) -> str:
        """In the reader's language."""
        return self.title_en if get_language() == "en" and self.title_en else self.title_ko


class CouncilPresence(models.Model):
    """That a member was there and acknowledged the notice on competition law before the meeting began."""

    append_only = True

    meeting = models.ForeignKey(CouncilMeeting, models.PROTECT, related_name="presences")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="+", verbose_name=_("member"))
    notice_sha256 = models.CharField("SHA-256", max_length=64)  # of the notice as it was acknowledged
    noted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("presence at the council")
        verbose_name_plural = _("presences at the council")
        ordering = ["meeting", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"],
                name="council_presence_once",
                violation_error_message=_("This member is already noted."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.member_id}"


class CouncilDecision(models.Model):
    """What was decided: owner, day, and (``CouncilProgress``) where each group company stands."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(CouncilMeeting, models.PROTECT, related_name="decisions")
    no = models.PositiveSmallIntegerField(_("no."))
    text = models.TextField(_("decision"), max_length=1000)
    owner = models.ForeignKey(CouncilMember, models.PROTECT, related_name="+", verbose_name=_("responsible"))
    due_on = models.DateField(_("due"))
    entered_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("decision of the council")
        verbose_name_plural = _("decisions of the council")
        ordering = ["meeting", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "no"],
                name="council_decision_in_order",
                violation_error_message=_("This number is already used."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id}/{self.no}"


class CouncilProgress(models.Model):
    """Where a group company stands with a decision; the latest row counts."""

    append_only = True

    decision = models.ForeignKey(CouncilDecision, models.PROTECT, related_name="progress")
    member = models.ForeignKey(CouncilMember, models.PROTECT, related_name="+", verbose_name=_("member"))
    state = models.CharField(_("state"), max_length=10, choices=DecisionProgress)
    note = models.CharField(_("note"), max_length=300, blank=True)
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("progress of a decision")
        verbose_name_plural = _("progress of decisions")
        ordering = ["decision", "id"]

    def __str__(self) -> str:
        return f"{self.decision_id} {self.member_id}: {self.state}"


class SharingConsent(models.Model):
    """That a supplier lets the group companies see its ESG result by name; without it the benchmark shows no name."""

    append_only = True

    company = models.ForeignKey(COMPANY, models.PROTECT, related_name="sharing_consents", verbose_name=_("company"))
    given = models.BooleanField(_("consent given"))  # False: taken back; the latest row counts
    by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("consent to share a result")
        verbose_name_plural = _("consents to share results")
        ordering = ["-id"]
        indexes = [models.Index(fields=["company", "-id"], name="sharing_latest")]

    def __str__(self) -> str:
        return f"{self.company_id}: {self.given}"
