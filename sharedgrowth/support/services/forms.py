"""DO: application forms: a version is copied, built as a draft, published by another person, then frozen.

Applications and calls keep the version with which they began.
"""

from collections.abc import Sequence
from typing import Any

from django.db import IntegrityError, transaction
from django.db.models import Max
from django.utils.translation import gettext as _

from portal.audit.services import move, record
from portal.checked import checked
from portal.clock import db_now
from portal.errors import RuleBroken, WrongState
from portal.outbox.services import announce
from portal.people.models import User
from portal.policy import require
from sharedgrowth.support.models import FormField, FormVersion
from sharedgrowth.support.policies import calls as policies
from sharedgrowth.support.queries.projects import LEVEL_FIELD
from sharedgrowth.support.registry import programmes
from sharedgrowth.support.states import FieldKind, FormState

COPIED = (
    "key", "kind", "section_ko", "section_en", "label_ko", "label_en", "help_ko", "help_en", "required", "options",
    "unit_ko", "unit_en", "least", "most", "most_letters", "shown_if_key", "shown_if_value", "order",
)  # fmt: skip
MOST_FIELDS = 60


def locked(form: FormVersion, *, by: User) -> FormVersion:
    """The draft as it is now."""
    held = FormVersion.objects.select_for_update(of=("self",)).get(pk=form.pk)
    verdict = policies.may_edit_form(by, held)
    if not verdict and held.state != FormState.DRAFT:
        raise WrongState(verdict.reason)
    require(verdict)
    return held


@transaction.atomic
def new_version(programme: str, *, note: str = "", by: User) -> FormVersion:
    """A draft with the fields of the version in force; one draft of a programme at a time."""
    require(policies.may_write_calls(by))
    if programmes.get(programme) is None:
        raise RuleBroken(_("Choose a programme that is carried out."), field="programme")
    held = list(FormVersion.objects.select_for_update(of=("self",)).filter(programme=programme).order_by("-version"))
    draft = next((each for each in held if each.state == FormState.DRAFT), None)
    if draft is not None:
        raise WrongState(_("Version %(version)s is a draft already: go on with it.") % {"version": draft.version})
    source = next((each for each in held if each.state == FormState.PUBLISHED), None)
    made = FormVersion.objects.create(
        programme=programme, version=(held[0].version if held else 0) + 1, note=note.strip()[:300], entered_by=by
    )
    if source is not None:
        FormField.objects.bulk_create(
            FormField(form=made, **{name: getattr(field, name) for name in COPIED}) for field in source.fields.all()
        )
    record(made, "begun", by=by, payload={"from": str(source) if source else ""})
    return made


@transaction.atomic
def save_field(form: FormVersion, field: FormField | None, *, by: User, **values: Any) -> FormField:
    """Add a field, or change one. Its condition names an earlier field of the same form."""
    require(policies.may_edit_form(by, form))
    held = locked(form, by=by)
    if field is None:
        if held.fields.count() >= MOST_FIELDS:
            raise RuleBroken(_("A form has at most %(most)s fields.") % {"most": MOST_FIELDS})
        last = held.fields.aggregate(last=Max("order"))["last"] or 0
        field = FormField(form=held, order=last + 1)
    else:
        field = held.fields.get(pk=field.pk)
    before = field.key
    for name, value in values.items():
        setattr(field, name, value)
    _check(held, field)
    checked(field)
    try:
        with transaction.atomic():
            field.save()
    except IntegrityError as twice:
        raise RuleBroken(_("This form already has a field with this key."), field="key") from twice
    if before and before != field.key:
        held.fields.filter(shown_if_key=before).update(shown_if_key=field.key)
    FormVersion.objects.filter(pk=held.pk).update(entered_by=by)
    record(held, "field_saved", by=by, payload={"key": field.key})
    return field


def _levels_of(form: FormVersion) -> list[str]:
    """The levels by which the programme's money is split; none where it knows none."""
    programme = programmes.get(form.programme)
    if programme is None or programme.split is None:
        return []
    return [value for each in programme.form if each.key == LEVEL_FIELD for value, _label in each.options]


def _check(form: FormVersion, field: FormField) -> None:
    if field.kind == FieldKind.CHOICE and len(field.options) < 2:
        raise RuleBroken(_("A choice has at least two options."), field="options")
    values = [each["value"] for each in field.options]
    if len(set(values)) != len(values):
        raise RuleBroken(_("Each option has its own value."), field="options")
    known = _levels_of(form)
    if field.key == LEVEL_FIELD and known and (strange := [each for each in values if each not in known]):
        told = {"value": strange[0], "values": ", ".join(known)}
        raise RuleBroken(
            _("The funding rule knows no level “%(value)s”: only %(values)s.") % told,
            field="options",
        )
    if field.least is not None and field.most is not None and field.least > field.most:
        raise RuleBroken(_("The least lies above the most."), field="most")
    if field.kind == FieldKind.COSTS and form.fields.filter(kind=FieldKind.COSTS).exclude(pk=field.pk).exists():
        raise RuleBroken(_("A form has one table of costs."), field="kind")
    if not field.shown_if_key:
        return
    above = form.fields.filter(key=field.shown_if_key, order__lt=field.order).first()
    if above is None:
        raise RuleBroken(_("The condition names a field that stands before this one."), field="shown_if_key")
    allowed = ["yes", "no"] if above.kind == FieldKind.YESNO else [each["value"] for each in above.options]
    if above.kind not in (FieldKind.CHOICE, FieldKind.YESNO) or field.shown_if_value not in allowed:
        raise RuleBroken(
            _("The condition needs one of the values of “%(label)s”: %(values)s.")
            % {"label": above.label, "values": ", ".join(allowed) or "—"},
            field="shown_if_value",
        )


@transaction.atomic
def move_field(field: FormField, *, up: bool, by: User) -> None:
    """One place up or down. A condition must still name an earlier field."""
    require(policies.may_edit_form(by, field.form))
    held = locked(field.form, by=by)
    rows = list(held.fields.order_by("order", "pk"))
    place = next(index for index, each in enumerate(rows) if each.pk == field.pk)
    other = place - 1 if up else place + 1
    if not 0 <= other < len(rows):
        return
    rows[place], rows[other] = rows[other], rows[place]
    _check_order(rows)
    for order, each in enumerate(rows, start=1):
        if each.order != order:
            FormField.objects.filter(pk=each.pk).update(order=order)
    FormVersion.objects.filter(pk=held.pk).update(entered_by=by)


def _check_order(rows: Sequence[FormField]) -> None:
    seen: set[str] = set()
    for each in rows:
        if each.shown_if_key and each.shown_if_key not in seen:
            raise RuleBroken(
                _("“%(label)s” depends on a field that would then stand after it.") % {"label": each.label}
            )
        seen.add(each.key)


@transaction.atomic
def remove_field(field: FormField, *, by: User) -> None:
    """Out of the draft; fields that depend on it are named first."""
    require(policies.may_edit_form(by, field.form))
    held = locked(field.form, by=by)
    dependent = held.fields.filter(shown_if_key=field.key).first()
    if dependent is not None:
        raise RuleBroken(_("“%(label)s” depends on this field: change it first.") % {"label": dependent.label})
    held.fields.filter(pk=field.pk).delete()
    FormVersion.objects.filter(pk=held.pk).update(entered_by=by)
    record(held, "field_removed", by=by, payload={"key": field.key})


@transaction.atomic
def publish_form(form: FormVersion, *, by: User) -> FormVersion:
    """Publish: frozen from now on; new calls take it, running ones keep theirs."""
    require(policies.may_publish_form(by, form))
    held = FormVersion.objects.select_for_update(of=("self",)).get(pk=form.pk)
    if held.state != FormState.DRAFT:
        raise WrongState(_("This version is published already."))
    require(policies.may_publish_form(by, held))
    rows = list(held.fields.order_by("order", "pk"))
    if not rows:
        raise RuleBroken(_("A form without fields asks nothing."))
    _check_order(rows)
    before = FormVersion.objects.select_for_update(of=("self",)).filter(
        programme=held.programme, state=FormState.PUBLISHED
    )
    for each in before:
        move(each, "supersede", by=by)
    move(held, "publish", by=by, published_by=by, published_at=db_now())
    announce("support.form_published", form=held.pk)
    return held


@transaction.atomic
def discard_form(form: FormVersion, *, by: User) -> None:
    """Throw a draft away."""
    require(policies.may_edit_form(by, form))
    held = locked(form, by=by)
    record(held, "discarded", by=by, payload={"form": str(held)})
    held.delete()
