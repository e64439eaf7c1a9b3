"""Doors of questions and answers: found by everybody, kept by who answers."""

from itertools import groupby

from django.contrib import messages
from django.core.signing import BadSignature
from django.http import Http404, HttpRequest, HttpResponse
from django.shortcuts import get_object_or_404
from django.urls import reverse
from django.utils.translation import gettext as _

from portal.deciding import beside, posted
from portal.errors import RuleBroken, WrongState
from portal.http import page, public, reads, see, writes
from portal.news.forms.announcements import FaqFilter, FaqForm, VoteForm
from portal.news.models import FaqEntry
from portal.news.policies import announcements as policies
from portal.news.queries import announcements as queries
from portal.news.services import faq as services
from portal.news.views.announcements import trail_to
from portal.policy import require
from portal.throttles import throttled

COOKIE, MOST, YEAR_S = "answered", 60, 365 * 86_400


def _voted(request: HttpRequest) -> list[str]:
    """The questions on which this browser has voted: short ids in a signed cookie, nothing else."""
    try:
        return [part for part in request.get_signed_cookie(COOKIE, "").split(".") if part]
    except BadSignature:
        return []


@public
@reads
@throttled("search")
def faq_list(request: HttpRequest) -> HttpResponse:
    """All questions by category, or those in which the words stand."""
    form = FaqFilter(request.GET or None, categories=list(queries.categories_in_use()))
    given = form.given() if form.is_bound else {}
    found = list(queries.questions(words=given.get("q", ""), category=given.get("category", "")))
    context = {
        "trail": trail_to(_("Questions and answers")),
        "filter": form,
        "groups": [
            (category.title, list(entries)) for category, entries in groupby(found, key=lambda entry: entry.category)
        ],
        "found": len(found),
        "asked": bool(given.get("q")),
        "voted": _voted(request),
        "may_answer": bool(policies.may_answer_questions(request.user)),
    }
    return page(request, "news/faq_list.html", context, part="news/_faq_results.html")


@public
@writes
@throttled("search")
def faq_vote(request: HttpRequest, uid: str) -> HttpResponse:
    """It helped, or it did not; once a browser."""
    entry = get_object_or_404(queries.questions(), uid=uid)
    voted = _voted(request)
    form = VoteForm(request.POST)
    if entry.uid.hex[:8] not in voted and form.is_valid():
        services.vote(entry, helpful=form.cleaned_data["helpful"] == "yes", words=form.cleaned_data["words"])
        voted = [*voted, entry.uid.hex[:8]][-MOST:]
    messages.success(request, _("Thank you. It helps us to write better answers."))
    response = see(request, reverse("news:faq-list") + f"#q-{entry.uid.hex[:8]}")
    secure = request.is_secure()
    response.set_signed_cookie(COOKIE, ".".join(voted), max_age=YEAR_S, samesite="Lax", httponly=True, secure=secure)
    return response


@reads
def faq_desk(request: HttpRequest) -> HttpResponse:
    """All questions for who answers, with the votes and what readers missed."""
    require(policies.may_answer_questions(request.user))
    context = {
        "trail": [*trail_to(" ")[:1], (_("Questions and answers"), reverse("news:faq-list")), (_("All questions"), "")],
        "entries": list(queries.questions_in_hand()),
        "missed": list(queries.missed_words()),
    }
    return page(request, "news/faq_desk.html", context)


def _form(request: HttpRequest, entry: FaqEntry | None, title: str) -> HttpResponse:
    require(policies.may_answer_questions(request.user))
    names = ("category", "question_ko", "question_en", "answer_ko", "answer_en", "order")
    form = FaqForm(posted(request), initial={name: getattr(entry, name) for name in names} if entry else None)
    status = 200
    if request.method == "POST":
        status = 422
        if form.is_valid():
            try:
                if entry is None:
                    services.write_question(by=request.user, **form.cleaned_data)
                else:
                    services.edit_question(entry, by=request.user, **form.cleaned_data)
            except RuleBroken as refusal:
                beside(form, refusal)
            else:
                messages.success(request, _("Saved."))
                return see(request, reverse("news:faq-desk"))
    context = {
        "trail": [*trail_to(" ")[:1], (_("Questions and answers"), reverse("news:faq-list")), (title, "")],
        "title": title,
        "form": form,
        "back": reverse("news:faq-desk"),
        "lede": _("Both languages. An answer that has become wrong is mended at once."),
    }
    return page(request, "news/form.html", context, status=status)


@writes(shows_form=True)
def faq_write(request: HttpRequest) -> HttpResponse:
    """A new question."""
    return _form(request, None, _("New question"))


@writes(shows_form=True)
def faq_edit(request: HttpRequest, uid: str) -> HttpResponse:
    """Change a question."""
    return _form(request, get_object_or_404(queries.questions_visible_to(request.user), uid=uid), _("Change question"))


@writes
def faq_deed(request: HttpRequest, uid: str, act: str) -> HttpResponse:
    """Put it up, or take it down."""
    entry = get_object_or_404(queries.questions_visible_to(request.user), uid=uid)
    deeds = {"publish": services.publish_question, "retire": services.retire_question}
    if act not in deeds:
        raise Http404
    try:
        deeds[act](entry, by=request.user)
    except WrongState:
        raise
    except RuleBroken as refusal:
        messages.error(request, str(refusal))
    else:
        messages.success(request, _("Done."))
    return see(request, reverse("news:faq-desk"))
