"""WHEN: the evaluation board's sitting on one envelope, its score sheets, and the one chance to mend a formal fault."""

from django.db.models import TextChoices
from django.utils.translation import gettext_lazy as _
from django.utils.translation import pgettext_lazy

from portal.states import Flow


class SittingState(TextChoices):
    """Where the board stands with one envelope."""

    SCORING = "scoring", _("Each member scores alone")
    COMPARING = "comparing", _("The board compares")
    PROPOSED = "proposed", _("The members confirm")
    FINAL = "final", pgettext_lazy("sitting", "Final")


SITTING_FLOW = Flow(
    {
        "compare": ([SittingState.SCORING], SittingState.COMPARING),  # by the last sheet that is locked
        "propose": ([SittingState.COMPARING], SittingState.PROPOSED),
        "take_back": ([SittingState.PROPOSED], SittingState.COMPARING),  # the majority did not agree
        "conclude": ([SittingState.PROPOSED], SittingState.FINAL),
    }
)


class SheetState(TextChoices):
    """A member's own scores: written alone, then locked for good."""

    OPEN = "open", pgettext_lazy("sheet", "Open")
    LOCKED = "locked", pgettext_lazy("sheet", "Locked")


SHEET_FLOW = Flow({"lock": ([SheetState.OPEN], SheetState.LOCKED)})


class ConflictKind(TextChoices):
    """What a member declares about one bidder. Source: domain 16.3 (relationship to bidders, shares, gifts)."""

    NONE = "none", _("No conflict of interest")
    RELATION = "relation", _("Family tie or close relationship")
    WORK = "work", _("Worked for the company, or applied there, in the last three years")
    SHARES = "shares", _("Share or other money interest")
    GIFT = "gift", _("Gift, hospitality or favour")
    OTHER = "other", _("Another reason to abstain")


class Mendable(TextChoices):
    """The formal faults that may be mended, and no others: nothing that a price or a score is made of."""

    PAPER = "paper", _("A document that existed at the deadline is missing or cannot be read")
    SIGNATURE = "signature", _("A signature or seal is missing")
    AUTHORITY = "authority", _("A power of attorney is missing")
    TRANSLATION = "translation", _("A translation is missing")
    CLERICAL = "clerical", _("A clerical slip in a name, number or date of the company")
    CONTACT = "contact", _("The contact person or address is missing")


class MendState(TextChoices):
    """Where the one chance stands."""

    ASKED = "asked", _("Waiting for the bidder")
    ANSWERED = "answered", _("To be judged")
    LAPSED = "lapsed", _("Not answered in time")
    ACCEPTED = "accepted", _("Mended")
    REFUSED = "refused", _("Not mended")


MEND_FLOW = Flow(
    {
        "answer": ([MendState.ASKED], MendState.ANSWERED),
        "lapse": ([MendState.ASKED], MendState.LAPSED),
        "accept": ([MendState.ANSWERED], MendState.ACCEPTED),
        "refuse": ([MendState.ANSWERED], MendState.REFUSED),
    }
)
