"""Who is told of question sets, answers and documents; who may read a document; what is watched each day."""

from django.db import transaction
from django.utils.translation import gettext_lazy as _

from portal.clock import today
from portal.files.models import File
from portal.files.registry import readers
from portal.notices.registry import Kind, kinds
from portal.notices.services import bilingual, notify
from portal.outbox.services import on, once, sweeps
from portal.people.models import User
from portal.people.queries import buyer_people_with_role, people_with_role
from purchasing.esg.models import Assessment, Evidence, QuestionSet
from purchasing.esg.queries.review import STAFF_READERS, assessments_visible_to
from purchasing.esg.services.evidence import watch_evidence
from purchasing.esg.services.questions import supersede_older


@sweeps
def watch_documents() -> None:
    """Once a day: reminders of documents that end; sets whose successor came into force."""
    day = today()
    with transaction.atomic():
        if once("esg: documents", day.isoformat()):
            watch_evidence(day)
            supersede_older(day)


@readers.register("esg.evidence")
def reads_evidence(user: User, file: File) -> bool | None:
    """Who reads an assessment reads the documents behind its answers."""
    if not user.is_internal or not user.has_role(*STAFF_READERS, "CN"):
        return None
    used = assessments_visible_to(user).filter(answers__evidence__file=file).order_by()
    return True if used.exists() else None


def _set(pk: int) -> tuple[QuestionSet, dict]:
    found = QuestionSet.objects.select_related("entered_by", "published_by").get(pk=pk)
    return found, {"set": str(found), "title": bilingual(found.title_ko, found.title_en)}


@on("esg.set_submitted")
def tell_of_set_to_publish(*, set: int, **_later) -> None:
    """The other reviewers."""
    found, named = _set(set)
    people = buyer_people_with_role("ER", "EC").exclude(pk=found.entered_by_id)
    notify(people, "esg.set_to_publish", params=named, url_name="esg:set-detail", url_args=[str(found)])


@on("esg.set_sent_back", "esg.set_published")
def tell_who_wrote_the_set(*, set: int, **_later) -> None:
    """Who wrote it."""
    found, named = _set(set)
    if found.entered_by is not None:
        kind = "esg.set_published" if found.published_by_id else "esg.set_sent_back"
        notify([found.entered_by], kind, params=named, url_name="esg:set-detail", url_args=[str(found)])


@on("esg.assessment_submitted")
def tell_of_receipt(*, assessment: int, **_later) -> None:
    """Everybody of the company who answers: handed in, by whom, with which fingerprint."""
    found = Assessment.objects.select_related("company", "submitted_by").get(pk=assessment)
    people = people_with_role(found.company, "SA", "SE")
    params = {"number": found.number, "by": found.submitted_by.name if found.submitted_by else ""}
    params["sha256"] = found.receipt_sha256
    notify(people, "esg.handed_in", params=params, url_name="esg:answer-check", url_args=[found.number])


@on("esg.evidence_ending")
def tell_of_ending_document(*, evidence: int, **_later) -> None:
    """The company."""
    found = Evidence.objects.select_related("company").get(pk=evidence)
    if found.removed_at is not None or found.valid_to is None:
        return
    params = {"title": found.title, "until": found.valid_to}
    people = people_with_role(found.company, "SA", "SE")
    notify(people, "esg.evidence_ending", params=params, url_name="esg:evidence-detail", url_args=[str(found.uid)])


@on("esg.evidence_ended")
def tell_of_ended_document(*, assessment: int, **_later) -> None:
    """The company, and the reviewer, who looks at the item again."""
    found = Assessment.objects.select_related("company", "reviewer").get(pk=assessment)
    codes = found.answers.filter(lapsed_on__isnull=False).order_by("question__order")
    params = {"number": found.number, "codes": ", ".join(codes.values_list("question__code", flat=True))}
    people = [*people_with_role(found.company, "SA", "SE"), *([found.reviewer] if found.reviewer else [])]
    notify(people, "esg.evidence_ended", params=params, url_name="esg:answer-check", url_args=[found.number])


for kind in (
    Kind(
        key="esg.set_to_publish",
        title=_("Question set to publish: %(set)s"),
        text=_("%(title)s is ready. Look it through and publish it, or send it back."),
    ),
    Kind(
        key="esg.set_sent_back",
        title=_("Question set sent back: %(set)s"),
        text=_("%(title)s is a draft again: the reason stands on its page."),
    ),
    Kind(
        key="esg.set_published",
        title=_("Question set published: %(set)s"),
        text=_("%(title)s is published. Nothing of it changes any more."),
    ),
    Kind(
        key="esg.handed_in",
        title=_("ESG answers handed in: %(number)s"),
        text=_("Handed in by %(by)s. SHA-256 of the answers: %(sha256)s"),
        essential=True,
    ),
    Kind(
        key="esg.evidence_ending",
        title=_("A document ends on %(until)s: %(title)s"),
        text=_("Answers that rest on it alone are looked at again after that day. Add the next one in time."),
    ),
    Kind(
        key="esg.evidence_ended",
        title=_("Documents ended: %(number)s"),
        text=_("No document in force stands behind: %(codes)s. The items are looked at again."),
    ),
):
    kinds.register(kind)
