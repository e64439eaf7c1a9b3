"""``manage.py migrate`` as Django has it, where a step costs the model it changes and not all of them.

For each new or changed table, field or constraint Django renders every related model anew, and here nearly all are
related (all know people and companies): hundreds of steps render hundreds of classes, which takes minutes. What a step
of these kinds needs is the one class that it changes. The state is marked as Django marks a state that is behind
(``is_delayed``): whoever needs all models as they stand (``RunPython``) gets them rendered whole. A field that others
refer to is left to Django: what refers to it changes with it.

And two things are done once that Django does anew. It copies the state of all models before each step, and checks each
copy as if somebody had written it. And it forgets with each rendered model which settings swap models, and looks that
up for each field among all models, though the models of the code do not change while the tables do.
"""

import os
from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.apps import apps
from django.apps.registry import Apps
from django.core.management.base import CommandError
from django.core.management.commands.migrate import Command as MigrateCommand
from django.db import DatabaseError, connection
from django.db.migrations.state import ModelState, ProjectState
from django.db.migrations.utils import field_is_referenced

STEPS = ("add_model", "add_field", "alter_field", "_append_option", "_remove_option")
INSUFFICIENT_PRIVILEGE = "42501"


class Command(MigrateCommand):
    """See above."""

    def handle(self, *args, **options):
        try:
            with models_rendered_alone(), copies_not_checked(), swapped_models_remembered():
                return super().handle(*args, **options)
        except DatabaseError as trouble:
            if not is_forbidden(trouble):
                raise
            raise CommandError(said_by_owner(trouble)) from trouble


def is_forbidden(trouble: BaseException | None) -> bool:
    """Whether it was the database's word that our role may not do this; Django wraps it once or twice."""
    while trouble is not None:
        if getattr(trouble, "pgcode", "") == INSUFFICIENT_PRIVILEGE:
            return True
        trouble = trouble.__cause__ or trouble.__context__
    return False


def said_by_owner(trouble: DatabaseError) -> str:
    """Which role may not change the tables, and which variable names one that may."""
    reason = str(trouble).splitlines()[0].strip()
    role = connection.settings_dict["USER"]
    if os.environ.get("DATABASE_OWNER_URL"):
        return f"DATABASE_OWNER_URL names {role}, which does not own the tables or may not make them: {reason}"
    return f"Set DATABASE_OWNER_URL to the address for the tables' owner: {role} may not change them: {reason}"


@contextmanager
def models_rendered_alone() -> Iterator[None]:
    """While it lasts, a new model, field, constraint or index renders its own model and leaves the others alone."""
    as_django_does = {name: getattr(ProjectState, name) for name in STEPS}

    def add_model(self: ProjectState, model_state: ModelState) -> None:
        key = model_state.app_label, model_state.name_lower
        self.models[key] = model_state
        if self._relations is not None:  # type: ignore[attr-defined]
            self.resolve_model_relations(key)
        _render(self, key)

    def add_field(
        self: ProjectState, app_label: str, model_name: str, name: str, field: Any, preserve_default: bool
    ) -> None:
        with _rendering_alone(self):
            as_django_does["add_field"](self, app_label, model_name, name, field, preserve_default)

    def append_option(self: ProjectState, app_label: str, model_name: str, option_name: str, obj: Any) -> None:
        with _rendering_alone(self):
            as_django_does["_append_option"](self, app_label, model_name, option_name, obj)

    def alter_field(
        self: ProjectState, app_label: str, model_name: str, name: str, field: Any, preserve_default: bool
    ) -> None:
        change = app_label, model_name, name, field, preserve_default
        if field_is_referenced(self, (app_label, model_name), (name, field)):
            return as_django_does["alter_field"](self, *change)
        with _rendering_alone(self):
            return as_django_does["alter_field"](self, *change)

    def remove_option(self: ProjectState, app_label: str, model_name: str, option_name: str, obj_name: str) -> None:
        with _rendering_alone(self):
            as_django_does["_remove_option"](self, app_label, model_name, option_name, obj_name)

    ours = (add_model, add_field, alter_field, append_option, remove_option)
    for name, way in zip(STEPS, ours, strict=True):
        setattr(ProjectState, name, way)
    try:
        yield
    finally:
        for name, way in as_django_does.items():
            setattr(ProjectState, name, way)


@contextmanager
def copies_not_checked() -> Iterator[None]:
    """While it lasts, the copy of a model's state is not checked again: what it was copied from has been."""
    as_django_does = ModelState.clone

    def clone(self: ModelState) -> ModelState:
        made = ModelState.__new__(type(self))
        made.__dict__ |= self.__dict__ | {
            "fields": dict(self.fields),
            "options": dict(self.options),
            "managers": list(self.managers),
        }
        return made

    ModelState.clone = clone  # type: ignore[method-assign]
    try:
        yield
    finally:
        ModelState.clone = as_django_does  # type: ignore[method-assign]


@contextmanager
def swapped_models_remembered() -> Iterator[None]:
    """While it lasts, the settings that swap the models of the code are looked up once for each name."""
    as_django_does = Apps.get_swappable_settings_name
    known: dict[str, str | None] = {}

    def get_swappable_settings_name(self: Apps, to_string: str) -> str | None:
        if self is not apps:
            return as_django_does(self, to_string)
        if to_string not in known:
            known[to_string] = as_django_does(self, to_string)
        return known[to_string]

    get_swappable_settings_name.cache_clear = as_django_does.cache_clear  # type: ignore[attr-defined]
    Apps.get_swappable_settings_name = get_swappable_settings_name  # type: ignore[method-assign]
    try:
        yield
    finally:
        Apps.get_swappable_settings_name = as_django_does  # type: ignore[method-assign]


@contextmanager
def _rendering_alone(state: ProjectState) -> Iterator[None]:
    """``reload_model`` of this one state renders the named model only."""

    def reload_model(app_label: str, model_name: str, delay: bool = False) -> None:
        _render(state, (app_label, model_name))

    state.reload_model = reload_model  # type: ignore[method-assign]
    try:
        yield
    finally:
        del state.reload_model


def _render(state: ProjectState, key: tuple[str, str]) -> None:
    if "apps" in state.__dict__:  # else all are rendered when first asked for
        state.is_delayed = True
        state._reload({key})  # type: ignore[attr-defined]
