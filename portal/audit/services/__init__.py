"""DO: ``move`` and ``record`` write the trail; ``services.checks`` verifies and exports it."""

from portal.audit.services.trail import canonical, move, record

__all__ = ["canonical", "move", "record"]
