"""Windows on explanations of low prices and on terms. What bidders said is for who judges it alone (BID-L2)."""

from django.contrib import admin

from portal.windows import Window
from purchasing.bidding.models import (
    CostLine,
    Explanation,
    ExplanationAnswer,
    ExplanationFile,
    ExplanationVote,
    TermsProposal,
)


@admin.register(Explanation)
class ExplanationWindow(Window):
    """That there is one, and where it stands; not what was said."""

    list_display = ["tender", "state", "ask_by", "asked_at", "answer_by", "decided_at"]
    list_filter = ["state", ("asked_at", admin.DateFieldListFilter)]
    list_select_related = ["tender"]
    search_fields = ["tender__number"]
    fields = ["tender", "state", "ask_by", "asked_at", "answer_by", "clarified_at", "decided_at", "by_silence"]


@admin.register(ExplanationAnswer)
class ExplanationAnswerWindow(Window):
    """That an answer came, and when."""

    list_display = ["explanation", "at"]
    list_select_related = ["explanation"]
    fields = ["explanation", "at"]


@admin.register(ExplanationFile)
class ExplanationFileWindow(Window):
    """That evidence came."""

    list_display = ["answer"]
    list_select_related = ["answer"]
    fields = ["answer"]


@admin.register(CostLine)
class CostLineWindow(Window):
    """That a cost sheet has a line; not what it says."""

    list_display = ["answer", "no"]
    list_select_related = ["answer"]
    fields = ["answer", "no"]


@admin.register(ExplanationVote)
class ExplanationVoteWindow(Window):
    """Who has voted, and when."""

    list_display = ["explanation", "assessor", "casting", "at"]
    list_select_related = ["explanation", "assessor"]
    fields = ["explanation", "assessor", "casting", "at"]


@admin.register(TermsProposal)
class TermsProposalWindow(Window):
    """Terms that were proposed, and what became of them."""

    list_display = ["valid_from", "state", "proposed_by", "proposed_at", "decided_by", "decided_at"]
    list_filter = ["state"]
    list_select_related = ["proposed_by", "decided_by"]
    search_fields = ["reason"]
