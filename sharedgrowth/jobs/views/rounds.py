"""Doors of a round: opened and computed by the operator, lists of trainees and firms, the outcome explained."""

from django.contrib import messages
from django.http import HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _
from django.utils.translation import pgettext

from portal.audit.queries import timeline_of
from portal.deciding import Decision, Deed, beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.http import page, page_now, reads, see, writes
from portal.paging import Paginator
from portal.policy import require
from sharedgrowth.jobs.forms.matching import HandForm, RankForm, ReasonForm, RoundForm
from sharedgrowth.jobs.models import RankList, Round, Trainee, Vacancy
from sharedgrowth.jobs.policies import matching as policies
from sharedgrowth.jobs.queries import matching as queries
from sharedgrowth.jobs.queries.match_words import step_words
from sharedgrowth.jobs.queries.vacancies import is_overseer, vacancies_with_seats
from sharedgrowth.jobs.services import matches
from sharedgrowth.jobs.services import rounds as services
from sharedgrowth.jobs.states.matching import RUNNING, RoundState
from sharedgrowth.jobs.views.vacancies import today_of

PER_PAGE = 20


def home() -> tuple[object, str]:
    """The rounds."""
    return (_("Rounds of matching"), reverse("jobs:round-list"))


def _round(request: HttpRequest, number: str) -> Round:
    return get_object_or_404(queries.rounds_visible_to(request.user), number=number)


def _at(round: Round) -> str:
    return reverse("jobs:round-detail", args=[round.number])


@reads
def round_list(request: HttpRequest) -> HttpResponse:
    """Those that concern the reader."""
    seen = queries.rounds_visible_to(request.user)
    found = queries.rounds_listed().filter(pk__in=seen.order_by().values("pk"))
    context = {
        "trail": [(_("Rounds of matching"), "")],
        "inside": is_overseer(request.user),
        "results": Paginator(found, PER_PAGE).get_page(request.GET.get("page")),
        "cohorts": queries.cohorts_to_match() if policies.may_run_round(request.user) else [],
    }
    return page(request, "jobs/round_list.html", context)


@writes(shows_form=True)
def round_open(request: HttpRequest, number: str) -> HttpResponse:
    """A round for a cohort."""
    require(policies.may_run_round(request.user))
    cohort = get_object_or_404(queries.cohorts_to_match(), number=number)
    what = Decision(
        title=_("Open a round of matching"),
        text=_(
            "The trainees put the vacancies in their order first; then the firms rank who wishes for them; then it is "
            "computed: no trainee and no firm will both prefer each other to what they got."
        ),
        verb=_("Open the round"),
        done=_("Opened. The trainees are told."),
        allowed=policies.may_run_round(request.user),
        do=lambda given: services.open_round(cohort, **given, by=request.user),
        back=reverse("jobs:round-list"),
        trail=[home()],
        docno=cohort.number,
        heading=cohort.title,
        facts=[{"label": _("Trainees"), "value": queries.trainees_to_match(cohort).count()}],
        after=_at,
    )
    return decide(request, what, RoundForm(posted(request), vacancies=vacancies_with_seats(today_of(request))))


@reads
def round_detail(request: HttpRequest, number: str) -> HttpResponse:
    """For the operator the whole; for a firm its lists; for a trainee the own list and what became of it."""
    round, user = _round(request, number), request.user
    inside = is_overseer(user)
    trainee = None if inside else queries.trainee_of(user, round)
    own = queries.wish_list_of(round, trainee) if trainee else None
    published = round.state == RoundState.PUBLISHED
    context = {
        "trail": [home(), (round.number, "")],
        "round": round,
        "inside": inside,
        "trainee": trainee,
        "own": own,
        "wishes": queries.wishes_shown(own),
        "told": _told(round, trainee) if trainee and published else [],
        "own_match": round.matches.filter(trainee=trainee).first() if trainee and published else None,
        "rank_lists": queries.rank_lists_of(user, round).order_by("vacancy__company", "pk"),
        "lists": round.wish_lists.filter(submitted_at__isnull=False).count() if inside else 0,
        "people": queries.trainees_to_match(round.cohort).count() if inside else 0,
        "outcome": _outcome(round) if inside else [],
        "recomputed": queries.recomputed(round) if inside else None,
        "entries": timeline_of(round) if inside else None,
        "deeds": _deeds(request, round),
        "open_lists": round.state == RoundState.WISHING and round.wishes_until >= page_now(request),
    }
    return page(request, "jobs/round_detail.html", context)


def _told(round: Round, trainee: Trainee) -> list[dict]:
    steps = enumerate(queries.explained(round, trainee), 1)
    return [
        {"place": place, "vacancy": vacancy, "why": step.why.value, "words": step_words(step, place)}
        for place, (vacancy, step) in steps
    ]


def _outcome(round: Round) -> list[dict]:
    """Each trainee of the computation by code name, with what was found and what was changed by hand."""
    if round.inputs is None or round.outcome is None:
        return []
    decided = queries.decided(round)
    hand = {each["trainee"]: each["reason"] for each in round.outcome["by_hand"]}
    wishes = {one["id"]: one["wishes"] for one in round.inputs["trainees"]}
    codes = queries.names_of_codes([*wishes])
    vacancies = Vacancy.objects.select_related("company").in_bulk(set(decided.values()))
    rows = []
    for pk in sorted(wishes, key=lambda one: codes.get(one, "")):
        vacancy = vacancies.get(decided.get(pk, 0))
        place = wishes[pk].index(vacancy.pk) + 1 if vacancy and vacancy.pk in wishes[pk] else None
        rows.append({"code": codes.get(pk, "–"), "vacancy": vacancy, "place": place, "by_hand": hand.get(pk)})
    return rows


def _deeds(request: HttpRequest, round: Round) -> list[Deed]:
    if not policies.may_run_round(request.user):
        return []
    at = lambda name: reverse(f"jobs:round-{name}", args=[round.number])  # noqa: E731
    step = lambda name: reverse("jobs:round-step", args=[round.number, name])  # noqa: E731
    deeds = []
    if round.state == RoundState.WISHING:
        deeds.append(Deed(_("Close the lists of trainees now"), step("rank"), "lock", post=True))
    if round.state in (RoundState.RANKING, RoundState.MATCHED):
        first = round.state == RoundState.RANKING
        words = _("Compute the matching") if first else _("Compute it once more")
        deeds.append(Deed(words, step("match"), "refresh", post=True, primary=first))
    if round.state == RoundState.MATCHED:
        if policies.may_publish_round(request.user, round):
            deeds.insert(0, Deed(_("Publish the outcome"), step("publish"), "circle-check", post=True, primary=True))
        deeds.append(Deed(_("Change by hand"), at("hand"), "pencil"))
    if round.state == RoundState.PUBLISHED:
        deeds.append(Deed(_("Match by hand"), at("hand"), "pencil"))
    if round.state in RUNNING:
        deeds.append(Deed(_("Cancel the round"), at("cancel"), "circle-x", danger=True))
    return deeds


@writes
def round_step(request: HttpRequest, number: str, step: str) -> HttpResponse:
    """Close the lists, compute, publish."""
    round = _round(request, number)
    act = {"rank": services.start_ranking, "match": services.compute_round, "publish": services.publish_round}[step]
    act(round, by=request.user)
    messages.success(request, _("Done."))
    return see(request, _at(round))


@writes(shows_form=True)
def round_cancel(request: HttpRequest, number: str) -> HttpResponse:
    """Nothing is matched."""
    round = _round(request, number)
    what = Decision(
        title=_("Cancel the round"),
        text=_("Nothing is matched. Trainees and firms read the reason; another round can be opened."),
        verb=_("Cancel the round"),
        done=pgettext("round of matching", "Cancelled."),
        allowed=policies.may_run_round(request.user),
        do=lambda given: services.cancel_round(round, **given, by=request.user),
        back=_at(round),
        trail=[home(), (round.number, _at(round))],
        docno=round.number,
        danger=True,
    )
    return decide(request, what, ReasonForm(posted(request)))


@writes(shows_form=True)
def round_hand(request: HttpRequest, number: str) -> HttpResponse:
    """Another vacancy for a trainee: before the publication in the outcome, afterwards as a match of its own."""
    round = _round(request, number)
    require(policies.may_run_round(request.user))
    after = round.state == RoundState.PUBLISHED
    if after:
        trainees = queries.trainees_to_match(round.cohort)
    else:
        trainees = Trainee.objects.filter(pk__in=[one["id"] for one in (round.inputs or {}).get("trainees", [])])
    form = HandForm(
        posted(request),
        trainees=trainees.select_related("application").order_by("application__code"),
        vacancies=vacancies_with_seats(today_of(request)),
        needs_vacancy=after,
    )

    def do(given: dict) -> object:
        act = matches.match_by_hand if after else services.change_by_hand
        return act(round, given["trainee"], given["vacancy"], reason=given["reason"], by=request.user)

    what = Decision(
        title=_("Match by hand") if after else _("Change by hand"),
        text=_("The trainee is told the reason.")
        if after
        else _("What was computed stays on record beside it; a colleague publishes the outcome."),
        verb=pgettext("jobs", "Match") if after else _("Change"),
        done=_("Done."),
        allowed=policies.may_run_round(request.user),
        do=do,
        back=_at(round),
        trail=[home(), (round.number, _at(round))],
        docno=round.number,
    )
    return decide(request, what, form)


# Lists of trainees ----------------------------------------------------------------------------------------------------
@reads
def round_wishes(request: HttpRequest, number: str) -> HttpResponse:
    """The own list: what is on it, in order, and what can be added."""
    return _wishes(request, _round(request, number))


def _wishes(request: HttpRequest, round: Round, *, refusal: str = "", status: int = 200) -> HttpResponse:
    trainee = queries.trainee_of(request.user, round)
    require(policies.may_wish(request.user, round))
    own = queries.wish_list_of(round, trainee) if trainee else None
    wished = queries.wishes_shown(own)
    offered = round.vacancies.select_related("company").order_by("company__legal_name_ko", "pk")
    context = {
        "trail": [home(), (round.number, _at(round)), (_("My list"), "")],
        "round": round,
        "own": own,
        "wishes": wished,
        "others": offered.exclude(pk__in=[each.pk for each in wished]),
        "most": queries.terms_of(round.cohort).wishes_most,
        "open": round.state == RoundState.WISHING and round.wishes_until >= page_now(request),
        "refusal": refusal,
    }
    return page(request, "jobs/round_wishes.html", context, part="jobs/_wishes.html", status=status)


@writes
def wish_step(request: HttpRequest, number: str, vacancy: str, step: str) -> HttpResponse:
    """Add, drop, up, down: each press is kept at once."""
    round = _round(request, number)
    chosen = get_object_or_404(round.vacancies, number=vacancy)
    acts = {
        "add": lambda: services.add_wish(round, chosen, by=request.user),
        "drop": lambda: services.drop_wish(round, chosen, by=request.user),
        "up": lambda: services.shift_wish(round, chosen, up=True, by=request.user),
        "down": lambda: services.shift_wish(round, chosen, up=False, by=request.user),
    }
    return _kept(request, round, acts[step])


@writes
def wishes_submit(request: HttpRequest, number: str) -> HttpResponse:
    """Hand the list in."""
    round = _round(request, number)
    return _kept(request, round, lambda: services.submit_wishes(round, by=request.user))


def _kept(request: HttpRequest, round: Round, act) -> HttpResponse:
    try:
        act()
    except WrongState:
        raise
    except RuleBroken as refusal:
        return _wishes(request, round, refusal=str(refusal), status=422)
    if getattr(request, "htmx", None):
        return _wishes(request, round)
    return see(request, reverse("jobs:round-wishes", args=[round.number]))


# Lists of firms -------------------------------------------------------------------------------------------------------
@writes(shows_form=True)
def round_ranks(request: HttpRequest, number: str, vacancy: str) -> HttpResponse:
    """The list of a firm for one vacancy: a number beside each code name."""
    round = _round(request, number)
    rank_list = get_object_or_404(
        RankList.objects.filter(pk__in=queries.rank_lists_of(request.user, round).order_by().values("pk"))
        .select_related("vacancy__company", "round__cohort"),
        vacancy__number=vacancy,
    )  # fmt: skip
    require(policies.may_rank(request.user, rank_list))
    trainees = list(queries.candidates(round, rank_list.vacancy).prefetch_related("application__papers"))
    form = RankForm(posted(request), rank_list=rank_list, trainees=trainees)
    status = 200
    if request.method == "POST":
        if form.is_valid():
            try:
                services.save_ranks(
                    rank_list,
                    form.ranks(),
                    takes_others=form.cleaned_data["takes_others"],
                    version=form.cleaned_data["version"],
                    by=request.user,
                )
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Your list is in. You can change it until the lists close."))
                return see(request, _at(round))
        status = 422
    context = {
        "trail": [home(), (round.number, _at(round)), (_("List of the firm"), "")],
        "round": round,
        "rank_list": rank_list,
        "form": form,
        "open": round.state == RoundState.RANKING and round.ranks_until >= page_now(request),
    }
    return page(request, "jobs/round_ranks.html", context, status=status)
