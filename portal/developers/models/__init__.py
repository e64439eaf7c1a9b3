"""WHAT: developer documentation."""

from portal.developers.models.published import PublishedFile

__all__ = ["PublishedFile"]
