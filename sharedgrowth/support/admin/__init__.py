"""Windows on the support programmes."""

from sharedgrowth.support.admin import applications, calls, experts, labs, projects

__all__ = ["applications", "calls", "experts", "labs", "projects"]
