"""Korean particles after values: chosen in templates, in lazy texts and in plurals, and never inside a value."""

import re
from collections.abc import Iterator

import polib
import pytest
from django.conf import settings
from django.template import engines
from django.utils.translation import gettext, gettext_lazy, override

from portal.particles import AFTER_VALUE, FORMS, choose

BOTH = "“%(typed)s” is not an amount. Write the amount alone, such as 90,000,000."


@pytest.mark.parametrize(
    ("particle", "text", "spoken"),
    [
        ("이(가)", "3", "이"),
        ("이(가)", "12", "가"),
        ("(으)로", "1", "로"),
        ("(으)로", "10", "으로"),
        ("(으)로", "6", "으로"),
        ("을(를)", "85%", "를"),
        ("과(와)", "<b>한빛제철</b>", "과"),
        ("은(는)", "“펌프”", "는"),
        ("은(는)", "12,000원", "은"),
        ("은(는)", "Garam", "은(는)"),
        ("은(는)", "", "은(는)"),
        ("은(는)", "²", "은(는)"),
    ],
)
def test_the_last_sound_decides(particle, text, spoken):
    assert choose(particle, text) == spoken


def test_texts_of_python_choose_also_when_they_are_lazy():
    lazy = gettext_lazy(BOTH)
    with override("ko"):
        assert (
            gettext(BOTH) % {"typed": "오백"} == "“오백”은 금액으로 읽을 수 없습니다. 90,000,000처럼 금액만 적으십시오."
        )
        assert (lazy % {"typed": "천이"}).startswith("“천이”는 ")
        assert (str(lazy) % {"typed": "은(는) 둘"}).startswith("“은(는) 둘”은 ")
    with override("en"):
        assert lazy % {"typed": "오백"} == "“오백” is not an amount. Write the amount alone, such as 90,000,000."


def test_templates_choose_and_escape():
    template = engines["django"].from_string(
        "{% blocktranslate %}“{{ typed }}” is not an amount. "
        "Write the amount alone, such as 90,000,000.{% endblocktranslate %}"
    )
    with override("ko"):
        assert template.render({"typed": "<b>둘"}).startswith("“&lt;b&gt;둘”은 ")


def korean_texts() -> Iterator[str]:
    """Every Korean text with the file in which it stands."""
    for app in ("portal", "catalog", "purchasing", "sharedgrowth"):
        for path in sorted((settings.BASE_DIR / app).glob("**/locale/ko/LC_MESSAGES/django.po")):
            for entry in polib.pofile(str(path)):
                if not entry.obsolete:
                    yield from (
                        f"{path.relative_to(settings.BASE_DIR)}: {text}"
                        for text in (entry.msgstr, *entry.msgstr_plural.values())
                    )


def test_every_pair_of_particles_stands_right_after_a_value():
    """Elsewhere nothing could choose, and readers would meet both forms."""
    assert [text for text in korean_texts() if any(pair in AFTER_VALUE.sub("", text) for pair in FORMS)] == []


def test_no_particle_after_a_value_is_chosen_before_the_value_is_known():
    spoken = "|".join(form for forms in FORMS.values() for form in forms)
    chosen = re.compile(rf"%\(\w+\)s(?:<[^<>]*>|[”’])*(?:{spoken})(?=[ .,])")
    assert [text for text in korean_texts() if chosen.search(text)] == []
