"""The support programmes on the pages of the ground floor, one file per area."""

from sharedgrowth.support.cards import facility, labs, projects, review

__all__ = ["facility", "labs", "projects", "review"]
