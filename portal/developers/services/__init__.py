"""DO: developer documentation."""

from portal.developers.services.publishing import ClientNotMade, publish_files, version

__all__ = ["ClientNotMade", "publish_files", "version"]
