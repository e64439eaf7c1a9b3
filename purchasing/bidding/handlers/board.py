"""News of the evaluation board: who is told, in which words, and who else reads the papers that mend a fault."""

from collections.abc import Iterable

from django.utils.translation import gettext_lazy as _

from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, in_both, notify
from portal.outbox.services import on
from portal.people.models import User
from portal.people.queries import people_with_role
from purchasing.bidding import queries
from purchasing.bidding.models import BoardSeat, MendPaper, MendRequest, Ruling, Sitting, Tender
from purchasing.bidding.states import Envelope, SittingState

KINDS = [
    Kind(
        key="bidding.board_named",
        title=_("You sit in the evaluation board of tender %(number)s"),
        text=_("%(title)s. When the first envelope is open you declare your interests and score, alone."),
    ),
    Kind(
        key="bidding.board_due",
        title=_("Tender %(number)s: %(envelope)s can be judged"),
        text=_("%(title)s. Declare your interests about every bidder, score alone, and lock your sheet."),
    ),
    Kind(
        key="bidding.board_missing",
        title=_("Tender %(number)s has no evaluation board yet"),
        text=_("%(title)s. %(envelope)s is open and has criteria that people judge: name the board."),
    ),
    Kind(
        key="bidding.board_short",
        title=_("Tender %(number)s needs another member in its evaluation board"),
        text=_("After the declared conflicts a bid can be scored by fewer than two members."),
    ),
    Kind(
        key="bidding.board_compares",
        title=_("Tender %(number)s: the board can compare"),
        text=_("%(title)s. Every sheet is locked. Talk it over and enter what the board agrees on."),
    ),
    Kind(
        key="bidding.board_proposed",
        title=_("Tender %(number)s: confirm the proposed result"),
        text=_("%(title)s. The result is final when every member has given their word."),
    ),
    Kind(
        key="bidding.board_concluded",
        title=_("Tender %(number)s: %(envelope)s is judged"),
        text=_("%(title)s. The next envelope may be opened."),
    ),
    Kind(
        key="bidding.mend_asked",
        title=_("A formal fault of your bid for tender %(number)s can be mended until %(until)s"),
        text=_(
            "Without an answer in time the bid is judged as it is. The price and the proposal stay as they were sealed."
        ),
        essential=True,
    ),
    Kind(
        key="bidding.mend_answered",
        title=_("Tender %(number)s: a bidder has answered to a formal fault"),
        text=_("%(title)s. Judge whether it is mended; until then no result can be proposed."),
    ),
    Kind(
        key="bidding.mend_judged",
        title=_("Your answer on the formal fault in tender %(number)s was judged"),
        text=_("The page of the request says whether the fault is mended, and why."),
        essential=True,
    ),
    Kind(
        key="bidding.mend_lapsed",
        title=_("Tender %(number)s: a formal fault was not mended in time"),
        text=_("%(title)s. The bid is judged as it is."),
    ),
]
for kind in KINDS:
    kinds.register(kind)

BOARD = "bidding:board-detail"


def _tell(people: Iterable[User], kind: str, tender: Tender, *, url_name: str = BOARD, args=None, **params) -> None:
    named = {"number": tender.number, "title": bilingual(tender.title_ko, tender.title_en), **params}
    notify(people, kind, params=named, url_name=url_name, url_args=args or [tender.number])


def _members(tender: Tender) -> list[User]:
    return [seat.user for seat in queries.seats_of(tender)]


def _words(envelope: str) -> dict[str, str]:
    return in_both(lambda: Envelope(envelope).label)


@on("bidding.board_named")
def tell_members(*, tender: int, **_later) -> None:
    """Who sits; once each."""
    named = Tender.objects.get(pk=tender)
    _tell(_members(named), "bidding.board_named", named)


@on("bidding.envelope_opened")
def tell_board_due(*, tender: int, envelope: str, **_later) -> None:
    """The members, where the envelope holds criteria; the officer, where nobody is named."""
    opened = Tender.objects.select_related("officer").get(pk=tender)
    if envelope not in queries.judged_envelopes(opened):
        return
    members = _members(opened)
    if members:
        _tell(members, "bidding.board_due", opened, envelope=_words(envelope))
    else:
        _tell([opened.officer], "bidding.board_missing", opened, envelope=_words(envelope))


@on("bidding.board_short")
def tell_officer_short(*, tender: int, **_later) -> None:
    """The officer, who names another member."""
    short = Tender.objects.select_related("officer").get(pk=tender)
    _tell([short.officer], "bidding.board_short", short)


@on("bidding.board_compares")
def tell_compares(*, tender: int, **_later) -> None:
    """All members: they talk it over."""
    ready = Tender.objects.get(pk=tender)
    _tell(_members(ready), "bidding.board_compares", ready)


@on("bidding.board_proposed")
def tell_proposed(*, tender: int, **_later) -> None:
    """The members whose word is awaited."""
    proposed = Tender.objects.get(pk=tender)
    sitting = Sitting.objects.filter(tender=proposed, state=SittingState.PROPOSED).first()
    if sitting is None:
        return  # concluded meanwhile
    waiting = [seat.user for seat in queries.seats_of(proposed) if queries.awaits(sitting, seat)]
    _tell(waiting, "bidding.board_proposed", proposed)


@on("bidding.board_concluded")
def tell_concluded(*, tender: int, envelope: str, **_later) -> None:
    """The officer, and the opening committee, which may open the next envelope."""
    concluded = Tender.objects.select_related("officer").get(pk=tender)
    committee = User.objects.filter(pk__in=concluded.committee.values("user"), is_active=True)
    words = _words(envelope)
    _tell([concluded.officer], "bidding.board_concluded", concluded, envelope=words)
    _tell(committee, "bidding.board_concluded", concluded, url_name="bidding:opening-detail", envelope=words)


def _mend(pk: int) -> MendRequest:
    return MendRequest.objects.select_related("bid__tender", "bid__company").get(pk=pk)


def _bidders(mend: MendRequest) -> Iterable[User]:
    return people_with_role(mend.bid.company, *queries.READS_OWN_BIDS)


@on("bidding.mend_asked")
def tell_bidder_to_mend(*, mend: int, **_later) -> None:
    """The bidder alone."""
    asked = _mend(mend)
    tender = asked.bid.tender
    args = [tender.number, str(asked.uid)]
    _tell(_bidders(asked), "bidding.mend_asked", tender, url_name="bidding:mend-answer", args=args, until=asked.due_at)


@on("bidding.mend_answered")
def tell_board_of_answer(*, mend: int, **_later) -> None:
    """Who judges it."""
    answered = _mend(mend)
    tender = answered.bid.tender
    leader = queries.leads(queries.seats_of(tender), queries.abstentions(tender), answered.bid_id)
    if leader is not None:
        args = [tender.number, str(answered.uid)]
        _tell([leader.user], "bidding.mend_answered", tender, url_name="bidding:mend-judge", args=args)


@on("bidding.mend_judged")
def tell_bidder_of_judgement(*, mend: int, **_later) -> None:
    """The bidder."""
    judged = _mend(mend)
    tender = judged.bid.tender
    args = [tender.number, str(judged.uid)]
    _tell(_bidders(judged), "bidding.mend_judged", tender, url_name="bidding:mend-answer", args=args)


@on("bidding.mend_lapsed")
def tell_lapsed(*, mend: int, **_later) -> None:
    """Who asked."""
    lapsed = _mend(mend)
    tender = lapsed.bid.tender
    leader: BoardSeat | None = queries.leads(queries.seats_of(tender), queries.abstentions(tender), lapsed.bid_id)
    if leader is not None:
        _tell([leader.user], "bidding.mend_lapsed", tender)


@readers.register("bidding.mend_papers")
def reads_mend_papers(user: User, file: File) -> bool | None:
    """Who may read what the bid says in that envelope; other staff may not."""
    paper = MendPaper.objects.select_related("request").filter(file=file).first()
    if paper is None:
        return None
    ruling = Ruling.objects.select_related("tender").get(bid=paper.request.bid_id)
    if queries.reads_envelope(user, ruling, paper.request.envelope):
        return True
    return False if user.is_internal else None
