"""Windows on evaluation boards. What members score alone is seen here only when the board has concluded."""

from django.contrib import admin
from django.db.models import CharField, Q, QuerySet
from django.db.models.functions import Cast

from portal.veils import veil
from portal.windows import Window, WindowInline
from purchasing.bidding.models import (
    AgreedScore,
    Board,
    BoardAnswer,
    BoardSeat,
    ConflictDeclaration,
    MendPaper,
    MendRequest,
    Score,
    ScoreSheet,
    Sitting,
)
from purchasing.bidding.states import SittingState

CONCLUDED = SittingState.FINAL


@veil("bidding.Score", "board")
def scores_of_running_boards(rows: QuerySet) -> QuerySet:
    """Scores of a board that has not concluded: members would follow each other."""
    return rows.filter(sheet__sitting__state=CONCLUDED)


@veil("bidding.AgreedScore", "board")
def agreed_of_running_boards(rows: QuerySet) -> QuerySet:
    """What is agreed but not concluded."""
    return rows.filter(sitting__state=CONCLUDED)


@veil("bidding.Sitting", "board")
def sittings_at_work(rows: QuerySet) -> QuerySet:
    """What is proposed but not concluded: its summary speaks of the bids."""
    return rows.filter(state=CONCLUDED)


@veil("bidding.BoardAnswer", "board")
def answers_of_running_boards(rows: QuerySet) -> QuerySet:
    """Why a member does not agree with what is proposed."""
    return rows.filter(sitting__state=CONCLUDED)


@veil("audit.AuditEntry", "board")
def entries_of_running_boards(rows: QuerySet) -> QuerySet:
    """Entries that hold agreed scores, a summary or a reason of what is not concluded."""
    running = Sitting.objects.exclude(state=CONCLUDED)
    sittings = running.annotate(text=Cast("pk", CharField())).values("text")
    tenders = running.annotate(text=Cast("tender", CharField())).values("text")
    return rows.exclude(
        what__in=["bidding.sitting.scores_agreed", "bidding.sitting.propose"], thing_id__in=sittings
    ).exclude(what="bidding.tender.board_disagreed", thing_id__in=tenders)


@veil("bidding.Board", "board")
def boards_at_work(rows: QuerySet) -> QuerySet:
    """The seed of the letters is no secret only when the names are shown again."""
    return rows.filter(tender__opened_at__isnull=False)


@veil("bidding.ConflictDeclaration", "board")
def declarations_of_running_boards(rows: QuerySet) -> QuerySet:
    """Names beside members, while proposals are judged without names."""
    return rows.filter(seat__board__tender__opened_at__isnull=False)


@veil("bidding.MendRequest", "board")
def mends_of_running_boards(rows: QuerySet) -> QuerySet:
    """Whose bid has a formal fault, while proposals are judged without names."""
    return rows.filter(bid__tender__opened_at__isnull=False)


@veil("bidding.Ruling", "board")
def rulings_of_running_boards(rows: QuerySet) -> QuerySet:
    """What an opened envelope says tells whose it is, while proposals are judged without names."""
    return rows.filter(tender__opened_at__isnull=False)


@veil("bidding.MendPaper", "board")
def papers_of_running_boards(rows: QuerySet) -> QuerySet:
    """As their requests."""
    return rows.filter(request__bid__tender__opened_at__isnull=False)


@veil("audit.AuditEntry", "mends")
def entries_of_running_mends(rows: QuerySet) -> QuerySet:
    """Entries about requests to mend tell whose bid it is."""
    hidden = MendRequest.objects.filter(bid__tender__opened_at=None).values(text=Cast("pk", CharField()))
    return rows.exclude(Q(thing_type="bidding.mendrequest") & Q(thing_id__in=hidden))


class SeatInline(WindowInline):
    """The members."""

    model = BoardSeat
    fk_name = "board"


@admin.register(Board)
class BoardWindow(Window):
    """Boards of opened tenders."""

    list_display = ["tender", "named_by", "named_at"]
    list_select_related = ["tender", "named_by"]
    search_fields = ["tender__number"]
    inlines = [SeatInline]


@admin.register(BoardSeat)
class BoardSeatWindow(Window):
    """Who sits and sat in which board."""

    list_display = ["board", "user", "chair", "named_at", "left_at"]
    list_filter = ["chair"]
    list_select_related = ["board__tender", "user"]
    search_fields = ["board__tender__number", "user__name"]


@admin.register(ConflictDeclaration)
class ConflictDeclarationWindow(Window):
    """What members declared."""

    list_display = ["seat", "bid", "kind", "declared_at"]
    list_filter = ["kind"]
    list_select_related = ["seat__board__tender", "seat__user", "bid"]


@admin.register(Sitting)
class SittingWindow(Window):
    """Where boards stand."""

    list_display = ["tender", "envelope", "state", "round", "begun_at", "concluded_at"]
    list_filter = ["state", "envelope"]
    list_select_related = ["tender"]
    search_fields = ["tender__number"]


@admin.register(ScoreSheet)
class ScoreSheetWindow(Window):
    """Whose sheet is locked."""

    list_display = ["sitting", "seat", "state", "locked_at"]
    list_filter = ["state"]
    list_select_related = ["sitting__tender", "seat__user", "seat__board"]


@admin.register(Score)
class ScoreWindow(Window):
    """The members' own scores of concluded boards."""

    list_display = ["sheet", "bid", "criterion", "points", "met"]
    list_select_related = ["sheet__sitting", "sheet__seat", "bid", "criterion"]


@admin.register(AgreedScore)
class AgreedScoreWindow(Window):
    """What concluded boards agreed on."""

    list_display = ["sitting", "bid", "criterion", "points", "met", "entered_by"]
    list_select_related = ["sitting", "bid", "criterion", "entered_by"]


@admin.register(BoardAnswer)
class BoardAnswerWindow(Window):
    """The members' word on proposed results."""

    list_display = ["sitting", "seat", "round", "agrees", "answered_at"]
    list_filter = ["agrees"]
    list_select_related = ["sitting", "seat__user", "seat__board"]


class PaperInline(WindowInline):
    """What was sent."""

    model = MendPaper


@admin.register(MendRequest)
class MendRequestWindow(Window):
    """Formal faults and what became of them, of opened tenders."""

    list_display = ["bid", "state", "asked_by", "asked_at", "due_at", "answered_at"]
    list_filter = ["state"]
    list_select_related = ["bid", "asked_by"]
    search_fields = ["bid__tender__number"]
    inlines = [PaperInline]


@admin.register(MendPaper)
class MendPaperWindow(Window):
    """Documents that mend a fault."""

    list_display = ["request", "fault", "file"]
    list_select_related = ["request__bid", "file"]
