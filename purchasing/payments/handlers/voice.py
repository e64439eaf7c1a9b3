"""Who is told of a confidential voice: compliance that there is one, the firm what became of it. Never who spoke."""

from django.utils.translation import gettext_lazy as _

from portal.notices.registry import Kind, kinds
from portal.notices.services import notify
from portal.outbox.services import on
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.payments.models import Voice, VoiceWord
from purchasing.payments.states import VoiceState

PAGE = "payments:voice-detail"


def _firm(voice: Voice) -> list[User]:
    """Who wrote it, and the administrators of the firm."""
    return [voice.author, *people_with_role(voice.company, "SA").exclude(pk=voice.author_id)]


def _tell(people, kind: str, voice: Voice) -> None:
    notify(people, kind, params={"number": voice.number}, url_name=PAGE, url_args=[voice.uid])


@on("payments.voice_sent")
def tell_compliance(*, voice: int, **_later) -> None:
    """That there is one; its words are on its page alone."""
    _tell(buyer_people_with_role("CP"), "payments.voice_sent", Voice.objects.get(pk=voice))


@on("payments.voice_moved")
def tell_moved(*, voice: int, to: str, **_later) -> None:
    """The firm, about what compliance did; compliance, when it was withdrawn."""
    moved = Voice.objects.select_related("author", "company").get(pk=voice)
    match to:
        case VoiceState.LOOKED_AT:
            _tell(_firm(moved), "payments.voice_looked_at", moved)
        case VoiceState.TAKEN_UP:
            _tell(_firm(moved), "payments.voice_taken_up", moved)
        case VoiceState.ANSWERED:
            _tell(_firm(moved), "payments.voice_answered", moved)
        case VoiceState.WITHDRAWN:
            _tell(buyer_people_with_role("CP"), "payments.voice_withdrawn", moved)


@on("payments.voice_word")
def tell_word(*, voice: int, word: int, **_later) -> None:
    """The other side."""
    said = VoiceWord.objects.select_related("voice__author", "voice__company").get(pk=word)
    people = buyer_people_with_role("CP") if said.of_firm else _firm(said.voice)
    _tell(people, "payments.voice_word", said.voice)


@on("payments.voice_consented")
def tell_consent(*, voice: int, **_later) -> None:
    """Compliance, which may now take it up."""
    _tell(buyer_people_with_role("CP"), "payments.voice_consented", Voice.objects.get(pk=voice))


KINDS = [
    Kind(
        key="payments.voice_sent",
        title=_("Confidential voice %(number)s about payments"),
        text=_("A firm of the lower tiers has spoken. Its words are on the page."),
    ),
    Kind(
        key="payments.voice_looked_at",
        title=_("Compliance looks into %(number)s"),
        text=_("Nobody but you sees that your firm spoke."),
    ),
    Kind(
        key="payments.voice_taken_up",
        title=_("%(number)s was taken up with the company concerned"),
        text=_("As one of at least three firms, or because you consented."),
    ),
    Kind(
        key="payments.voice_answered",
        title=_("Compliance has answered %(number)s"),
        text=_("If it is not settled, write on its page; it is then looked into again."),
        essential=True,
    ),
    Kind(
        key="payments.voice_withdrawn",
        title=_("%(number)s was withdrawn"),
        text=_("It no longer counts."),
    ),
    Kind(
        key="payments.voice_word",
        title=_("A new word on %(number)s"),
        text=_("It is on the page."),
    ),
    Kind(
        key="payments.voice_consented",
        title=_("The firm of %(number)s consents to be named"),
        text=_("It may now be taken up with the company concerned."),
    ),
]
for _kind in KINDS:
    kinds.register(_kind)
