"""Fields whose column holds ciphertext. Everywhere in Python, in forms, in the API and in the admin they are plain.

    phone = EncryptedCharField(_("phone"), max_length=30, blank=True)
    same_person = BlindIndexField(of=("name", "born_on"))
    Identity.objects.filter(**same(Identity, "same_person", name, born_on))

An encrypted column tells the database nothing: it is neither found by its value nor ordered by it, and is never unique.
Whether it is empty may be asked. A lookup by anything else is an error, since it would silently find nothing.
"""

import json
from datetime import date
from functools import cached_property
from typing import Any

from django.core import checks
from django.core.exceptions import FieldError
from django.db import models
from django.db.models.lookups import Exact, IsNull

from portal.sealing import columns


class OnlyEmpty(Exact):
    """``column = ''``, and no other comparison."""

    def get_prep_lookup(self):
        """Nothing but the empty value is equal to what stands in the column."""
        if self.rhs != "":
            raise FieldError(
                f"{self.lhs.output_field} is encrypted: it is found by a BlindIndexField, not by its value."
            )
        return self.rhs


class Encrypted(models.Field):
    """What the encrypted fields have in common; the plain field stands behind it among the bases."""

    lookups = {"exact": OnlyEmpty, "isnull": IsNull}

    @cached_property
    def place(self) -> str:
        """What a value is bound to: moved to another column, it does not open."""
        return f"{self.model._meta.db_table}.{self.column}"

    def get_internal_type(self) -> str:
        """A text of any length, whatever it holds."""
        return "TextField"

    def check(self, **kwargs: Any) -> list[checks.CheckMessage]:
        """Ciphertext differs each time: an index or a unique value over it would mean nothing."""
        found = super().check(**kwargs)
        if self.unique or self.db_index:
            found.append(
                checks.Error("An encrypted column has no index and is not unique.", obj=self, id="portal.E010")
            )
        return found

    def get_lookup(self, lookup_name: str) -> Any:
        """Only whether it is empty."""
        if lookup_name not in self.lookups:
            raise FieldError(f"{self} is encrypted: the database cannot look at it ({lookup_name}).")
        return self.lookups[lookup_name]

    def get_transform(self, lookup_name: str) -> Any:
        """The database cannot take it apart."""
        raise FieldError(f"{self} is encrypted: the database cannot look into it ({lookup_name}).")

    def get_db_prep_value(self, value: Any, connection: Any, prepared: bool = False) -> Any:
        """Encrypted for this column; empty stays empty."""
        if value is None or hasattr(value, "as_sql"):
            return value
        return self.stored(value)

    def from_db_value(self, value: Any, expression: Any, connection: Any) -> Any:
        """The plain value, or an error that names the column."""
        return value if not value else self.told(columns.unlock(value, self.place))

    def stored(self, value: Any) -> str:
        """As it stands in the table."""
        text = self.text_of(value)
        if self.max_length is not None and len(text) > self.max_length:  # no type of the column refuses it
            raise ValueError(f"{self}: at most {self.max_length} characters.")
        return columns.lock(text, self.place)

    def opened(self, stored: str | None) -> Any:
        """What a statement of one's own has read from the table."""
        return self.from_db_value(stored, None, None)

    def text_of(self, value: Any) -> str:
        """The value as text, before it is encrypted."""
        return self.get_prep_value(value)

    def told(self, text: str) -> Any:
        """The value of this text."""
        return text


class EncryptedCharField(Encrypted, models.CharField):
    """A short text."""


class EncryptedTextField(Encrypted, models.TextField):
    """A long text."""


class EncryptedDateField(Encrypted, models.DateField):
    """A day."""

    def text_of(self, value: Any) -> str:
        """In the one form that every program knows."""
        return self.get_prep_value(value).isoformat()

    def told(self, text: str) -> date:
        """A day again."""
        return date.fromisoformat(text)


class EncryptedJSONField(Encrypted, models.JSONField):
    """What JSON can say; nothing in it can be asked for."""

    def text_of(self, value: Any) -> str:
        """As JSON."""
        return json.dumps(value, ensure_ascii=False, separators=(",", ":"), cls=self.encoder)

    def told(self, text: str) -> Any:
        """What it says."""
        return json.loads(text, cls=self.decoder)


class BlindIndexField(models.CharField):
    """A keyed hash of other fields of the row (``of``), kept by ``save()``: the same values have the same one.

    ``QuerySet.update`` and ``update_fields`` that name one of those fields name this one, too. Empty while one of them
    is empty. Compared by ``same``: with the spellings that ``columns.normal`` tells.
    """

    def __init__(self, *args: Any, of: tuple[str, ...], **kwargs: Any):
        self.of = tuple(of)
        kwargs |= {"max_length": 64, "blank": True, "editable": False, "default": ""}
        super().__init__(*args, **kwargs)

    def deconstruct(self) -> Any:
        """With what it is of; the rest is always the same."""
        name, path, args, kwargs = super().deconstruct()
        for fixed in ("max_length", "blank", "editable", "default"):
            kwargs.pop(fixed, None)
        return name, path, args, kwargs | {"of": self.of}

    @cached_property
    def place(self) -> str:
        """One column's marks say nothing in another."""
        return f"{self.model._meta.db_table}.{self.column}"

    @cached_property
    def sources(self) -> list[models.Field]:
        """The fields that it is of."""
        return [self.model._meta.get_field(name) for name in self.of]

    def pre_save(self, model_instance: models.Model, add: bool) -> str:
        """What the row's values are now."""
        made = columns.mark(self.texts([getattr(model_instance, name) for name in self.of]), self.place)
        setattr(model_instance, self.attname, made)
        return made

    def texts(self, values: list[Any]) -> list[str]:
        """The values as they are hashed."""
        return [
            "" if value in (None, "") else source.text_of(value) if isinstance(source, Encrypted) else str(value)
            for source, value in zip(self.sources, values, strict=True)
        ]


def encrypted(model: type[models.Model], name: str) -> Encrypted:
    """The field, for statements of one's own: ``opened`` and ``stored`` are the two ways."""
    field = model._meta.get_field(name)
    assert isinstance(field, Encrypted)  # noqa: S101 (written by us)
    return field


def same(model: type[models.Model], name: str, *values: Any, path: str = "") -> dict[str, list[str]]:
    """A condition for ``filter``: rows whose blind index ``name`` is that of these values; ``path`` leads to them."""
    field = model._meta.get_field(name)
    assert isinstance(field, BlindIndexField)  # noqa: S101 (written by us)
    return {f"{path}{name}__in": columns.marks(field.texts(list(values)), field.place)}
