"""DO: what was sent last, put back where a company changed it while it was asked and then did not answer."""

import json
from typing import Any

from portal.audit.services import record
from portal.clock import db_now
from portal.people.models import User
from sharedgrowth.support.models import Application, ApplicationAnswer, Attachment, CostItem
from sharedgrowth.support.services.answers import TITLE


def restore_last_sheet(application: Application) -> None:
    """Answers, costs and files as the last signed text says: that is what is screened, scored, and paid.

    Inside the caller's transaction, which holds the application.
    """
    last = application.sheets.order_by("-seq").first()
    if last is None or application.form is None:
        return
    document = json.loads(last.content)
    changed = _answers(application, document["answers"])
    changed += _costs(application, document["costs"], by=last.by)
    if changed:
        record(application, "restored", by=None, payload={"sheet": last.seq, "changed": changed})


def _answers(application: Application, told: list[dict[str, Any]]) -> list[str]:
    fields = {each.key: each for each in application.form.fields.all()} if application.form else {}
    stored = {each.field_id: each for each in application.answers.all()}
    changed = []
    for row in told:
        field = fields[row["key"]]
        answer = stored.get(field.pk)
        if answer is not None and answer.value != row["value"]:
            rows = ApplicationAnswer.objects.filter(pk=answer.pk)
            rows.update(value=row["value"], version=answer.version + 1, edited_at=db_now())
            changed.append(row["key"])
            if row["key"] == TITLE:
                Application.objects.filter(pk=application.pk).update(title=row["value"][:160])
        if _files(application, row["files"], field=field):
            changed.append(row["key"])
    return changed


def _files(application: Application, told: list[dict[str, str]], **of: Any) -> bool:
    """Just the files of the text are attached there; those taken out meanwhile come back."""
    wanted = [each["sha256"] for each in told]
    changed = False
    rows = application.attachments.filter(**of).select_related("file").order_by("removed_at", "-pk")
    for attachment in sorted(rows, key=lambda each: each.removed_at is not None):
        stays = attachment.file.sha256 in wanted
        if stays:
            wanted.remove(attachment.file.sha256)
        if stays == (attachment.removed_at is not None):
            Attachment.objects.filter(pk=attachment.pk).update(removed_at=None if stays else db_now())
            changed = True
    return changed


def _costs(application: Application, told: list[dict[str, Any]], *, by: User) -> list[str]:
    live = list(application.costs.order_by("order", "pk"))
    pairs: list[CostItem | None] = []
    for row in told:  # first those that are still as they were sent
        pairs.append(_taken(live, lambda item, row=row: _of(item) == _sent(row)))
    changed = []
    for order, row in enumerate(told, start=1):
        item = pairs[order - 1] or _taken(live, lambda item, row=row: item.title == row["title"])
        item = item or _taken(live, lambda _item: True)
        if item is None or _of(item) != _sent(row):
            item = _put(application, item, row, order, by=by)
            changed.append(row["title"])
        orphans = application.attachments.filter(cost=None, field=None, file__sha256__in=_shas(row))
        orphans.update(cost=item)  # quotes of an item that was taken out
        if _files(application, row["quotes"], cost=item):
            changed.append(row["title"])
    for item in live:
        Attachment.objects.filter(cost=item, removed_at=None).update(removed_at=db_now())
        changed.append(item.title)
        item.delete()
    return changed


def _taken(live: list[CostItem], fits: Any) -> CostItem | None:
    found = next((item for item in live if fits(item)), None)
    if found is not None:
        live.remove(found)
    return found


def _of(item: CostItem) -> tuple[str, str, str]:
    return item.title, item.vendor, f"{item.amount_won:.0f}"


def _sent(row: dict[str, Any]) -> tuple[str, str, str]:
    return row["title"], row["vendor"], row["amount_won"]


def _shas(row: dict[str, Any]) -> list[str]:
    return [each["sha256"] for each in row["quotes"]]


def _put(application: Application, item: CostItem | None, row: dict[str, Any], order: int, *, by: User) -> CostItem:
    """The item as it was sent. Its seller's number is no part of the text: it stays while the seller is the same."""
    item = item or CostItem(application=application, order=order)
    if item.vendor != row["vendor"]:
        item.vendor_brn = ""
    item.title, item.vendor, item.amount_won = row["title"], row["vendor"], int(row["amount_won"])
    item.version, item.edited_by, item.edited_at = item.version + 1, by, db_now()
    item.save()
    return item
