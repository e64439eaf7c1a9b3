"""Two house rules that import-linter has no contract for; ``pyproject.toml`` names them.

``pure_rooms``: some rooms may not reach parts of Django (a rule knows no ORM, clock or settings).
``open_rooms``: of another app only the open rooms may be imported.
"""

import re
from typing import Any

from importlinter import Contract, ContractCheck, fields, output
from importlinter.domain.helpers import module_expressions_to_modules

OUTSIDE_ROOMS = {"tests", "migrations"}  # tests may look anywhere; migrations are frozen history


class PureRooms(Contract):
    """No module of ``rooms`` imports one of ``forbidden``, which may be a part of an outside package."""

    type_name = "pure_rooms"

    rooms = fields.SetField(subfield=fields.StringField())
    forbidden = fields.SetField(subfield=fields.StringField())

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        """Look at the lines of direct imports: the graph itself knows outside packages only as a whole."""
        broken = []
        names = sorted(self.forbidden)  # type: ignore[call-overload]
        for module in sorted(graph.modules):
            if not set(module.split(".")) & set(self.rooms) or OUTSIDE_ROOMS & set(module.split(".")):  # type: ignore[call-overload]
                continue
            for imported in sorted(graph.find_modules_directly_imported_by(module)):
                for detail in graph.get_import_details(importer=module, imported=imported):
                    line = detail["line_contents"]
                    if any(_reaches(line, name) for name in names):
                        broken.append(f"{module}:{detail['line_number']}: {line}")
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line for each broken import."""
        _render(check)


class OpenRooms(Contract):
    """Between apps only the rooms in ``open`` may be imported."""

    type_name = "open_rooms"

    apps = fields.ListField(subfield=fields.ModuleExpressionField())
    open = fields.SetField(subfield=fields.StringField())

    def check(self, graph: Any, verbose: bool) -> ContractCheck:
        """An app is a package with an ``apps`` module; what belongs to none is core and free to all."""
        named = module_expressions_to_modules(graph, self.apps)  # type: ignore[arg-type]
        apps = {module.name for module in named if f"{module.name}.apps" in graph.modules}
        broken = []
        for module in sorted(graph.modules):
            if OUTSIDE_ROOMS & set(module.split(".")):
                continue
            home = _app_of(module, apps)
            for imported in sorted(graph.find_modules_directly_imported_by(module)):
                app = _app_of(imported, apps)
                if app is None or app == home or imported == app:
                    continue
                if imported.removeprefix(f"{app}.").split(".")[0] not in self.open:  # type: ignore[operator]
                    for detail in graph.get_import_details(importer=module, imported=imported):
                        broken.append(f"{module}:{detail['line_number']}: {detail['line_contents']}")
        return ContractCheck(kept=not broken, metadata={"broken": broken})

    def render_broken_contract(self, check: ContractCheck) -> None:
        """One line for each broken import."""
        _render(check)


def _app_of(module: str, apps: set[str]) -> str | None:
    parts = module.split(".")
    above = (".".join(parts[:length]) for length in range(len(parts), 0, -1))
    return next((name for name in above if name in apps), None)


def _reaches(line: str, name: str) -> bool:
    """Whether an import line reaches ``name``.

    >>> _reaches("from django.db.models import F", "django.db")
    True
    >>> _reaches("from django.utils import timezone, translation", "django.utils.timezone")
    True
    >>> _reaches("from django.utils.translation import gettext_lazy as _", "django.utils.timezone")
    False
    >>> _reaches("import django.db", "django.db")
    True
    """
    parent, _, last = name.rpartition(".")
    dotted = rf"(from|import)\s+{re.escape(name)}\b"
    child = rf"from\s+{re.escape(parent)}\s+import\s+.*\b{re.escape(last)}\b"
    return bool(re.match(dotted, line) or (parent and re.match(child, line)))


def _render(check: ContractCheck) -> None:
    for line in check.metadata["broken"]:
        output.print_error(f"- {line}")
    output.new_line()
