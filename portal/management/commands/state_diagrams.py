"""``manage.py state_diagrams``: ``docs/states.md`` from every ``states.py``; ``--check`` fails when it is stale."""

from pathlib import Path

from django.apps import apps
from django.conf import settings
from django.core.management.base import BaseCommand, CommandError
from django.utils import translation

from portal.states import Flow

PAGE: Path = settings.BASE_DIR / "docs" / "states.md"


def diagrams() -> str:
    """One Mermaid diagram for each model with a flow."""
    lines = ["# States", "", "Written by `manage.py state_diagrams` from each app's `states.py`; not by hand.", ""]
    with translation.override("en"):
        for model in sorted(apps.get_models(), key=lambda model: model._meta.label):
            flow = getattr(model, "flow", None)
            if not isinstance(flow, Flow):
                continue
            lines += [f"## {model._meta.label}", "", "```mermaid", "stateDiagram-v2"]
            first = model._meta.get_field("state").default
            lines.append(f"    [*] --> {first}")
            for name, (sources, target) in flow.moves.items():
                lines += [f"    {source} --> {target}: {name}" for source in sources]
            lines += ["```", ""]
    return "\n".join(lines)


class Command(BaseCommand):
    """Writes the page, or checks it."""

    help = "Write docs/states.md from the tables of moves."

    def add_arguments(self, parser):
        parser.add_argument("--check", action="store_true")

    def handle(self, *, check, **options):
        if not check:
            PAGE.parent.mkdir(exist_ok=True)
            PAGE.write_text(diagrams())
        elif not PAGE.exists() or PAGE.read_text() != diagrams():
            raise CommandError("docs/states.md is out of date: run manage.py state_diagrams")
