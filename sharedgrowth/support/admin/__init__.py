"""Windows on the support programmes."""

from sharedgrowth.support.admin import applications, calls, experts, facility, labs, offers, projects, waves

__all__ = ["applications", "calls", "experts", "facility", "labs", "offers", "waves", "projects"]
