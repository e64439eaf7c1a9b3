"""DO: open a round, take the lists of both sides, compute, change by hand, publish. Source: domain 9.3, YDC-05."""

import hashlib
import secrets
from collections.abc import Iterable, Mapping
from datetime import datetime
from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import canonical, move, record
from portal.clock import db_now, today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.jobs.models import Cohort, Match, Rank, RankList, Round, Trainee, Vacancy, Wish, WishList
from sharedgrowth.jobs.policies import matching as policies
from sharedgrowth.jobs.queries import matching as queries
from sharedgrowth.jobs.queries.vacancies import vacancies_with_seats
from sharedgrowth.jobs.rules.stable import matching
from sharedgrowth.jobs.services.cohorts import locked
from sharedgrowth.jobs.states import CohortState
from sharedgrowth.jobs.states.matching import RUNNING, MatchSource, RoundState


def _row(round: Round) -> Round:
    """Held: lists, computation and publication of one round wait for each other."""
    return Round.objects.select_for_update(of=("self",)).select_related("cohort__terms").get(pk=round.pk)


def held_in_matching(cohort: Cohort) -> Cohort:
    """The cohort, locked, that is being matched."""
    held = locked(cohort)
    if held.state != CohortState.MATCHING:
        raise WrongState(_("This cohort is not being matched."))
    return held


@transaction.atomic
def open_round(
    cohort: Cohort, *, vacancies: Iterable[Vacancy], wishes_until: datetime, ranks_until: datetime, by: User
) -> Round:
    """The trainees of a cohort may make their lists of these vacancies."""
    require(policies.may_run_round(by))
    cohort = held_in_matching(cohort)
    if cohort.rounds.filter(state__in=sorted(RUNNING)).exists():
        raise RuleBroken(_("A round of this cohort is running already."))
    if wishes_until <= db_now():
        raise RuleBroken(_("Choose a later moment: this one has passed."), field="wishes_until")
    if ranks_until <= wishes_until:
        raise RuleBroken(_("The lists of firms close after those of the trainees."), field="ranks_until")
    chosen = list(vacancies_with_seats(today()).filter(pk__in=[each.pk for each in vacancies]))
    if not chosen:
        raise RuleBroken(_("Choose at least one open vacancy."), field="vacancies")
    round = Round.objects.create(
        number=next_number("YDR"),
        cohort=cohort,
        wishes_until=wishes_until,
        ranks_until=ranks_until,
        seed=secrets.token_hex(8),
        opened_by=by,
    )
    round.vacancies.set(chosen)
    record(round, "opened", by=by, payload={"cohort": cohort.number, "vacancies": [each.number for each in chosen]})
    announce("jobs.round_opened", round=round.pk)
    return round


@transaction.atomic
def cancel_round(round: Round, *, reason: str, by: User | None) -> Round:
    """Nothing is matched; the lists stay until the data of the cohort is destroyed."""
    if by is not None:
        require(policies.may_run_round(by))
    round = _row(round)
    move(round, "cancel", by=by, reason=reason)
    Round.objects.filter(pk=round.pk).update(reason=reason)
    announce("jobs.round_cancelled", round=round.pk)
    return round


# Lists of trainees ----------------------------------------------------------------------------------------------------
def _own_list(round: Round, by: User) -> tuple[Round, WishList]:
    require(policies.may_wish(by, round))
    round = _row(round)
    if round.state != RoundState.WISHING or round.wishes_until < db_now():
        raise WrongState(_("The lists of this round are closed."))
    trainee = queries.trainee_of(by, round)
    wish_list, _made = WishList.objects.get_or_create(round=round, trainee=trainee)
    return round, wish_list


def _order(wish_list: WishList) -> list[int]:
    return list(wish_list.wishes.order_by("place").values_list("vacancy", flat=True))


def _write_order(wish_list: WishList, order: list[int]) -> None:
    """The whole list anew; a list that was handed in stays so, in its new order."""
    wish_list.wishes.all().delete()
    Wish.objects.bulk_create(
        Wish(wish_list=wish_list, vacancy_id=vacancy, place=place) for place, vacancy in enumerate(order, 1)
    )
    fields = ["edited_at"]
    wish_list.edited_at = db_now()
    if not order and wish_list.submitted_at:
        wish_list.submitted_at = None
        fields.append("submitted_at")
    wish_list.save(update_fields=fields)


@transaction.atomic
def add_wish(round: Round, vacancy: Vacancy, *, by: User) -> WishList:
    """At the end of the list; there already: nothing changes."""
    round, wish_list = _own_list(round, by)
    if not round.vacancies.filter(pk=vacancy.pk).exists():
        raise RuleBroken(_("This vacancy is not in the round."))
    order = _order(wish_list)
    if vacancy.pk in order:
        return wish_list
    most = queries.terms_of(round.cohort).wishes_most
    if len(order) >= most:
        raise RuleBroken(_("A list has at most %(most)s vacancies.") % {"most": most})
    _write_order(wish_list, [*order, vacancy.pk])
    return wish_list


@transaction.atomic
def drop_wish(round: Round, vacancy: Vacancy, *, by: User) -> WishList:
    """Off the list."""
    _round, wish_list = _own_list(round, by)
    _write_order(wish_list, [each for each in _order(wish_list) if each != vacancy.pk])
    return wish_list


@transaction.atomic
def shift_wish(round: Round, vacancy: Vacancy, *, up: bool, by: User) -> WishList:
    """One place up or down; at the end of the list nothing changes."""
    _round, wish_list = _own_list(round, by)
    order = _order(wish_list)
    if vacancy.pk not in order:
        raise WrongState(_("This vacancy is not on your list any more. Reload the page."))
    at = order.index(vacancy.pk)
    to = at - 1 if up else at + 1
    if 0 <= to < len(order):
        order[at], order[to] = order[to], order[at]
        _write_order(wish_list, order)
    return wish_list


@transaction.atomic
def submit_wishes(round: Round, *, by: User) -> WishList:
    """The list counts from now on; it can be changed until the lists close."""
    _round, wish_list = _own_list(round, by)
    if not wish_list.wishes.exists():
        raise RuleBroken(_("Put at least one vacancy on your list."))
    if wish_list.submitted_at is None:
        wish_list.submitted_at = db_now()
        wish_list.save(update_fields=["submitted_at"])
        record(wish_list, "submitted", by=by)
    return wish_list


# Lists of firms -------------------------------------------------------------------------------------------------------
@transaction.atomic
def start_ranking(round: Round, *, by: User | None) -> Round:
    """The lists of trainees close; each vacancy that somebody wishes for gets a list to fill."""
    if by is not None:
        require(policies.may_run_round(by))
    round = _row(round)
    move(round, "rank", by=by)
    handed_in = Wish.objects.filter(wish_list__round=round, wish_list__submitted_at__isnull=False)
    wished = Vacancy.objects.filter(pk__in=handed_in.values("vacancy")).order_by("pk")
    RankList.objects.bulk_create([RankList(round=round, vacancy=each) for each in wished], ignore_conflicts=True)
    announce("jobs.round_ranking", round=round.pk)
    return round


@transaction.atomic
def start_rankings_due(now: datetime) -> int:
    """Rounds whose time for the lists of trainees has passed."""
    due = list(Round.objects.filter(state=RoundState.WISHING, wishes_until__lt=now))
    for round in due:
        start_ranking(round, by=None)
    return len(due)


@transaction.atomic
def save_ranks(
    rank_list: RankList, ranks: Mapping[int, int | None], *, takes_others: bool, version: int, by: User
) -> RankList:
    """The list of a firm, whole: trainee to rank, None for "not"; who is not a candidate any more is left out."""
    require(policies.may_rank(by, rank_list))
    round = _row(rank_list.round)
    rank_list = RankList.objects.select_for_update(of=("self",)).select_related("vacancy").get(pk=rank_list.pk)
    if round.state != RoundState.RANKING or round.ranks_until < db_now():
        raise WrongState(_("The lists of this round are closed."))
    if rank_list.version != version:
        raise WrongState(_("A colleague has changed this list meanwhile. Reload the page and look again."))
    present = set(queries.candidates(round, rank_list.vacancy).values_list("pk", flat=True))
    kept = {trainee: rank for trainee, rank in ranks.items() if rank is not None and trainee in present}
    if not kept and not takes_others:
        raise RuleBroken(_("Rank at least one trainee, or say that all others follow by their score."))
    rank_list.ranks.all().delete()
    Rank.objects.bulk_create(
        Rank(rank_list=rank_list, trainee_id=trainee, rank=rank) for trainee, rank in sorted(kept.items())
    )
    rank_list.takes_others, rank_list.version = takes_others, version + 1
    rank_list.submitted_at, rank_list.submitted_by = db_now(), by
    rank_list.save(update_fields=["takes_others", "version", "submitted_at", "submitted_by"])
    record(rank_list, "submitted", by=by, payload={"ranked": len(kept), "takes_others": takes_others})
    return rank_list


# The computation ------------------------------------------------------------------------------------------------------
def fingerprint(inputs: dict[str, Any], outcome: dict[str, Any]) -> str:
    """Of what was read and what was found; without the words of reasons, which go with the data of the person."""
    by_hand = [{key: each[key] for key in each if key != "reason"} for each in outcome["by_hand"]]
    bound = {"inputs": inputs, "outcome": {**outcome, "by_hand": by_hand}}
    return hashlib.sha256(canonical(bound).encode()).hexdigest()


@transaction.atomic
def compute_round(round: Round, *, by: User) -> Round:
    """Match by the lists that were handed in; what was read is kept, so that it can be computed again."""
    require(policies.may_run_round(by))
    round = _row(round)
    if round.state == RoundState.RANKING and round.ranks_until >= db_now() and _firms_missing(round):
        raise WrongState(_("The firms may still make their lists. Wait until their time has passed."))
    inputs = queries.inputs_of(round, today())
    found = matching(*queries.read(inputs))
    outcome: dict[str, Any] = {"matched": {str(key): value for key, value in found.items()}, "by_hand": []}
    move(
        round,
        "match",
        by=by,
        payload={"trainees": len(inputs["trainees"]), "matched": len(found)},
        inputs=inputs,
        outcome=outcome,
        sha256=fingerprint(inputs, outcome),
        computed_by=by,
        computed_at=db_now(),
    )
    announce("jobs.round_matched", round=round.pk)
    return round


def _firms_missing(round: Round) -> bool:
    return round.rank_lists.filter(submitted_at=None).exists()


@transaction.atomic
def change_by_hand(round: Round, trainee: Trainee, vacancy: Vacancy | None, *, reason: str, by: User) -> Round:
    """Another vacancy for a trainee, or none, with the reason; a colleague publishes it. Source: YDC-05."""
    require(policies.may_run_round(by))
    if vacancy is not None:
        require(policies.may_match_by_hand(by, vacancy.company))
    round = _row(round)
    if round.state != RoundState.MATCHED or round.outcome is None:
        raise WrongState(_("Only a computed round that is not published is changed by hand."))
    if trainee.pk not in {one["id"] for one in (round.inputs or {}).get("trainees", [])}:
        raise RuleBroken(_("This trainee is not in the round."), field="trainee")
    outcome = {**round.outcome, "by_hand": [e for e in round.outcome["by_hand"] if e["trainee"] != trainee.pk]}
    outcome["by_hand"].append(
        {"trainee": trainee.pk, "vacancy": vacancy.pk if vacancy else None, "reason": reason, "by": by.pk}
    )
    round.outcome = outcome
    if vacancy is not None:
        seats = {one.pk: one.left for one in vacancies_with_seats(today())}  # type: ignore[attr-defined]
        taken = list(queries.decided(round).values()).count(vacancy.pk)
        if taken > seats.get(vacancy.pk, 0):
            raise RuleBroken(_("This vacancy has no place left."), field="vacancy")
    round.sha256 = fingerprint(round.inputs or {}, outcome)
    round.save(update_fields=["outcome", "sha256"])
    record(round, "changed_by_hand", by=by, payload={"vacancy": vacancy.number if vacancy else ""})
    return round


@transaction.atomic
def publish_round(round: Round, *, by: User) -> list[Match]:
    """Every trainee learns the outcome with its reasons. Somebody left since: it is computed again first.

    The vacancies are held: another round, or a match by hand, may be giving the same seats away.
    """
    require(policies.may_run_round(by))
    held_in_matching(round.cohort)
    round = _row(round)
    require(policies.may_publish_round(by, round))
    if round.state != RoundState.MATCHED or round.inputs is None or round.outcome is None:
        raise WrongState(_("Only a computed round is published."))
    wanted = Vacancy.objects.select_for_update(of=("self",)).filter(pk__in=set(queries.decided(round).values()))
    list(wanted.order_by("pk"))
    _check_still_there(round)
    ranks = {one["id"]: one["ranks"] for one in round.inputs["vacancies"]}
    wishes = {one["id"]: one["wishes"] for one in round.inputs["trainees"]}
    hand = {each["trainee"]: each for each in round.outcome["by_hand"]}
    made = []
    for trainee, vacancy in sorted(queries.decided(round).items()):
        by_hand = hand.get(trainee)
        match = Match.objects.create(
            number=next_number("YDM"),
            round=round,
            trainee_id=trainee,
            vacancy_id=vacancy,
            source=MatchSource.MANUAL if by_hand else MatchSource.COMPUTED,
            wish_place=wishes[trainee].index(vacancy) + 1 if vacancy in wishes[trainee] else None,
            firm_rank=ranks.get(vacancy, {}).get(str(trainee)),
            made_by=by,
            reason=by_hand["reason"] if by_hand else "",
        )
        record(match, "made", by=by)
        announce("jobs.matched", match=match.pk)
        made.append(match)
    move(round, "publish", by=by, payload={"matches": len(made)}, published_by=by, published_at=db_now())
    announce("jobs.round_published", round=round.pk)
    return made


def _check_still_there(round: Round) -> None:
    """Nobody has left, and every vacancy still has its places, since the lists were read."""
    decided = queries.decided(round)
    trainees = {one["id"] for one in (round.inputs or {})["trainees"]}
    present = set(queries.trainees_to_match(round.cohort).values_list("pk", flat=True))
    seats = {one.pk: one.left for one in vacancies_with_seats(today())}  # type: ignore[attr-defined]
    full = any(list(decided.values()).count(vacancy) > seats.get(vacancy, 0) for vacancy in set(decided.values()))
    if not trainees <= present or full:
        raise WrongState(_("A trainee or a vacancy has left the round since it was computed. Compute it once more."))


def forget_reasons(trainee: Trainee) -> int:
    """Why something was changed by hand for this trainee; that it was, stays. Within the caller's transaction."""
    changed = 0
    of_cohort = Round.objects.select_for_update(of=("self",)).filter(cohort=trainee.cohort_id, outcome__isnull=False)
    for round in of_cohort.order_by("pk"):
        outcome: dict[str, Any] = round.outcome or {}
        by_hand = outcome["by_hand"]
        kept = [{**each, "reason": ""} if each["trainee"] == trainee.pk else each for each in by_hand]
        if kept != by_hand:
            Round.objects.filter(pk=round.pk).update(outcome={**outcome, "by_hand": kept})
            changed += 1
    return changed


@transaction.atomic
def leave_rounds(trainee: Trainee) -> int:
    """A trainee has left: the lists of rounds that run lose it; a computed round must be computed again."""
    left = 0
    for round in Round.objects.select_for_update(of=("self",)).filter(
        cohort=trainee.cohort_id, state__in=sorted(RUNNING)
    ):
        WishList.objects.filter(round=round, trainee=trainee).delete()
        Rank.objects.filter(rank_list__round=round, trainee=trainee).delete()
        left += 1
    return left
