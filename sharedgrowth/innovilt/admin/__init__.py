"""Windows on INNOVILT."""

from sharedgrowth.innovilt.admin import applications, committee, marks

__all__ = ["applications", "committee", "marks"]
