"""What the demonstration shows of the support programmes, made through the services that the screens use."""

from sharedgrowth.support.demo import applications, projects, review

__all__ = ["applications", "projects", "review"]
