"""Doors of who writes and who publishes announcements."""

from django import forms
from django.contrib import messages
from django.db import transaction
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.deciding import Decision, beside, decide, posted
from portal.errors import RuleBroken, WrongState
from portal.files.services import store_upload
from portal.http import page, see, writes
from portal.news.forms.announcements import AnnouncementForm, ReasonForm
from portal.news.models import Announcement, AnnouncementFile
from portal.news.policies import announcements as policies
from portal.news.queries import announcements as queries
from portal.news.services import announcements as services
from portal.news.views.announcements import trail_to
from portal.people.models import User
from portal.policy import require

FIELDS = ("kind", "title_ko", "title_en", "text_ko", "text_en", "publish_at", "pinned_until")


def _address(announcement: Announcement) -> str:
    return reverse("news:announcement-detail", args=[announcement.number])


@transaction.atomic
def _save(announcement: Announcement | None, given: dict, by: User) -> Announcement:
    """The words and the files, both or neither."""
    facts = {name: given[name] for name in FIELDS}
    if announcement is None:
        announcement = services.write_announcement(by=by, **facts)
    else:
        announcement = services.edit_announcement(announcement, by=by, **facts)
    for upload in given["files"]:
        services.attach(announcement, store_upload(upload, company=None, by=by), by=by)
    return announcement


def _form(request: HttpRequest, announcement: Announcement | None, title: str) -> HttpResponse:
    start = {name: getattr(announcement, name) for name in FIELDS} if announcement else {"kind": "notice"}
    files = request.FILES if request.method == "POST" else None
    form = AnnouncementForm(posted(request), files, initial=start)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                made = _save(announcement, form.cleaned_data, request.user)
            except WrongState:
                raise
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("The draft is saved."))
                return see(request, _address(made))
    context = {
        "trail": trail_to(title),
        "title": title,
        "form": form,
        "announcement": announcement,
        "back": _address(announcement) if announcement else reverse("news:announcement-list"),
        "lede": _("One person writes it, another one publishes it."),
        "multipart": True,
    }
    return page(request, "news/form.html", context, status=status)


@writes(shows_form=True)
def announcement_write(request: HttpRequest) -> HttpResponse:
    """A new one."""
    require(policies.may_write_announcements(request.user))
    return _form(request, None, _("Write an announcement"))


@writes(shows_form=True)
def announcement_edit(request: HttpRequest, number: str) -> HttpResponse:
    """Change a draft."""
    found = get_object_or_404(queries.announcements_visible_to(request.user), number=number)
    require(policies.may_edit_announcement(request.user, found))
    return _form(request, found, _("Change the announcement"))


@writes
def attachment_remove(request: HttpRequest, number: str, uid: str) -> HttpResponse:
    """Take a file away from a draft."""
    found = get_object_or_404(queries.announcements_visible_to(request.user), number=number)
    attachment = get_object_or_404(
        AnnouncementFile.objects.select_related("announcement", "file"), announcement=found, file__uid=uid
    )
    services.detach(attachment, by=request.user)
    messages.success(request, _("The file is removed."))
    return see(request, _address(found))


@writes(shows_form=True)
def announcement_deed(request: HttpRequest, number: str, act: str) -> HttpResponse:
    """Hand on, publish, return, withdraw, discard."""
    user = request.user
    found = get_object_or_404(queries.announcements_visible_to(user), number=number)
    common = {
        "back": _address(found),
        "trail": [*trail_to(" ")[:1], (found.title, _address(found))],
        "docno": found.number,
    }
    deeds = {
        "propose": Decision(
            title=_("Hand to a second person"),
            text=_("Another person reads it and publishes it."),
            verb=_("Hand on"),
            done=_("It waits for a second person."),
            allowed=policies.may_edit_announcement(user, found),
            do=lambda given: services.propose_announcement(found, by=user),
            **common,
        ),
        "publish": Decision(
            title=_("Publish the announcement"),
            text=_("Everybody reads it, at once or at its set time; its files become public."),
            verb=_("Publish"),
            done=_("Done. It is published, or will be at its time."),
            allowed=policies.may_decide_announcement(user, found),
            do=lambda given: services.publish_announcement(found, by=user),
            **common,
        ),
        "return": Decision(
            title=_("Return the announcement"),
            text=_("Who wrote it mends it and hands it on again."),
            verb=_("Return"),
            done=_("It went back."),
            allowed=policies.may_decide_announcement(user, found),
            do=lambda given: services.return_announcement(found, reason=given["reason"], by=user),
            **common,
        ),
        "withdraw": Decision(
            title=_("Withdraw the announcement"),
            text=_("It disappears from the list, its files are closed. Feeds and e-mails that were sent stay."),
            verb=_("Withdraw"),
            done=_("It is withdrawn."),
            allowed=policies.may_withdraw_announcement(user, found),
            do=lambda given: services.withdraw_announcement(found, reason=given["reason"], by=user),
            danger=True,
            **common,
        ),
        "discard": Decision(
            title=_("Discard the draft"),
            text=_("The draft ends."),
            verb=_("Discard"),
            done=_("The draft is discarded."),
            allowed=policies.may_edit_announcement(user, found),
            do=lambda given: services.discard_announcement(found, by=user),
            danger=True,
            **common | {"back": reverse("news:announcement-list")},
        ),
    }
    if act not in deeds:
        raise Http404
    form = ReasonForm(posted(request)) if act in ("return", "withdraw") else forms.Form(posted(request))
    return decide(request, deeds[act], form)
