"""Ask, answer, publish, close; and what happens when an answer does not come. Source: domain 1.7 (Inquiry)."""

from collections.abc import Callable, Iterable, Sequence
from datetime import datetime, timedelta

from django.core.files.base import File as Upload
from django.db import connection, transaction
from django.db.models import Max, QuerySet
from django.utils.translation import gettext as _

from catalog import policies
from catalog.models import Inquiry, InquiryFile, InquiryMessage, Product
from catalog.queries.inquiries import WAITING, answer_steps, terms_on
from catalog.rules.wording import contact_data
from catalog.states import InquiryState, Side
from portal.audit.services import move, record
from portal.calendar import business_days_after
from portal.clock import SEOUL, db_now
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.numbers import next_number
from portal.outbox.services import announce, is_done, mark_done
from portal.people.models import User
from portal.policy import require
from portal.text import clean_lines

LONGEST = 4000
MOST_FILES = 5
MOST_WAITING = 50  # questions of one person without an answer: who asks everybody everything asks nobody


@transaction.atomic
def ask_supplier(
    product: Product,
    *,
    text: str,
    by: User,
    publishable: bool = False,
    uploads: Iterable[Upload] = (),
    key: str = "",
) -> Inquiry:
    """A question about a product to its supplier. ``publishable``: the asker agrees that it may be published.

    ``key`` makes the call safe to repeat: the same person's same key is the question that was sent before.
    """
    require(policies.may_ask(by, product))
    text = _text(text)
    once_at_a_time(f"inquiries:{by.pk}")
    if key and (sent := Inquiry.objects.filter(asked_by=by, key=key).first()):
        return sent
    if Inquiry.objects.filter(asked_by=by, state__in=WAITING).count() >= MOST_WAITING:
        raise RuleBroken(_("%(most)d of your questions wait for an answer. Close some first.") % {"most": MOST_WAITING})
    now = db_now()
    steps = answer_steps(now, terms_on(now.astimezone(SEOUL).date()))
    inquiry = Inquiry.objects.create(
        number=next_number("INQ"),
        product=product,
        company=product.company,
        asked_by=by,
        asked_for=by.company,
        department=by.membership.department if by.membership else "",
        role=min(by.role_codes, default=""),
        asked_at=now,
        waiting_since=now,
        first_due_at=steps.due_at,
        remind_at=steps.remind_at,
        due_at=steps.due_at,
        manager_at=steps.manager_at,
        publishable=publishable,
        key=key,
    )
    _write(inquiry, Side.ASKER, text, uploads, by=by)
    record(inquiry, "asked", by=by, payload={"product": product.number})
    announce("catalog.inquiry_asked", inquiry=inquiry.pk)
    return inquiry


@transaction.atomic
def ask_suppliers(
    products: Sequence[Product],
    *,
    text: str,
    by: User,
    publishable: bool = False,
    uploads: Iterable[Upload] = (),
    key: str = "",
) -> list[Inquiry]:
    """One question about several products: a thread for each, whose supplier learns of no other; all are sent or none.

    ``key`` makes the call safe to repeat, as with one.
    """
    for product in products:
        require(policies.may_ask(by, product))
    uploads, asked = list(uploads), []
    for product in products:
        for upload in uploads:
            upload.seek(0)
        once_for = f"{key}:{product.pk}" if key and len(products) > 1 else key
        asked.append(ask_supplier(product, text=text, by=by, publishable=publishable, uploads=uploads, key=once_for))
    return asked


@transaction.atomic
def answer_inquiry(
    inquiry: Inquiry, *, text: str, by: User, publish: bool = False, uploads: Iterable[Upload] = ()
) -> Inquiry:
    """The supplier's answer; with ``publish`` question and answer are shown to everybody, without who asked."""
    require(policies.may_answer(by, inquiry))
    text = _text(text)
    inquiry = _locked(inquiry)
    if not inquiry.is_waiting:
        raise WrongState(_("This question has already been answered or closed. Reload the page to read it."))
    _write(inquiry, Side.SUPPLIER, text, uploads, by=by)
    now = db_now()
    move(inquiry, "answer", by=by, answered_at=inquiry.answered_at or now)
    if publish:
        _publish(inquiry, by=by)
    announce("catalog.inquiry_answered", inquiry=inquiry.pk)
    return inquiry


@transaction.atomic
def ask_again(inquiry: Inquiry, *, text: str, by: User, uploads: Iterable[Upload] = ()) -> Inquiry:
    """A further question in the same thread: the time to answer begins anew. What was published stays as it was."""
    require(policies.may_go_on(by, inquiry))
    text = _text(text)
    inquiry = _locked(inquiry)
    if inquiry.state != InquiryState.ANSWERED:
        raise WrongState(_("Another message is possible once the supplier has answered."))
    now = db_now()
    steps = answer_steps(now, terms_on(now.astimezone(SEOUL).date()))
    _write(inquiry, Side.ASKER, text, uploads, by=by)
    move(
        inquiry,
        "ask_again",
        by=by,
        waiting_since=now,
        remind_at=steps.remind_at,
        due_at=steps.due_at,
        manager_at=steps.manager_at,
        reminded_at=None,
        escalated_at=None,
    )
    announce("catalog.inquiry_asked", inquiry=inquiry.pk)
    return inquiry


@transaction.atomic
def close_inquiry(inquiry: Inquiry, *, by: User) -> Inquiry:
    """The asker is done with it, answered or not."""
    require(policies.may_go_on(by, inquiry))
    inquiry = _locked(inquiry)
    move(inquiry, "close", by=by, closed_at=db_now())
    return inquiry


@transaction.atomic
def unpublish_inquiry(inquiry: Inquiry, *, by: User, reason: str) -> Inquiry:
    """Take a published question from the product's page; the thread itself stays."""
    require(policies.may_unpublish(by, inquiry))
    if not reason.strip():
        raise RuleBroken(_("Say why it is taken back."), field="reason")
    inquiry = _locked(inquiry)
    if not inquiry.public_answer:
        raise WrongState(_("This question is not published."))
    Inquiry.objects.filter(pk=inquiry.pk).update(public_answer=False)
    inquiry.public_answer = False
    record(inquiry, "unpublished", by=by, reason=reason)
    return inquiry


def _publish(inquiry: Inquiry, *, by: User) -> None:
    """Both have to agree, and neither side's words may lead around the portal. Source: CAT-23."""
    if not inquiry.publishable:
        raise RuleBroken(_("Who asked wants this to stay between you: answer it without publishing."), field="publish")
    for message in inquiry.messages.all():
        if found := contact_data(message.text):
            whose = _("The question") if message.side == Side.ASKER else _("The answer")
            words = {"whose": whose, "found": found}
            raise RuleBroken(
                _("%(whose)s holds contact data (“%(found)s”), so it cannot be published (CAT-23).") % words,
                field="publish" if message.side == Side.ASKER else "text",
            )
    Inquiry.objects.filter(pk=inquiry.pk).update(public_answer=True, published_at=(now := db_now()))
    inquiry.public_answer, inquiry.published_at = True, now
    record(inquiry, "published", by=by)


def _locked(inquiry: Inquiry) -> Inquiry:
    rows = Inquiry.objects.select_for_update(of=("self",)).select_related("product", "company", "asked_by")
    return rows.get(pk=inquiry.pk)


def _text(text: str) -> str:
    text = clean_lines(text)
    if not text:
        raise RuleBroken(_("Write what you want to say."), field="text")
    if len(text) > LONGEST:
        raise RuleBroken(_("At most %(most)d characters.") % {"most": LONGEST}, field="text")
    return text


def _write(inquiry: Inquiry, side: str, text: str, uploads: Iterable[Upload], *, by: User) -> InquiryMessage:
    uploads = list(uploads)
    if len(uploads) > MOST_FILES:
        raise RuleBroken(_("At most %(most)d files with a message.") % {"most": MOST_FILES}, field="files")
    if uploads and by.company is None:
        raise RuleBroken(_("Files can be sent only by people who act for a company."), field="files")
    message = InquiryMessage.objects.create(inquiry=inquiry, side=side, text=text, by=by)
    stored = [store_upload(upload, company=by.company, by=by) for upload in uploads]
    InquiryFile.objects.bulk_create(InquiryFile(message=message, file=file) for file in stored)
    return message


def once_at_a_time(name: str) -> None:
    """Wait until no other transaction does what ``name`` says; held until this one ends."""
    with connection.cursor() as cursor:
        cursor.execute("SELECT pg_advisory_xact_lock(hashtextextended(%s, 0))", [name])


# When an answer does not come ----------------------------------------------------------------------------------------
def run_inquiry_hour() -> bool:
    """Once an hour: remind, note what is overdue, tell the manager, close what rests; whether this call was the one."""
    now = db_now()
    hour = now.strftime("%Y-%m-%dT%H")
    if is_done("catalog.inquiries", hour):
        return False
    chase_inquiries(now)
    mark_done("catalog.inquiries", hour)
    return True


def chase_inquiries(now: datetime) -> int:
    """Everything that is due at ``now``, each in its own transaction; returns how many were touched."""
    waiting = Inquiry.objects.filter(state=InquiryState.OPEN)
    late = Inquiry.objects.filter(state=InquiryState.OVERDUE, manager_at__lte=now, escalated_at=None)
    touched = [
        *_each(waiting.filter(remind_at__lte=now, due_at__gt=now, reminded_at=None), _remind, now),
        *_each(waiting.filter(due_at__lte=now), _fall_due, now),
        *_each(late, _tell_manager, now),
        *_each(_resting(now), _rest, now),
    ]
    return len(touched)


def _resting(now: datetime) -> QuerySet[Inquiry]:
    """Answered long ago, and nobody has written since."""
    today = now.astimezone(SEOUL).date()
    rest_days = terms_on(today).rest_days
    answered = Inquiry.objects.filter(state=InquiryState.ANSWERED)
    written = answered.annotate(last=Max("messages__at")).filter(last__lt=now - timedelta(days=rest_days))
    old = [
        pk
        for pk, last in written.values_list("pk", "last")
        if business_days_after(last.astimezone(SEOUL).date(), rest_days) < today
    ]
    return answered.filter(pk__in=old)


def _each(rows, act: Callable[[Inquiry, datetime], None], now: datetime) -> list[int]:
    done = []
    for pk in list(rows.values_list("pk", flat=True)):
        with transaction.atomic():
            held = rows.select_for_update(of=("self",), skip_locked=True).filter(pk=pk).first()
            if held is not None:  # else somebody has answered meanwhile
                act(held, now)
                done.append(pk)
    return done


def _remind(inquiry: Inquiry, now: datetime) -> None:
    Inquiry.objects.filter(pk=inquiry.pk).update(reminded_at=now)
    record(inquiry, "reminded", by=None)
    announce("catalog.inquiry_due_soon", inquiry=inquiry.pk)


def _fall_due(inquiry: Inquiry, now: datetime) -> None:
    move(inquiry, "fall_due", by=None)
    announce("catalog.inquiry_overdue", inquiry=inquiry.pk)


def _tell_manager(inquiry: Inquiry, now: datetime) -> None:
    Inquiry.objects.filter(pk=inquiry.pk).update(escalated_at=now)
    record(inquiry, "escalated", by=None)
    announce("catalog.inquiry_escalated", inquiry=inquiry.pk)


def _rest(inquiry: Inquiry, now: datetime) -> None:
    move(inquiry, "close", by=None, closed_at=now)
