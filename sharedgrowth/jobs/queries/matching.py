"""FIND: rounds, lists of both sides, what a computation reads, matches. Source: domain 9.3, YDC-05."""

from collections.abc import Iterable
from datetime import date, datetime, timedelta
from decimal import Decimal
from typing import Any

from django.db.models import Count, Exists, OuterRef, Q, QuerySet

from portal.clock import SEOUL
from portal.privacy.models import RightsRequest
from portal.privacy.queries import consented
from portal.privacy.queries.rights import suspensions
from sharedgrowth.jobs.models import (
    Application,
    Cohort,
    Interview,
    JobsTerms,
    Match,
    RankList,
    Release,
    Round,
    Trainee,
    Vacancy,
    WishList,
)
from sharedgrowth.jobs.queries.consents import with_agreement
from sharedgrowth.jobs.queries.training import matchable_trainees
from sharedgrowth.jobs.queries.vacancies import is_for_a_firm, is_overseer, vacancies_with_seats
from sharedgrowth.jobs.rules.stable import Place, Seeker, Step, explanations, matching
from sharedgrowth.jobs.states import ApplicationState, CohortState
from sharedgrowth.jobs.states.interviews import TO_COME, OfferState
from sharedgrowth.jobs.states.matching import (
    OPEN_MATCHES,
    WITH_PAPERS,
    MatchState,
    RoundState,
)

RELEASE = "jobs.release"  # the consent to let one firm read one's papers


def terms_of(cohort: Cohort) -> JobsTerms:
    """The terms under which the cohort was published."""
    if cohort.terms is None:
        raise AssertionError(f"cohort {cohort.number} is matched without terms")
    return cohort.terms


def cohorts_to_match() -> QuerySet[Cohort]:
    """Being matched, without a round that runs."""
    found = Cohort.objects.filter(state=CohortState.MATCHING)
    running = Round.objects.filter(state__in=(RoundState.WISHING, RoundState.RANKING, RoundState.MATCHED))
    return found.exclude(pk__in=running.values("cohort")).order_by("-pk")


def use_stopped() -> QuerySet[RightsRequest]:
    """Who had the use of the data of matching, or of the application that it rests on, stopped (art. 37)."""
    found = suspensions("jobs.matching") | suspensions("jobs.applications")
    return found.filter(person__isnull=False)


def trainees_to_match(cohort: Cohort) -> QuerySet[Trainee]:
    """Who completed the training, still agrees, did not stop the use, has neither a job here nor an open match."""
    taken = Match.objects.filter(state__in=[*OPEN_MATCHES, MatchState.PLACED]).values("trainee")
    agreeing = with_agreement(Application.objects.filter(cohort=cohort)).filter(agreed=True)  # type: ignore[misc]
    found = matchable_trainees(cohort).filter(application__in=agreeing.values("pk")).exclude(pk__in=taken)
    return found.exclude(application__user__in=use_stopped().values("person"))


def offers_declined(trainee: Trainee) -> int:
    """How many offers the trainee has turned down."""
    return trainee.matches.filter(offer__state=OfferState.DECLINED).count()


def rounds_visible_to(user) -> QuerySet[Round]:
    """Who runs and watches: all; trainees those of their cohort; firms those with a vacancy of theirs."""
    found = Round.objects.select_related("cohort")
    if is_overseer(user):
        return found
    if is_for_a_firm(user):
        return found.filter(vacancies__company=user.company_id).distinct()
    if user.is_authenticated and not user.is_service:
        return found.filter(
            cohort__trainees__application__user=user.pk,
            cohort__trainees__application__state=ApplicationState.COMPLETED,
        )
    return found.none()


def rounds_listed() -> QuerySet[Round]:
    """With how many lists were handed in, the newest first."""
    return (
        Round.objects.select_related("cohort")
        .annotate(
            lists=Count("wish_lists", filter=Q(wish_lists__submitted_at__isnull=False), distinct=True),
            firms=Count("rank_lists", filter=Q(rank_lists__submitted_at__isnull=False), distinct=True),
            offered=Count("vacancies", distinct=True),
        )
        .order_by("-pk")
    )


def trainee_of(user, round: Round) -> Trainee | None:
    """The person as a trainee of the round's cohort."""
    if not user.is_authenticated:
        return None
    found = Trainee.objects.filter(cohort=round.cohort_id, application__user=user.pk)
    return found.filter(application__state=ApplicationState.COMPLETED).select_related("application").first()


def wish_list_of(round: Round, trainee: Trainee) -> WishList | None:
    """The list, if it was begun."""
    return WishList.objects.filter(round=round, trainee=trainee).first()


def wishes_shown(wish_list: WishList | None) -> list[Vacancy]:
    """The vacancies on a list, the dearest first."""
    if wish_list is None:
        return []
    return [wish.vacancy for wish in wish_list.wishes.select_related("vacancy__company").order_by("place")]


def candidates(round: Round, vacancy: Vacancy) -> QuerySet[Trainee]:
    """Who put the vacancy on a list and handed it in: firms rank these, by code name."""
    agreeing = with_agreement(Application.objects.filter(cohort=round.cohort_id)).filter(agreed=True)  # type: ignore[misc]
    found = Trainee.objects.filter(
        application__in=agreeing.values("pk"),
        application__state=ApplicationState.COMPLETED,
        application__user__isnull=False,
        wish_lists__round=round,
        wish_lists__submitted_at__isnull=False,
        wish_lists__wishes__vacancy=vacancy,
    )
    found = found.exclude(application__user__in=use_stopped().values("person"))
    return found.select_related("application").order_by("application__code")


def rank_lists_of(user, round: Round | None = None) -> QuerySet[RankList]:
    """A firm's own lists; for who runs the matching all."""
    found = RankList.objects.select_related("round__cohort", "vacancy__company").order_by("round", "pk")
    if round is not None:
        found = found.filter(round=round)
    if is_overseer(user):
        return found
    return found.filter(vacancy__company=user.company_id) if is_for_a_firm(user) else found.none()


# The computation ----------------------------------------------------------------------------------------------------
def inputs_of(round: Round, on: date) -> dict[str, Any]:
    """What the computation reads, by ids: lists handed in, ranks, seats that are free now."""
    seekers = trainees_to_match(round.cohort).filter(wish_lists__round=round, wish_lists__submitted_at__isnull=False)
    wishes: dict[int, list[int]] = {}
    for wish_list in round.wish_lists.filter(submitted_at__isnull=False).prefetch_related("wishes"):
        places = sorted(wish_list.wishes.all(), key=lambda wish: wish.place)
        wishes[wish_list.trainee_id] = [wish.vacancy_id for wish in places]
    lists = {
        each.vacancy_id: each for each in round.rank_lists.filter(submitted_at__isnull=False).prefetch_related("ranks")
    }
    vacancies = vacancies_with_seats(on).filter(rounds=round)
    return {
        "seed": round.seed,
        "trainees": [
            {"id": one.pk, "score": str(one.grade or Decimal(0)), "wishes": wishes[one.pk]}
            for one in seekers.order_by("pk")
        ],
        "vacancies": [
            {
                "id": one.pk,
                "seats": one.left,  # type: ignore[attr-defined]
                "ranks": {str(rank.trainee_id): rank.rank for rank in lists[one.pk].ranks.all()},
                "takes_others": lists[one.pk].takes_others,
            }
            for one in vacancies.order_by("pk")
            if one.pk in lists
        ],
    }


def read(inputs: dict[str, Any]) -> tuple[list[Seeker], list[Place], str]:
    """The inputs as the rule takes them."""
    seekers = [Seeker(one["id"], tuple(one["wishes"]), Decimal(one["score"])) for one in inputs["trainees"]]
    places = [
        Place(one["id"], one["seats"], {int(key): rank for key, rank in one["ranks"].items()}, one["takes_others"])
        for one in inputs["vacancies"]
    ]
    return seekers, places, inputs["seed"]


def recomputed(round: Round) -> bool | None:
    """Whether the kept inputs, computed once more, give what was kept; None before a computation."""
    if round.inputs is None or round.outcome is None:
        return None
    found = matching(*read(round.inputs))
    return {str(key): value for key, value in found.items()} == round.outcome["matched"]


def explained(round: Round, trainee: Trainee) -> list[tuple[Vacancy, Step]]:
    """What became of each wish of a trainee, as computed."""
    if round.inputs is None or round.outcome is None:
        return []
    seekers, places, seed = read(round.inputs)
    matched = {int(key): value for key, value in round.outcome["matched"].items()}
    steps = explanations(seekers, places, seed, matched).get(trainee.pk, [])
    vacancies = Vacancy.objects.select_related("company").in_bulk([step.place for step in steps])
    return [(vacancies[step.place], step) for step in steps if step.place in vacancies]


def decided(round: Round) -> dict[int, int]:
    """Trainee to vacancy: as computed, with what was changed by hand."""
    if round.outcome is None:
        return {}
    found = {int(key): value for key, value in round.outcome["matched"].items()}
    for change in round.outcome["by_hand"]:
        found.pop(change["trainee"], None)
        if change["vacancy"]:
            found[change["trainee"]] = change["vacancy"]
    return found


# Matches ------------------------------------------------------------------------------------------------------------
def matches_visible_to(user) -> QuerySet[Match]:
    """Trainees their own; a firm its own once the trainee has consented; who runs and watches: all, by code name."""
    found = Match.objects.select_related(
        "vacancy__company", "trainee__application", "trainee__cohort", "round__cohort", "offer", "release"
    )
    if is_overseer(user):
        return found
    if is_for_a_firm(user):
        return found.filter(vacancy__company=user.company_id, release__isnull=False)
    if user.is_authenticated and not user.is_service:
        return found.filter(trainee__application__user=user.pk)
    return found.none()


def answer_by(match: Match) -> date:
    """The last day on which the trainee answers a suggestion: the seat is not kept for ever."""
    return match.made_at.astimezone(SEOUL).date() + timedelta(days=terms_of(match.trainee.cohort).offer_days)


def matches_silent(on: date, now: datetime) -> tuple[list[Match], list[Match]]:
    """Those that a trainee, and those that a firm has let lie: no answer in time; papers read and nothing done."""
    found = Match.objects.select_related("trainee__cohort__terms").order_by("pk")
    by_trainee = [each for each in found.filter(state=MatchState.SUGGESTED) if answer_by(each) < on]
    waits = Interview.objects.filter(match=OuterRef("pk"), state__in=sorted(TO_COME), begins_at__gte=now)
    read = found.filter(state__in=[MatchState.CONSENTED, MatchState.INTERVIEW], release__expires_at__lt=now)
    return by_trainee, list(read.exclude(Exists(waits)))


def matches_listed_for(user, *, q: str = "", state: str = "") -> QuerySet[Match]:
    """The same, filtered, the newest first."""
    found = matches_visible_to(user).order_by("-pk")
    if q:
        found = found.filter(
            Q(number__icontains=q)
            | Q(trainee__application__code__icontains=q)
            | Q(vacancy__title__icontains=q)
            | Q(vacancy__company__legal_name_ko__icontains=q)
            | Q(vacancy__company__legal_name_en__icontains=q)
        )
    if state == "open":
        return found.filter(state__in=sorted(OPEN_MATCHES))
    return found.filter(state=state) if state else found


def released(match: Match, now: datetime) -> Release | None:
    """What the firm may read now: consent in force, not expired, not taken back, use not stopped, match still open."""
    if match.state not in WITH_PAPERS:
        return None
    found = Release.objects.filter(match=match, revoked_at=None, expires_at__gt=now)
    release = found.filter(consent__withdrawal=None).select_related("consent").first()
    user = match.trainee.application.user
    if release is None or user is None or not consented(user, RELEASE, match.about):
        return None
    return None if use_stopped().filter(person=user).exists() else release


def names_of_codes(trainees: Iterable[int]) -> dict[int, str]:
    """The code names of trainees by id."""
    return dict(Trainee.objects.filter(pk__in=trainees).values_list("pk", "application__code"))


def papers_of(match: Match) -> dict[str, Any]:
    """What a firm reads of a trainee, and nothing else: how to reach, diploma, certificates, the training."""
    trainee = match.trainee
    identity = getattr(trainee.application, "identity", None)
    return {
        "name": identity.name if identity else "",
        "phone": identity.phone if identity else "",
        "email": identity.email if identity else "",
        "education": identity.get_education_display() if identity else "",
        "field_of_study": identity.field_of_study if identity else "",
        "certificates": [
            {"title": paper.title, "number": paper.number, "issuer": paper.issuer, "issued_on": paper.issued_on}
            for paper in trainee.application.papers.all()
        ],
        "course": trainee.cohort.course,
        "site": trainee.cohort.site,
        "grade": trainee.grade,
        "attendance_pct": trainee.attendance_pct,
        "certificate": trainee.certificate or "",
        "ended_on": trainee.ended_on or trainee.cohort.ends_on,
    }
