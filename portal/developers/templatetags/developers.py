"""Code on the pages of the developer documentation: cut from files that tests run, never typed into a page."""

import re

from django import template
from django.urls import reverse
from django.utils.html import escape
from django.utils.safestring import SafeString, mark_safe
from django.utils.translation import gettext

from portal.developers.queries import examples
from portal.developers.rules.examples import LANGUAGES, OWN
from portal.developers.rules.highlighting import highlighted
from portal.webhooks.registry import kinds

register = template.Library()


@register.inclusion_tag("developers/_code.html", takes_context=True)
def example(context, name: str, part: str) -> dict:
    """``{% example "quickstart" "token" %}``: the section in the language that the reader chose.

    With an ending (``"sealed_bid.py"``) that very file; a script without a twin is shown as it is. Where the script
    names a portal on one's own machine, the page names the one that it is read on.
    """
    if "." not in name:
        there = examples.languages_of(name)
        language = context.get("code") if context.get("code") in there else there[0]
        name = f"{name}.{LANGUAGES[language]}"
    section = examples.section(name, part)
    ending = name.rpartition(".")[2]
    text = section.code.replace(OWN, context["request"].build_absolute_uri("/").rstrip("/"))
    return _block(
        text, ending, gettext(section.title) if section.title else "", name, f"{name.partition('.')[0]}-{part}"
    )


@register.inclusion_tag("developers/_code.html")
def answered(name: str, title: str = "") -> dict:
    """``{% answered "oauth_token.200" %}``: what the portal answers, a file that is checked against the description."""
    return _block(examples.answer(name), "json", title, "", f"answer-{name.replace('.', '-')}")


@register.inclusion_tag("developers/_code.html")
def code(text: str, language: str, key: str, title: str = "") -> dict:
    """A block of code that the page itself has: an example of the description."""
    return _block(text, language, title, "", key)


def _block(text: str, language: str, title: str, name: str, key: str) -> dict:
    return {
        "title": title,
        "lines": mark_safe(highlighted(text, language)),  # noqa: S308 (escaped there)
        "language": {"sh": "curl", "py": "Python", "json": "JSON", "http": "HTTP"}.get(language, ""),
        "file_name": name,
        "file_url": reverse("developers:example-file", args=[name]) if name else "",
        "key": f"code-{key}",
    }


@register.simple_tag
def webhook_kinds() -> list:
    """Every kind of event that a system may be told of, in the order of the page that subscribes to them."""
    return list(kinds)


@register.filter
def told(text: str) -> SafeString:
    """Words of the description: what stands in backticks is code, lines stay lines."""
    escaped = re.sub(r"`([^`\n]+)`", r"<code>\1</code>", escape(text))
    return mark_safe(escaped.replace("\n", "<br>"))  # noqa: S308 (escaped above)
