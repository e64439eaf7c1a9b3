"""The brand committee: meetings, who sits, what is voted. Source: domain 12, INV-06, SOD-20."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.innovilt.models.applications import COMPANY, PERSON, InnoviltApplication
from sharedgrowth.innovilt.states import MEETING_FLOW, Choice, MeetingState, Outcome


class SalesContact(models.Model):
    """Who of the buyer's staff sells to a member: they do not vote about it (SOD-20)."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    company = models.ForeignKey(
        COMPANY, models.PROTECT, related_name="+", verbose_name=pgettext_lazy("innovilt", "member")
    )
    person = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("person"))
    since = models.DateField(_("since"))
    until = models.DateField(_("until"), null=True, blank=True)
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    entered_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("sales contact")
        verbose_name_plural = _("sales contacts")
        ordering = ["company", "-since"]
        constraints = [
            models.UniqueConstraint(
                fields=["company", "person"],
                condition=Q(until=None),
                name="innovilt_sales_contact_once",
                violation_error_message=_("This person already is a sales contact of the member."),
            ),
            models.CheckConstraint(
                name="innovilt_sales_contact_days",
                condition=Q(until=None) | Q(until__gte=F("since")),
                violation_error_message=_("The last day must not lie before the first."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.person_id} {self.company_id}"


class Meeting(models.Model):
    """A meeting of the brand committee; its minutes are kept when it is closed."""

    flow = MEETING_FLOW
    badges = {
        MeetingState.PLANNED: "wait",
        MeetingState.OPEN: "info",
        MeetingState.CLOSED: "ok",
        MeetingState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    state = models.CharField(_("state"), max_length=10, choices=MeetingState, default=MeetingState.PLANNED)
    held_on = models.DateField(_("day"))
    place = models.CharField(_("place"), max_length=120, blank=True)
    chair = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("chair"))
    quorum = models.PositiveSmallIntegerField(_("quorum"), default=5, editable=False)
    opened_at = models.DateTimeField(null=True, blank=True, editable=False)
    closed_at = models.DateTimeField(null=True, blank=True, editable=False)
    minutes = models.JSONField(default=dict, editable=False)  # as they were when the meeting was closed
    sha256 = models.CharField(max_length=64, blank=True, editable=False)  # of the minutes
    called_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    called_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("meeting of the brand committee")
        verbose_name_plural = _("meetings of the brand committee")
        ordering = ["-held_on", "-id"]
        constraints = [
            models.CheckConstraint(
                name="innovilt_meeting_closed_with_minutes",
                condition=~Q(state=MeetingState.CLOSED) | Q(sha256__gt="", closed_at__isnull=False),
                violation_error_message=_("A closed meeting has minutes."),
            )
        ]

    def __str__(self) -> str:
        return self.number


class MeetingSeat(models.Model):
    """A member of the committee in one meeting."""

    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="seats")
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("member of the committee"))
    present_at = models.DateTimeField(_("present since"), null=True, blank=True)

    class Meta:
        verbose_name = _("seat in a meeting")
        verbose_name_plural = _("seats in a meeting")
        ordering = ["meeting", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "member"],
                name="innovilt_seat_once",
                violation_error_message=_("This person already sits in the meeting."),
            )
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.member_id}"


class AgendaItem(models.Model):
    """One application in one meeting, and what the committee decided."""

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    meeting = models.ForeignKey(Meeting, models.CASCADE, related_name="agenda")
    application = models.ForeignKey(InnoviltApplication, models.PROTECT, related_name="agenda")
    no = models.PositiveSmallIntegerField(_("no."))
    outcome = models.CharField(_("decision"), max_length=10, choices=Outcome, blank=True)
    reason = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        verbose_name = _("item of the agenda")
        verbose_name_plural = _("items of the agenda")
        ordering = ["meeting", "no"]
        constraints = [
            models.UniqueConstraint(
                fields=["meeting", "application"],
                name="innovilt_agenda_once",
                violation_error_message=_("This application already is on the agenda."),
            ),
            models.UniqueConstraint(
                fields=["application"],
                condition=Q(outcome=""),
                name="innovilt_agenda_one_meeting",
                violation_error_message=_("This application is on the agenda of another meeting."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.meeting_id} {self.no}"


class Vote(models.Model):
    """One member's vote about one application, or that they stand back. Append-only."""

    append_only = True

    item = models.ForeignKey(AgendaItem, models.PROTECT, related_name="votes")
    member = models.ForeignKey(PERSON, models.PROTECT, related_name="+")
    choice = models.CharField(_("vote"), max_length=8, choices=Choice, blank=True)
    recused = models.BooleanField(_("stands back"), default=False)
    words = models.TextField(_("reason"), max_length=1000, blank=True)
    at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("vote of the committee")
        verbose_name_plural = _("votes of the committee")
        ordering = ["item", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["item", "member"],
                name="innovilt_vote_once",
                violation_error_message=_("You have already voted."),
            ),
            models.CheckConstraint(
                name="innovilt_vote_or_recusal",
                condition=Q(recused=True, choice="") | Q(recused=False, choice__gt=""),
                violation_error_message=_("Vote, or stand back."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.item_id} {self.choice}"
