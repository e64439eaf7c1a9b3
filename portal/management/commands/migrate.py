"""``manage.py migrate`` as Django has it, where a step costs the model it changes and not all of them.

For each new table, field or constraint Django renders every related model anew, and here nearly all are related (all
know people and companies): hundreds of steps render hundreds of classes, which takes minutes. What a step of these
kinds needs is the one class that it changes. The state is marked as Django marks a state that is behind
(``is_delayed``): whoever needs all models as they stand (``RunPython``) gets them rendered whole.
"""

from collections.abc import Iterator
from contextlib import contextmanager
from typing import Any

from django.core.management.commands.migrate import Command as MigrateCommand
from django.db.migrations.state import ModelState, ProjectState


class Command(MigrateCommand):
    """See above."""

    def handle(self, *args, **options):
        with models_rendered_alone():
            return super().handle(*args, **options)


@contextmanager
def models_rendered_alone() -> Iterator[None]:
    """While it lasts, a new model, field, constraint or index renders its own model and leaves the others alone."""
    as_django_does = {name: getattr(ProjectState, name) for name in ("add_model", "add_field", "_append_option")}

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

    ours = {"add_model": add_model, "add_field": add_field, "_append_option": append_option}
    for name, way in ours.items():
        setattr(ProjectState, name, way)
    try:
        yield
    finally:
        for name, way in as_django_does.items():
            setattr(ProjectState, name, way)


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
