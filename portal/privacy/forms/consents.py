"""IN: consents, each with a box of its own. Shown by ``privacy/_consents.html`` (Needs: consents)."""

from collections.abc import Iterator, Sequence
from dataclasses import dataclass

from django import forms

from portal.forms import TickField
from portal.privacy import queries
from portal.privacy.registry import Purpose, purposes


@dataclass(frozen=True, slots=True)
class Box:
    """One consent as it is shown: what it is about, and its box."""

    purpose: Purpose
    words: list[tuple[str, str]]
    field: forms.BoundField


class ConsentForm(forms.Form):
    """``ConsentForm(request.POST or None, keys=["jobs.application", "jobs.news"])``; nothing is ever ticked before.

    Use it beside the form of the thing itself (another ``prefix``): save both or none. ``given()`` are the keys that
    were ticked: ``consents.give_all(form.given(), by=user, about=…)``. Optional ones may be left out.
    """

    def __init__(self, data=None, *, keys: Sequence[str], prefix: str = "consent", **options):
        super().__init__(data, prefix=prefix, **options)
        self.purposes: dict[str, Purpose] = {}
        for key in keys:
            purpose = purposes.get(key)
            if purpose is None:
                raise LookupError(f"no purpose {key!r} is entered")
            name = key.replace(".", "_")
            self.purposes[name] = purpose
            box = forms.BooleanField(required=False) if purpose.optional else TickField()
            box.label = purpose.title
            self.fields[name] = box

    def boxes(self) -> Iterator[Box]:
        """The consents in the order they were asked for."""
        for name, purpose in self.purposes.items():
            yield Box(purpose, queries.words_of(purpose)[1:], self[name])

    def given(self) -> list[str]:
        """The keys of what was agreed to."""
        return [purpose.key for name, purpose in self.purposes.items() if self.cleaned_data.get(name)]
