"""DO: what stands in an application: answers and costs saved by several people at once, files."""

from collections.abc import Sequence
from dataclasses import dataclass, field
from decimal import Decimal

from django.db import transaction
from django.utils.translation import gettext as _

from portal.audit.services import record
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.files.models import File
from portal.people.models import User
from portal.policy import require
from sharedgrowth.support.models import Application, ApplicationAnswer, Attachment, CostItem, FormField
from sharedgrowth.support.policies import applications as policies
from sharedgrowth.support.states import FieldKind

MOST_COSTS, MOST_FILES = 40, 40
TITLE = "title"  # the field whose answer names the project


@dataclass(frozen=True, slots=True)
class AnswerIn:
    """What is to stand in a field. ``seen``: the version that the person had before the eyes, 0 for none."""

    field: FormField
    value: str
    seen: int


@dataclass(frozen=True, slots=True)
class CostIn:
    """What is to stand in an item of the costs; ``item`` None for a new one."""

    title: str
    vendor: str
    vendor_brn: str
    amount_won: Decimal
    item: CostItem | None = None
    seen: int = 0


@dataclass(slots=True)
class Saved:
    """What came of it: keys of fields that changed; answers and items that somebody else changed meanwhile."""

    saved: list[str] = field(default_factory=list)
    stale: dict[str, ApplicationAnswer] = field(default_factory=dict)
    stale_costs: dict[int, CostItem] = field(default_factory=dict)

    @property
    def is_stale(self) -> bool:
        """Whether something was left as a colleague saved it."""
        return bool(self.stale or self.stale_costs)


def locked(application: Application, *, by: User) -> Application:
    """The application as it is now, which this person may write."""
    held = Application.objects.select_for_update(of=("self",)).select_related("call", "company", "form")
    found = held.prefetch_related("editors").get(pk=application.pk)
    verdict = policies.may_write(by, found)
    if not verdict and policies.may_write(by, application):
        raise WrongState(_("The application was sent or taken back meanwhile: it changes no more."))
    require(verdict)
    return found


@transaction.atomic
def save_application(
    application: Application, answers: Sequence[AnswerIn], costs: Sequence[CostIn] = (), *, by: User
) -> Saved:
    """Save what changed. What a colleague changed after it was seen is left, and given back as stale."""
    require(policies.may_write(by, application))
    held = locked(application, by=by)
    result = Saved()
    stored = {each.field_id: each for each in held.answers.filter(field__in=[told.field for told in answers])}
    for told in answers:
        if told.field.form_id != held.form_id:
            raise RuleBroken(_("This field is not part of the form."))
        answer = stored.get(told.field.pk)
        if (answer.value if answer else "") == told.value:
            continue
        if (answer.version if answer else 0) != told.seen:
            if answer is not None:
                result.stale[told.field.key] = answer
            continue
        _write(held, told, answer, by=by)
        result.saved.append(told.field.key)
    for cost in costs:
        _save_cost(held, cost, result, by=by)
    return result


def _write(held: Application, told: AnswerIn, answer: ApplicationAnswer | None, *, by: User) -> None:
    if answer is None:
        ApplicationAnswer.objects.create(application=held, field=told.field, value=told.value, edited_by=by)
    else:
        answer.value, answer.version = told.value, answer.version + 1
        answer.edited_by, answer.edited_at = by, db_now()
        answer.save(update_fields=["value", "version", "edited_by", "edited_at"])
    if told.field.key == TITLE:
        Application.objects.filter(pk=held.pk).update(title=told.value[:160])


def _save_cost(held: Application, told: CostIn, result: Saved, *, by: User) -> None:
    if not held.form or not held.form.fields.filter(kind=FieldKind.COSTS).exists():
        raise RuleBroken(_("This application has no table of costs."))
    values = {name: getattr(told, name) for name in ("title", "vendor", "vendor_brn", "amount_won")}
    if told.item is None:
        if held.costs.count() >= MOST_COSTS:
            raise RuleBroken(_("At most %(most)s items fit.") % {"most": MOST_COSTS})
        order = held.costs.count() + 1
        made = CostItem.objects.create(application=held, order=order, edited_by=by, **values)
        result.saved.append(f"cost-{made.pk}")
        return
    item = held.costs.filter(pk=told.item.pk).first()
    if item is None:
        raise WrongState(_("A colleague took this item out meanwhile. Enter it anew if it is needed."))
    if all(getattr(item, name) == value for name, value in values.items()):
        return
    if item.version != told.seen:
        result.stale_costs[item.pk] = item
        return
    for name, value in values.items():
        setattr(item, name, value)
    item.version, item.edited_by, item.edited_at = item.version + 1, by, db_now()
    item.save()
    result.saved.append(f"cost-{item.pk}")


@transaction.atomic
def remove_cost(item: CostItem, *, by: User) -> None:
    """Take an item out; its quotes go with it and stay for the record."""
    require(policies.may_write(by, item.application))
    held = locked(item.application, by=by)
    Attachment.objects.filter(cost=item, removed_at=None).update(removed_at=db_now())
    deleted, _rows = CostItem.objects.filter(pk=item.pk, application=held).delete()
    if deleted:
        record(held, "cost_removed", by=by, payload={"item": item.title})


@transaction.atomic
def attach_file(
    application: Application, file: File, *, field: FormField | None = None, cost: CostItem | None = None, by: User
) -> Attachment:
    """Attach a file to a field, or a quote to an item of the costs."""
    require(policies.may_write(by, application))
    held = locked(application, by=by)
    if (field is None) == (cost is None):
        raise RuleBroken(_("A file belongs to a field, or to an item of the costs."))
    if field is not None and (field.form_id != held.form_id or field.kind != FieldKind.FILE):
        raise RuleBroken(_("This field takes no files."), field="file")
    if cost is not None and cost.application_id != held.pk:
        raise RuleBroken(_("This item belongs to another application."), field="file")
    if held.attachments.filter(removed_at=None).count() >= MOST_FILES:
        raise RuleBroken(_("At most %(most)s files can be attached.") % {"most": MOST_FILES}, field="file")
    made = Attachment.objects.create(application=held, file=file, field=field, cost=cost, added_by=by)
    record(held, "file_attached", by=by, payload={"file": file.name, "sha256": file.sha256})
    return made


@transaction.atomic
def remove_attachment(attachment: Attachment, *, by: User) -> None:
    """Take a file out."""
    require(policies.may_write(by, attachment.application))
    held = locked(attachment.application, by=by)
    rows = Attachment.objects.filter(pk=attachment.pk, application=held, removed_at=None)
    if rows.update(removed_at=db_now()):
        record(held, "file_removed", by=by, payload={"file": attachment.file.name})
