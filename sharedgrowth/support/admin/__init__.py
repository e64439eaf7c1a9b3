"""Windows on the support programmes."""

from sharedgrowth.support.admin import applications, calls, projects

__all__ = ["applications", "calls", "projects"]
