"""What hears of news, who is told, what runs by itself in the support programmes; one file per area."""

from sharedgrowth.support.handlers import applications, calls, experts, facility, labs, offers, projects, review, selection

__all__ = ["applications", "calls", "experts", "facility", "labs", "offers", "projects", "review", "selection"]
