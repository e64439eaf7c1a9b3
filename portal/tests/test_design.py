"""Guards of the visual language: colours in one place, icons that exist, no markup that policy or kit forbid."""

import re
from html.parser import HTMLParser
from pathlib import Path

import pytest

from portal.templatetags.portal import BADGES

ROOT = Path(__file__).resolve().parents[2]
STYLES = sorted((ROOT / "static" / "css").glob("*.css"))
TEMPLATES = sorted((ROOT / "templates").rglob("*.html"))
PARTS = [path for path in TEMPLATES if path.name.startswith("_")]
ICONS = set((ROOT / "static" / "icons-used.txt").read_text().split())
CODE = [
    path
    for floor in ("portal", "catalog", "purchasing", "sharedgrowth")
    for path in (ROOT / floor).rglob("*.py")
    if "tests" not in path.parts
]
ALONE = ["portal.css", "admin.css", "api_docs.css"]  # the list itself, and pages with a look of their own
# Bootstrap's components and colour utilities that this kit does not have: they would look like nothing.
MISSING_CLASSES = re.compile(
    r"\b(navbar|dropdown-menu|modal-dialog|alert-\w+|list-group|accordion|btn-(secondary|success|warning|info|light|dark)"
    r"|text-(primary|secondary|success|danger|warning|info|muted)|bg-(primary|secondary|success|danger|light|dark))\b"
)


def name(path: Path) -> str:
    return str(path.relative_to(ROOT))


@pytest.mark.parametrize(
    "path", [path for path in STYLES if path.name not in ("tokens.css", "admin.css", "api_docs.css")], ids=name
)
def test_colours_are_written_in_tokens_only(path):
    assert re.findall(r"#[0-9a-fA-F]{3,8}\b(?=[^{]*[;}])|\brgb\(|\bhsl\(", path.read_text()) == []


def test_every_token_that_is_used_exists():
    sources = {path: path.read_text() for path in STYLES if path.name not in ALONE}
    known = set(re.findall(r"(--[\w-]+)\s*:", "".join(sources.values())))
    used = set(re.findall(r"var\((--[\w-]+)", "".join(sources.values())))
    assert used - known == set()


def test_every_style_sheet_is_in_the_order():
    order = re.findall(r'@import url\("([^"]+)"\);', (ROOT / "static" / "css" / "portal.css").read_text())
    assert sorted([*order, *ALONE]) == [path.name for path in STYLES]


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_icons_in_templates_are_copied_by_set_up(path):
    assert set(re.findall(r"""\{% icon ["']([\w-]+)["']""", path.read_text())) - ICONS == set()


def test_icons_in_code_are_copied_by_set_up():
    named = {found for path in CODE for found in re.findall(r'\bicon(?:_name)?=\s*"([\w-]+)"', path.read_text())}
    assert named | {icon for icon, _tone in BADGES.values()} <= ICONS


def test_the_list_of_icons_is_sorted_and_has_no_doubles():
    listed = (ROOT / "static" / "icons-used.txt").read_text().split()
    assert listed == sorted(set(listed))


@pytest.mark.parametrize("path", PARTS, ids=name)
def test_a_part_says_first_what_it_needs(path):
    assert path.read_text().startswith(("{# Needs:", "{# Base of"))


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_use_no_class_that_the_kit_lacks(path):
    classes = " ".join(re.findall(r'class="([^"]*)"', path.read_text()))
    assert MISSING_CLASSES.search(classes) is None


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_a_section_and_the_table_in_it_are_not_two_places_of_one_name(path):
    text = path.read_text()
    of_tables = set(re.findall(r'role="region" aria-labelledby="([^"]+)"', text))
    assert (
        of_tables & set(re.findall(r'<(?:section|article|aside|nav|form)\b[^>]* aria-labelledby="([^"]+)"', text))
        == set()
    )


def test_no_space_stands_before_a_percent_sign():
    """Of what templates say, and of every message in both languages."""
    spaced = re.compile(r"(?:\d|\}\}|\)[sd]) %{1,2}(?=[ .,;:)\"'<{]|[가-힣]|$)(?!\})", re.MULTILINE)
    said = {path: re.sub(r"\{%.*?%\}", "", path.read_text()) for path in TEMPLATES}
    for floor in ("portal", "catalog", "purchasing", "sharedgrowth"):
        for path in (ROOT / floor).glob("**/LC_MESSAGES/django.po"):
            said[path] = re.sub(r"(?m)^#.*", "", path.read_text())  # without what is no longer said
    assert len(said) > len(TEMPLATES) + 20
    assert {name(path): found for path, text in said.items() if (found := spaced.findall(text))} == {}


def korean_messages() -> dict[str, list[tuple[str, str]]]:
    """By file: each message of ours, English and Korean, as its lines stand there."""
    found = {}
    for floor in ("portal", "catalog", "purchasing", "sharedgrowth"):
        for path in (ROOT / floor).glob("**/ko/LC_MESSAGES/django.po"):
            said = [re.sub(r"(?m)^#.*\n?", "", message) for message in path.read_text().split("\n\n")]
            found[name(path)] = [message.partition("\nmsgstr")[::2] for message in said]
    assert len(found) > 20
    return found


@pytest.mark.parametrize(
    ("wrong", "right"),
    [
        (r"(?:₩|KRW) ?(?:\d|%\()", "an amount as 70,000,000원, also for who reads the number out"),
        ("단어", "낱말"),
        (r"세요(?![가-힣])", "-십시오"),
    ],
)
def test_korean_says_one_thing_in_one_way(wrong, right):
    said = {
        path: [korean for _msgid, korean in each if re.search(wrong, korean)]
        for path, each in korean_messages().items()
    }
    assert {path: texts for path, texts in said.items() if texts} == {}, f"write {right}"


def test_korean_that_code_fills_in_has_won_behind_the_amount():
    """In labels and invented data of our own."""
    before = re.compile(r'"[^"]*(?:₩|KRW) ?\{[^"]*"')
    texts = [(name(path), text) for path in CODE for text in before.findall(path.read_text())]
    assert len(texts) > 5
    assert [(path, text) for path, text in texts if re.search("[가-힣]", text)] == []


def test_what_seals_bids_is_called_one_word_in_korean():
    """A 키 is the Idempotency-Key of a request alone; what seals, signs and opens is a 열쇠."""
    messages = korean_messages()["purchasing/bidding/locale/ko/LC_MESSAGES/django.po"]
    keys = [
        msgid
        for msgid, korean in messages
        if re.search(r"(?<![가-힣])키(?![가-힣])|(?<![가-힣])키[를는가로의에]", korean)
    ]
    assert [msgid for msgid in keys if not re.search("was already used for|sending twice", msgid)] == []
    assert keys


def test_measured_numbers_end_without_needless_zeros():
    """Django's ``floatformat:"-3"`` writes 193.964000 as it was stored; ``upto:3`` leaves the zeros out."""
    assert [name(path) for path in TEMPLATES if re.search(r'floatformat:"-[3-9]', path.read_text())] == []


@pytest.mark.parametrize("path", TEMPLATES, ids=name)
def test_templates_speak_htmx_4(path):
    source = path.read_text()
    assert not re.search(r"hx-(vars|disinherit|inherit|prompt|ext|history)=", source)
    assert not re.search(r"htmx:(afterSwap|beforeRequest|responseError|afterRequest)", source)
    body_level = re.findall(r"<(?:body|nav)\b[^>]*\bhx-(?:headers|target|swap|push-url)=", source)
    assert body_level == [], "what children shall inherit is written hx-…:inherited"


PAGER = re.compile(r'{% include "components/_(?:cursor_)?pager.html"[^%]*target="([^"]+)"[^%]*%}')
VOID = {"area", "base", "br", "col", "hr", "img", "input", "link", "meta", "path", "source", "use", "wbr"}


class Pagers(HTMLParser):
    """Where the pagers of a template stand: (the region that they swap, the ids around them)."""

    def __init__(self, source: str):
        super().__init__()
        self.open: list[tuple[str, str | None]] = []
        self.found: list[tuple[str, list[str | None]]] = []
        marked = PAGER.sub(r'<pager target="\1">', source)
        self.feed(re.sub(r"{[%#{].*?[%#}]}", "", marked, flags=re.S))

    def handle_starttag(self, tag, attrs):
        if tag == "pager":
            self.found.append((dict(attrs)["target"], [each for _tag, each in self.open]))
        elif tag not in VOID:
            self.open.append((tag, dict(attrs).get("id")))

    def handle_endtag(self, tag):
        while self.open and tag in [each for each, _id in self.open]:
            if self.open.pop()[0] == tag:
                break


def test_a_pager_stands_in_the_region_that_it_swaps():
    """Outside of it, the links of the page before stay: they have lost the filter that was set in place."""
    found = {name(path): Pagers(path.read_text()).found for path in TEMPLATES}
    outside = {place: pagers for place, pagers in found.items() if any(goal not in ids for goal, ids in pagers)}
    assert len([pagers for pagers in found.values() if pagers]) > 60
    assert outside == {}


def test_the_script_leaves_nothing_in_the_browser():
    script = (ROOT / "static" / "js" / "portal.js").read_text()
    assert not re.search(r"localStorage|sessionStorage|indexedDB|eval\(|innerHTML", script)
    assert "style." not in script
