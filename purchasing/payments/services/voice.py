"""DO: speak, look into it, take it up, answer. Nothing here names the firm, not even in the audit trail.

The audit entries of the firm's own deeds say that the firm did it, not which person of which firm (``by`` is empty):
the row itself knows, and only the firm reads that. Source: issue 8, ADR 0031.
"""

from django.db import IntegrityError, transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.clock import today
from portal.errors import RuleBroken, WrongState
from portal.numbers import next_number
from portal.outbox.services import announce
from portal.people.models import Company, User
from portal.policy import require
from purchasing.payments.models import Voice, VoiceWord
from purchasing.payments.policies import voice as policies
from purchasing.payments.queries import voice as queries
from purchasing.payments.states import VOICE_OPEN, VoiceState, VoiceTopic


@transaction.atomic
def speak(*, about: Company, topic: str, text: str, named: bool, key: str, by: User) -> Voice:
    """Tell compliance how the company ``about`` pays. The same ``key`` tells it once."""
    require(policies.may_speak(by))
    if before := Voice.objects.filter(company=by.company, key=key).first():
        return before
    if topic not in VoiceTopic.values:
        raise RuleBroken(_("Choose what it is about."), field="topic")
    if not queries.payers_of(by.company_id).filter(pk=about.pk).exists():
        raise RuleBroken(_("Choose a company that pays yours by a contract of tier 2 to 4."), field="about")
    _check(text)
    voice = Voice(
        number=next_number("VOI"),
        topic=topic,
        company=by.company,
        author=by,
        about=about,
        named=named,
        key=key,
        sent_on=today(),
    )
    try:
        with transaction.atomic():
            voice.save()
    except IntegrityError:
        if same := Voice.objects.filter(company=by.company, key=key).first():
            return same
        raise
    VoiceWord.objects.create(voice=voice, of_firm=True, text=text, key=key, author=by, said_on=voice.sent_on)
    record(voice, "sent", by=None, payload={"topic": topic})
    announce("payments.voice_sent", voice=voice.pk)
    return voice


@transaction.atomic
def look_into_voice(voice: Voice, *, by: User) -> Voice:
    """Compliance begins; the firm sees that it was read."""
    require(policies.may_look(by))
    voice = _locked(voice)
    move(voice, "look", by=by, looked_at_by=by)
    announce("payments.voice_moved", voice=voice.pk, to=voice.state)
    return voice


@transaction.atomic
def take_up_voice(voice: Voice, *, by: User) -> Voice:
    """Compliance speaks to the company concerned: only as for three firms, or with the consent of the one."""
    require(policies.may_look(by))
    voice = _locked(voice)
    firms = queries.firms_about(voice)
    require(policies.may_take_up(by, voice, firms))
    move(voice, "raise", by=by, payload={"firms": firms, "consent": voice.named}, taken_up_on=today())
    announce("payments.voice_moved", voice=voice.pk, to=voice.state)
    return voice


@transaction.atomic
def answer_voice(voice: Voice, *, text: str, key: str, by: User) -> Voice:
    """What came of it, in compliance's words to the firm."""
    require(policies.may_answer(by))
    if voice.words.filter(key=key).exists():
        return voice
    _check(text)
    voice = _locked(voice)
    move(voice, "answer", by=by, answered_on=today())
    _say(voice, text, key, of_firm=False, by=by)
    announce("payments.voice_moved", voice=voice.pk, to=voice.state)
    return voice


@transaction.atomic
def add_word(voice: Voice, *, text: str, key: str, by: User) -> VoiceWord:
    """A question of compliance, or a further word of the firm; after an answer it opens the voice again."""
    require(policies.may_add_word(by, voice))
    if before := voice.words.filter(key=key).first():
        return before
    _check(text)
    voice = _locked(voice)
    of_firm = not by.is_internal
    if of_firm and voice.state == VoiceState.ANSWERED:
        move(voice, "reply", by=None)
    elif voice.state not in VOICE_OPEN:
        raise WrongState(_("Nothing more is said here: it was withdrawn or answered. Reload the page."))
    word = _say(voice, text, key, of_firm=of_firm, by=by)
    record(voice, "word_of_firm" if of_firm else "word_of_compliance", by=None if of_firm else by)
    announce("payments.voice_word", voice=voice.pk, word=word.pk)
    return word


@transaction.atomic
def consent_to_be_named(voice: Voice, *, by: User) -> Voice:
    """The firm lets compliance and the company concerned know its name. It cannot be unsaid."""
    require(policies.may_consent(by, voice))
    voice = _locked(voice)
    if voice.state not in VOICE_OPEN:
        raise WrongState(_("Nothing more is said here: it was withdrawn or answered. Reload the page."))
    if not voice.named:
        voice.named = True
        voice.save(update_fields=["named"])
        record(voice, "consented", by=None)
        announce("payments.voice_consented", voice=voice.pk)
    return voice


@transaction.atomic
def withdraw_voice(voice: Voice, *, by: User) -> Voice:
    """The firm takes it back before it was taken up; it no longer counts."""
    require(policies.may_withdraw(by, voice))
    voice = _locked(voice)
    move(voice, "withdraw", by=None)
    announce("payments.voice_moved", voice=voice.pk, to=voice.state)
    return voice


def _locked(voice: Voice) -> Voice:
    return Voice.objects.select_for_update(of=("self",)).select_related("about", "company").get(pk=voice.pk)


def _check(text: str) -> None:
    if not text.strip():
        raise RuleBroken(_("Write what happened, or what you want to know."), field="text")


def _say(voice: Voice, text: str, key: str, *, of_firm: bool, by: User) -> VoiceWord:
    return VoiceWord.objects.create(voice=voice, of_firm=of_firm, text=text, key=key, author=by, said_on=today())
