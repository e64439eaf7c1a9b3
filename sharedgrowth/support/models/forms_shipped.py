"""The first version of each programme's application form, entered after migrate from its file."""

from collections.abc import Sequence
from typing import Any

from django.db import transaction
from django.utils.translation import override

from portal.clock import db_now
from sharedgrowth.support.models.calls import FormField, FormVersion
from sharedgrowth.support.registry import FieldSpec, programmes
from sharedgrowth.support.states import FormState


def _both(name: str, words: object) -> dict[str, str]:
    told = {}
    for language in ("ko", "en"):
        with override(language):
            told[f"{name}_{language}"] = str(words)
    return told


def fields_of(form: FormVersion, specs: Sequence[FieldSpec]) -> list[FormField]:
    """The fields that ``specs`` describe, unsaved."""
    return [FormField(form=form, order=order, **_values(spec)) for order, spec in enumerate(specs, start=1)]


def _values(spec: FieldSpec) -> dict[str, Any]:
    key, value = spec.shown_if or ("", "")
    options = []
    for chosen, words in spec.options:
        both = _both("text", words)
        options.append({"value": str(chosen), "ko": both["text_ko"], "en": both["text_en"]})
    return {
        "key": spec.key,
        "kind": spec.kind,
        "required": spec.required,
        "options": options,
        "least": spec.least,
        "most": spec.most,
        "shown_if_key": key,
        "shown_if_value": str(value),
        **_both("label", spec.label),
        **_both("help", spec.help),
        **_both("section", spec.section),
        **_both("unit", spec.unit),
    }


@transaction.atomic
def enter_forms(*, using="default", **_signal) -> None:
    """Enter the form of each programme of which no version is there yet. It came with the portal: nobody wrote it."""
    known = set(FormVersion.objects.using(using).values_list("programme", flat=True).order_by())
    for programme in programmes:
        if programme.slug in known or not programme.form:
            continue
        form = FormVersion.objects.using(using).create(programme=programme.slug, version=1)
        FormField.objects.using(using).bulk_create(fields_of(form, programme.form))
        rows = FormVersion.objects.using(using).filter(pk=form.pk)
        rows.update(state=FormState.PUBLISHED, published_at=db_now())
