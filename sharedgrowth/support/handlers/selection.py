"""What follows a submission, a withdrawal, the end of a project before its start."""

from portal.outbox.services import on
from sharedgrowth.support.models import Application, Project
from sharedgrowth.support.policies.projects import may_run_project
from sharedgrowth.support.services.clocks import end_clocks, start_clock
from sharedgrowth.support.services.projects import terminate_project
from sharedgrowth.support.services.screening import sent_on
from sharedgrowth.support.services.selection import move_up
from sharedgrowth.support.states import ApplicationState, ProjectState, Stage


def _application(pk: int) -> Application:
    return Application.objects.select_related("call", "company").get(pk=pk)


@on("support.application_submitted")
def begin_the_clock(*, application: int, **_later) -> None:
    """The promised days of the screening run from the submission."""
    found = _application(application)
    if found.state == ApplicationState.SUBMITTED:
        start_clock(found, Stage.SCREEN, on=sent_on(found))


@on("support.application_withdrawn")
def give_the_place_to_the_next(*, application: int, **_later) -> None:
    """Its clock ends; the project that was to be agreed ends, its money is released; the waitlist moves up."""
    found = _application(application)
    end_clocks(found)
    project = Project.objects.filter(application=found, state=ProjectState.AGREEMENT).first()
    if project is not None:
        officer = project.officer if may_run_project(project.officer, project) else None  # None: the portal itself
        terminate_project(project, reason=found.reason or str(found.get_state_display()), by=officer)
    move_up(found.call)


@on("support.project_terminated")
def fill_the_place(*, project: int, **_later) -> None:
    """A project that ended before it was agreed leaves its place to the waitlist."""
    found = Project.objects.select_related("application__call").get(pk=project)
    if found.application.state != ApplicationState.SELECTED:
        move_up(found.application.call)


@on("support.project_agreed")
def end_the_last_clock(*, project: int, **_later) -> None:
    """The agreement is signed: the last promised stage is over."""
    end_clocks(_application(Project.objects.get(pk=project).application_id))
