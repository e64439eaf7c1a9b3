"""Rounds of matching, the lists of both sides, matches, released papers. Source: domain 9.2, YDC-05."""

import uuid

from django.db import models
from django.db.models import F, Q
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.clock import ClockTimestamp
from sharedgrowth.jobs.models.cohorts import PERSON, Cohort
from sharedgrowth.jobs.models.training import Trainee
from sharedgrowth.jobs.models.vacancies import Vacancy
from sharedgrowth.jobs.states.matching import (
    MATCH_FLOW,
    OPEN_MATCHES,
    ROUND_FLOW,
    RUNNING,
    WITH_PAPERS,
    MatchSource,
    MatchState,
    RoundState,
)


class Round(models.Model):
    """One matching of a cohort: lists of trainees, lists of firms, the computation, its publication.

    ``inputs`` is what the computation read (trainees and vacancies by their ids), ``outcome`` what it found: both stay,
    so that anybody can compute it once more.
    """

    flow = ROUND_FLOW
    badges = {
        RoundState.WISHING: "info",
        RoundState.RANKING: "info",
        RoundState.MATCHED: "wait",
        RoundState.PUBLISHED: "ok",
        RoundState.CANCELLED: "mute",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    cohort = models.ForeignKey(Cohort, models.PROTECT, related_name="rounds", verbose_name=_("cohort"))
    state = models.CharField(_("state"), max_length=10, choices=RoundState, default=RoundState.WISHING)
    vacancies = models.ManyToManyField(Vacancy, related_name="rounds", verbose_name=_("vacancies"))
    wishes_until = models.DateTimeField(_("lists of trainees until"))
    ranks_until = models.DateTimeField(_("lists of firms until"))
    seed = models.CharField(_("seed of the lot"), max_length=40, editable=False)
    inputs = models.JSONField(_("inputs"), null=True, editable=False)
    outcome = models.JSONField(_("outcome"), null=True, editable=False)
    sha256 = models.CharField("SHA-256", max_length=64, blank=True, editable=False)  # of inputs and outcome
    opened_by = models.ForeignKey(PERSON, models.PROTECT, related_name="+", editable=False)
    opened_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    computed_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    computed_at = models.DateTimeField(_("computed"), null=True, editable=False)
    published_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    published_at = models.DateTimeField(pgettext_lazy("round of matching", "published"), null=True, editable=False)
    reason = models.CharField(_("reason"), max_length=600, blank=True, editable=False)

    class Meta:
        verbose_name = _("round of matching")
        verbose_name_plural = _("rounds of matching")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["cohort"],
                condition=Q(state__in=sorted(RUNNING)),
                name="jobs_round_one_at_a_time",
                violation_error_message=_("A round of this cohort is running already."),
            ),
            models.CheckConstraint(
                name="jobs_round_firms_after_trainees",
                condition=Q(ranks_until__gt=F("wishes_until")),
                violation_error_message=_("The lists of firms close after those of the trainees."),
            ),
        ]

    def __str__(self) -> str:
        return self.number


class WishList(models.Model):
    """The list of one trainee in a round. It counts once it is handed in."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="wish_lists", verbose_name=_("round of matching"))
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="wish_lists", verbose_name=_("trainee"))
    submitted_at = models.DateTimeField(_("handed in"), null=True, editable=False)
    edited_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)

    class Meta:
        verbose_name = _("list of a trainee")
        verbose_name_plural = _("lists of trainees")
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "trainee"],
                name="jobs_wish_list_once",
                violation_error_message=_("A trainee has one list in a round."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.trainee_id}"

    @property
    def concerns_id(self) -> int | None:
        """Whose matter it is (see the application)."""
        return self.trainee.concerns_id


class Wish(models.Model):
    """One vacancy on a list; 1 is the dearest."""

    wish_list = models.ForeignKey(WishList, models.CASCADE, related_name="wishes", verbose_name=_("list of a trainee"))
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="wishes", verbose_name=_("vacancy"))
    place = models.PositiveSmallIntegerField(pgettext_lazy("wish", "place"))

    class Meta:
        verbose_name = pgettext_lazy("matching", "wish")
        verbose_name_plural = pgettext_lazy("matching", "wishes")
        ordering = ["wish_list", "place"]
        constraints = [
            models.UniqueConstraint(
                fields=["wish_list", "vacancy"],
                name="jobs_wish_vacancy_once",
                violation_error_message=_("This vacancy is on the list already."),
            ),
            models.UniqueConstraint(
                fields=["wish_list", "place"],
                name="jobs_wish_place_once",
                deferrable=models.Deferrable.DEFERRED,
                violation_error_message=_("Each place of the list is given once."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.place}: {self.vacancy_id}"


class RankList(models.Model):
    """The list of a firm for one vacancy in a round. It counts once it is handed in."""

    round = models.ForeignKey(Round, models.CASCADE, related_name="rank_lists", verbose_name=_("round of matching"))
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="rank_lists", verbose_name=_("vacancy"))
    takes_others = models.BooleanField(_("all others follow, by their score"), default=False)
    submitted_at = models.DateTimeField(_("handed in"), null=True, editable=False)
    submitted_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    version = models.PositiveIntegerField(default=1, editable=False)

    class Meta:
        verbose_name = _("list of a firm")
        verbose_name_plural = _("lists of firms")
        ordering = ["round", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["round", "vacancy"],
                name="jobs_rank_list_once",
                violation_error_message=_("A vacancy has one list in a round."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.round_id} {self.vacancy_id}"


class Rank(models.Model):
    """How a firm ranks one trainee; 1 is best, equal ranks are a tie."""

    rank_list = models.ForeignKey(RankList, models.CASCADE, related_name="ranks", verbose_name=_("list of a firm"))
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="ranks", verbose_name=_("trainee"))
    rank = models.PositiveSmallIntegerField(_("rank"))

    class Meta:
        verbose_name = pgettext_lazy("matching", "rank")
        verbose_name_plural = pgettext_lazy("matching", "ranks")
        ordering = ["rank_list", "rank", "id"]
        constraints = [
            models.UniqueConstraint(
                fields=["rank_list", "trainee"],
                name="jobs_rank_once",
                violation_error_message=_("A trainee has one rank on a list."),
            ),
            models.CheckConstraint(
                name="jobs_rank_from_one",
                condition=Q(rank__gte=1, rank__lte=500),
                violation_error_message=_("Ranks begin with 1."),
            ),
        ]

    def __str__(self) -> str:
        return f"{self.rank}: {self.trainee_id}"


class Match(models.Model):
    """A trainee and a vacancy that were brought together. The firm learns a name only once the trainee consents."""

    flow = MATCH_FLOW
    badges = {
        MatchState.SUGGESTED: "wait",
        MatchState.CONSENTED: "info",
        MatchState.INTERVIEW: "info",
        MatchState.OFFER: "wait",
        MatchState.ACCEPTED: "ok",
        MatchState.PLACED: "ok",
        MatchState.DECLINED: "mute",
        MatchState.REFUSED: "mute",
        MatchState.ENDED: "bad",
    }

    uid = models.UUIDField(default=uuid.uuid4, unique=True, editable=False)
    number = models.CharField(_("number"), max_length=20, unique=True, editable=False)
    round = models.ForeignKey(Round, models.PROTECT, related_name="matches", verbose_name=_("round of matching"))
    trainee = models.ForeignKey(Trainee, models.PROTECT, related_name="matches", verbose_name=_("trainee"))
    vacancy = models.ForeignKey(Vacancy, models.PROTECT, related_name="matches", verbose_name=_("vacancy"))
    state = models.CharField(_("state"), max_length=10, choices=MatchState, default=MatchState.SUGGESTED)
    source = models.CharField(_("how it came about"), max_length=8, choices=MatchSource)
    wish_place = models.PositiveSmallIntegerField(_("place on the trainee's list"), null=True, editable=False)
    firm_rank = models.PositiveSmallIntegerField(_("rank on the firm's list"), null=True, editable=False)
    made_at = models.DateTimeField(db_default=ClockTimestamp(), editable=False)
    made_by = models.ForeignKey(PERSON, models.PROTECT, null=True, related_name="+", editable=False)
    reason = models.CharField(_("reason"), max_length=600, blank=True, editable=False)  # of the hand, or of the end

    class Meta:
        verbose_name = _("match")
        verbose_name_plural = _("matches")
        ordering = ["-id"]
        constraints = [
            models.UniqueConstraint(
                fields=["trainee"],
                condition=Q(state__in=sorted(OPEN_MATCHES)),
                name="jobs_match_one_open",
                violation_error_message=_("The trainee already has an open match."),
            ),
            models.CheckConstraint(
                name="jobs_match_by_hand_has_reason",
                condition=Q(source=MatchSource.COMPUTED) | Q(reason__gt=""),
                violation_error_message=_("A match by hand says why."),
            ),
        ]

    def __str__(self) -> str:
        return self.number

    @property
    def concerns_id(self) -> int | None:
        """Whose matter it is (see the application)."""
        return self.trainee.concerns_id

    @property
    def about(self) -> str:
        """How consents and looks name it."""
        return f"jobs.match:{self.pk}"

    @property
    def shows_papers(self) -> bool:
        """Whether its state lets the firm read what was released."""
        return self.state in WITH_PAPERS


class Release(models.Model):
    """What one firm may read of one trainee, and until when: by consent, for one match. Source: domain 9.4 (abuse)."""

    match = models.OneToOneField(Match, models.CASCADE, related_name="release", verbose_name=_("match"))
    consent = models.ForeignKey("privacy.Consent", models.PROTECT, related_name="+", verbose_name=_("consent"))
    released_at = models.DateTimeField(pgettext_lazy("papers", "released"), db_default=ClockTimestamp(), editable=False)
    expires_at = models.DateTimeField(_("readable until"))
    revoked_at = models.DateTimeField(pgettext_lazy("papers", "taken back"), null=True, editable=False)

    class Meta:
        verbose_name = _("released papers")
        verbose_name_plural = _("released papers")
        ordering = ["-id"]
        constraints = [
            models.CheckConstraint(
                name="jobs_release_ends",
                condition=Q(expires_at__gt=F("released_at")),
                violation_error_message=_("What is released is taken back some day."),
            ),
        ]

    def __str__(self) -> str:
        return str(self.match_id)
