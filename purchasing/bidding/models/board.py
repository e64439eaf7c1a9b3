"""The evaluation board: who sits in it, what each declared, scored and locked, and what the board agreed on.

A board judges the opened envelopes before the price is opened. Every member scores alone and locks the sheet; only then
do the members see each other's scores. What the board agrees on is confirmed by its members and stands for good.
Source: issue 4, item 7; security T09.
"""

from django.db import models
from django.db.models import Q
from django.utils.translation import gettext_lazy as _

from portal.clock import ClockTimestamp
from purchasing.bidding.models.bid import Bid
from purchasing.bidding.models.criterion import Criterion
from purchasing.bidding.models.tender import PERSON, Tender
from purchasing.bidding.states import SHEET_FLOW, SITTING_FLOW, ConflictKind, Envelope, SheetState, SittingState

POINTS = {"max_digits": 5, "decimal_places": 2}


class Board(models.Model):
    """The board of one tender. ``seed`` draws the letters under which the technical proposals are judged; it is shown
    with the result, so that everybody can draw them again.
    """

    tender = models.OneToOneField(Tender, models.PROTECT, related_name="board", primary_key=True)
    seed = models.CharField(max_length=64, editable=False)
    named_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("named by"))
    named_at = models.DateTimeField(_("named"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("evaluation board")
        verbose_name_plural = _("evaluation boards")

    def __str__(self) -> str:
        return f"{_('evaluation board')} {self.tender_id}"


class BoardSeat(models.Model):
    """A member of the board; one is its chair. Who has left scores no more, but what was locked stays."""

    board = models.ForeignKey(Board, models.PROTECT, related_name="seats")
    user = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("member"))
    chair = models.BooleanField(_("chair"), default=False)
    named_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("named by"))
    named_at = models.DateTimeField(_("named"), db_default=ClockTimestamp(), editable=False)
    left_at = models.DateTimeField(_("released"), null=True, blank=True, editable=False)
    left_reason = models.TextField(_("reason"), max_length=2000, blank=True, editable=False)

    class Meta:
        verbose_name = _("member of an evaluation board")
        verbose_name_plural = _("members of evaluation boards")
        ordering = ["board", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["board", "user"],
                name="board_seat_once",
                violation_error_message=_("This person already sits in the board."),
            ),
            models.UniqueConstraint(
                fields=["board"],
                name="board_chair_once",
                condition=Q(chair=True, left_at=None),
                violation_error_message=_("A board has one chair."),
            ),
            models.CheckConstraint(
                name="board_seat_left_with_reason",
                condition=Q(left_at=None) | ~Q(left_reason=""),
                violation_error_message=_("Say why a member is released."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.board_id}: {self.user}"


class ConflictDeclaration(models.Model):
    """What a member declares about one bidder. A declared conflict is never taken back: the member abstains."""

    append_only = True

    seat = models.ForeignKey(BoardSeat, models.PROTECT, related_name="declarations", verbose_name=_("member"))
    bid = models.ForeignKey(Bid, models.PROTECT, related_name="+", verbose_name=_("bid"))
    kind = models.CharField(_("declared"), max_length=10, choices=ConflictKind)
    remark = models.TextField(_("in words"), max_length=2000, blank=True)
    declared_at = models.DateTimeField(_("declared on"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("declaration of interests")
        verbose_name_plural = _("declarations of interests")
        ordering = ["seat", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["seat", "bid"],
                name="declared_free_once",
                condition=Q(kind=ConflictKind.NONE),
                violation_error_message=_("This is declared already."),
            ),
            models.UniqueConstraint(
                fields=["seat", "bid"],
                name="declared_conflict_once",
                condition=~Q(kind=ConflictKind.NONE),
                violation_error_message=_("This conflict is declared already."),
            ),
            models.CheckConstraint(
                name="declared_other_in_words",
                condition=~Q(kind=ConflictKind.OTHER) | ~Q(remark=""),
                violation_error_message=_("Say in words what the reason is."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.seat_id} · {self.bid_id}: {self.kind}"


class Sitting(models.Model):
    """The board's work on one opened envelope, from the first score to the agreed result."""

    flow = SITTING_FLOW
    badges = {
        SittingState.SCORING: "wait",
        SittingState.COMPARING: "wait",
        SittingState.PROPOSED: "warn",
        SittingState.FINAL: "ok",
    }

    tender = models.ForeignKey(Tender, models.PROTECT, related_name="sittings")
    envelope = models.CharField(_("envelope"), max_length=14, choices=Envelope)
    state = models.CharField(_("state"), max_length=10, choices=SittingState, default=SittingState.SCORING)
    round = models.PositiveSmallIntegerField(_("round"), default=1)  # goes up when the majority did not agree
    summary = models.TextField(_("reasons of the board"), max_length=4000, blank=True)
    proposed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, blank=True, related_name="+")
    proposed_at = models.DateTimeField(_("proposed"), null=True, blank=True)
    begun_at = models.DateTimeField(_("begun"), db_default=ClockTimestamp(), editable=False)
    concluded_at = models.DateTimeField(_("concluded"), null=True, blank=True)
    result = models.JSONField(default=dict, blank=True)  # what was agreed, whole: see services.sittings
    result_sha256 = models.CharField(_("fingerprint"), max_length=64, blank=True)

    class Meta:
        verbose_name = _("sitting of an evaluation board")
        verbose_name_plural = _("sittings of evaluation boards")
        ordering = ["tender", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["tender", "envelope"],
                name="sitting_once",
                violation_error_message=_("The board sits once on each envelope."),
            ),
            models.CheckConstraint(
                name="sitting_final_has_its_result",
                condition=~Q(state=SittingState.FINAL) | (Q(concluded_at__isnull=False) & ~Q(result_sha256="")),
                violation_error_message=_("A final result is kept with its fingerprint."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.tender_id} · {self.envelope}"


class ScoreSheet(models.Model):
    """One member's scores for one envelope: seen by nobody else until every sheet is locked; then never changed."""

    flow = SHEET_FLOW
    badges = {SheetState.OPEN: "draft", SheetState.LOCKED: "ok"}

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="sheets")
    seat = models.ForeignKey(BoardSeat, models.PROTECT, related_name="sheets", verbose_name=_("member"))
    state = models.CharField(_("state"), max_length=6, choices=SheetState, default=SheetState.OPEN)
    locked_at = models.DateTimeField(_("locked"), null=True, blank=True)

    class Meta:
        verbose_name = _("score sheet")
        verbose_name_plural = _("score sheets")
        ordering = ["sitting", "seat"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "seat"],
                name="score_sheet_once",
                violation_error_message=_("Each member has one sheet."),
            ),
            models.CheckConstraint(
                name="score_sheet_locked_when",
                condition=Q(state=SheetState.OPEN, locked_at=None)
                | Q(state=SheetState.LOCKED, locked_at__isnull=False),
                violation_error_message=_("A locked sheet says when it was locked."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} · {self.seat_id}"


class Judged(models.Model):
    """What is said of one bid under one criterion: points of 100 where it is scored, yes or no where it must be met."""

    bid = models.ForeignKey(Bid, models.PROTECT, related_name="+", verbose_name=_("bid"))
    criterion = models.ForeignKey(Criterion, models.PROTECT, related_name="+", verbose_name=_("criterion"))
    points = models.DecimalField(_("points of 100"), **POINTS, null=True, blank=True)
    met = models.BooleanField(_("met"), null=True, blank=True)
    remark = models.TextField(_("reason"), max_length=2000, blank=True)

    class Meta:
        abstract = True

    def __str__(self) -> str:
        return f"{self.bid_id} · {self.criterion_id}"


class Score(Judged):
    """A member's own score. The database keeps it as it is once its sheet is locked."""

    sheet = models.ForeignKey(ScoreSheet, models.PROTECT, related_name="scores")

    class Meta:
        verbose_name = _("score")
        verbose_name_plural = _("scores")
        ordering = ["sheet", "bid", "criterion"]
        constraints = [
            models.UniqueConstraint(
                fields=["sheet", "bid", "criterion"],
                name="score_once",
                violation_error_message=_("Each bid has one score for each criterion."),
            ),
            models.CheckConstraint(
                name="score_points_or_met",
                condition=Q(points=None) | Q(met=None, points__gte=0, points__lte=100),
                violation_error_message=_("A score lies between 0 and 100."),
            ),
        ]


class AgreedScore(Judged):
    """What the board agreed on; written by the chair while the board compares, and kept once it is proposed."""

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="agreed")
    entered_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", verbose_name=_("entered by"))

    class Meta:
        verbose_name = _("agreed score")
        verbose_name_plural = _("agreed scores")
        ordering = ["sitting", "bid", "criterion"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "bid", "criterion"],
                name="agreed_score_once",
                violation_error_message=_("Each bid has one agreed score for each criterion."),
            ),
            models.CheckConstraint(
                name="agreed_points_or_met",
                condition=Q(points__gte=0, points__lte=100, met=None) | Q(points=None, met__isnull=False),
                violation_error_message=_("An agreed score lies between 0 and 100."),
            ),
        ]


class BoardAnswer(models.Model):
    """Whether a member agrees with the proposed result; who does not says why, and the words stay with the result."""

    append_only = True

    sitting = models.ForeignKey(Sitting, models.PROTECT, related_name="answers")
    seat = models.ForeignKey(BoardSeat, models.PROTECT, related_name="answers", verbose_name=_("member"))
    round = models.PositiveSmallIntegerField(_("round"))
    agrees = models.BooleanField(_("agrees"))
    note = models.TextField(_("in words"), max_length=2000, blank=True)
    answered_at = models.DateTimeField(_("answered"), db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("answer to a proposed result")
        verbose_name_plural = _("answers to proposed results")
        ordering = ["sitting", "round", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["sitting", "seat", "round"],
                name="board_answer_once",
                violation_error_message=_("You have already answered."),
            ),
            models.CheckConstraint(
                name="board_dissent_in_words",
                condition=Q(agrees=True) | ~Q(note=""),
                violation_error_message=_("Say why you do not agree."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.sitting_id} · {self.seat_id}: {self.agrees}"
