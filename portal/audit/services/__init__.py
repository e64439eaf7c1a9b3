"""DO: ``move`` and ``record`` write the trail; ``services.checks`` verifies and exports it."""

from portal.audit.services.trail import canonical, keys_sha256, move, move_each, move_many, record

__all__ = ["canonical", "keys_sha256", "move", "move_each", "move_many", "record"]
