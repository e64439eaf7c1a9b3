"""The support programmes on the pages of the ground floor, one file per area."""

from sharedgrowth.support.cards import applications, facility, labs, offers, projects, review

__all__ = ["applications", "facility", "labs", "offers", "projects", "review"]
