"""Windows on the support programmes."""

from sharedgrowth.support.admin import applications, calls, labs, projects

__all__ = ["applications", "calls", "labs", "projects"]
