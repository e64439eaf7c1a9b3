"""A project's row under its lock, and whether it is at a step."""

from collections.abc import Iterable

from django.utils.translation import gettext as _

from portal.errors import WrongState
from sharedgrowth.support.models import Project
from sharedgrowth.support.states import PROJECT_RUNNING, ProjectState


def locked(project: Project) -> Project:
    """The project as it is now, with its row locked."""
    rows = Project.objects.select_for_update(of=("self",)).select_related("company", "application__call")
    return rows.get(pk=project.pk)


def running(project: Project, *states: ProjectState) -> None:
    """Refuse what a project that does not run takes no more."""
    allowed: Iterable[str] = states or PROJECT_RUNNING
    if project.state not in allowed:
        raise WrongState(_("The project is not at this step: %(state)s.") % {"state": project.get_state_display()})
