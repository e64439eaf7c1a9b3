"""What the demonstration shows of the support programmes, made through the services that the screens use."""

from sharedgrowth.support.demo import applications, energy, labs, projects, review, waves

__all__ = ["applications", "energy", "labs", "projects", "review", "waves"]
