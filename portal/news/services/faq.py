"""DO: questions and answers: written, put up, taken down; votes that say whether an answer helped."""

from typing import Any

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now, today
from portal.errors import WrongState
from portal.news.models import FaqEntry, FaqVote
from portal.news.policies import announcements as policies
from portal.news.states import FaqState
from portal.people.models import User
from portal.policy import require


def locked(entry: FaqEntry) -> FaqEntry:
    """The question as it is now."""
    return FaqEntry.objects.select_for_update(of=("self",)).get(pk=entry.pk)


@transaction.atomic
def write_question(*, by: User, **facts: Any) -> FaqEntry:
    """A question that is not up yet."""
    require(policies.may_answer_questions(by))
    entry = FaqEntry(written_by=by, **facts)
    checked(entry)
    entry.save(force_insert=True)
    record(entry, "written", by=by)
    return entry


@transaction.atomic
def edit_question(entry: FaqEntry, *, by: User, **facts: Any) -> FaqEntry:
    """Change it, also while it is up: an answer that has become wrong is mended at once."""
    require(policies.may_answer_questions(by))
    entry = locked(entry)
    before = {name: getattr(entry, name) for name in ("question_ko", "answer_ko", "question_en", "answer_en")}
    for name, value in facts.items():
        setattr(entry, name, value)
    entry.written_by, entry.changed_at = by, db_now()
    checked(entry)
    entry.save()
    record(entry, "edited", by=by, payload={"before": before})
    return entry


@transaction.atomic
def publish_question(entry: FaqEntry, *, by: User) -> FaqEntry:
    """Put it up."""
    entry = locked(entry)
    require(policies.may_publish_question(by, entry))
    move(entry, "publish", by=by, changed_at=db_now())
    return entry


@transaction.atomic
def retire_question(entry: FaqEntry, *, by: User) -> FaqEntry:
    """Take it down."""
    entry = locked(entry)
    require(policies.may_retire_question(by, entry))
    move(entry, "retire", by=by)
    return entry


@transaction.atomic
def vote(entry: FaqEntry, *, helpful: bool, words: str = "") -> FaqVote:
    """Whether an answer helped. Nobody is asked who it was; the door lets one browser vote once a question."""
    if entry.state != FaqState.PUBLISHED:
        raise WrongState(_("This answer is not published any more."))
    return FaqVote.objects.create(entry=entry, helpful=helpful, words=words.strip()[:300], day=today())
