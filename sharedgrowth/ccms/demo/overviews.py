"""Overviews of the demonstration: all thirteen in both languages, one with an earlier version, two on their way."""

from dataclasses import asdict, replace

from portal.demo import Part, World, parts
from portal.home.registry import programmes
from portal.people.models import User
from portal.results import results
from sharedgrowth.ccms.demo.business_one import B1, B2, B3, B4, B5
from sharedgrowth.ccms.demo.business_two import B6, B7, B8, B9
from sharedgrowth.ccms.demo.society_people import P1, P2, S1, S2
from sharedgrowth.ccms.demo.writing import Pair, Text
from sharedgrowth.ccms.models import Module, Overview
from sharedgrowth.ccms.services import overviews as services

TEXTS = {
    "B1": B1, "B2": B2, "B3": B3, "B4": B4, "B5": B5, "B6": B6, "B7": B7, "B8": B8, "B9": B9, "S1": S1, "S2": S2,
    "P1": P1, "P2": P2,
}  # fmt: skip
OWNERS = {"B1": "AP", "B2": "EV", "B3": "ER", "B5": "IV", "B6": "PO", "B7": "SG", "B9": "CN", "P1": "HR"}
NOTE_KO = "봉인된 값을 여는 시각 전에 묻거나 짐작하지 않는다는 문장을 더하고, 납품대금 연동을 행동 지침에 넣었습니다."
NOTE_EN = "A sentence on sealed prices was added, and delivery prices that follow an index are now part of what we do."


def fill(world: World) -> None:
    """Published by four people each; B6 has had a version before, B4 and S2 are being written anew."""
    if Overview.objects.exists():
        return
    office, second = world.one("CC"), world.one("CC", 1)
    for code, role in OWNERS.items():
        services.set_owner(Module.objects.get(code=code), owner=world.one(role), by=office)
    for code, pair in TEXTS.items():
        for lang, text in (("ko", pair.ko), ("en", pair.en)):
            if code == "B6":
                _publish(world, code, lang, pair, _shorter(text), "", office, second)
                note = NOTE_KO if lang == "ko" else NOTE_EN
                _publish(world, code, lang, pair, text, note, office, second)
            else:
                _publish(world, code, lang, pair, text, "", office, second)
    _on_their_way(world, office, second)
    world.say(f"{Overview.objects.count()} CCMS overviews")


def _shorter(text: Text) -> Text:
    """The version before: without its last "do not", and without the do on prices."""
    dos, donts = text.dos.splitlines(), text.donts.splitlines()
    return replace(text, dos="\n".join(dos[:3] + dos[4:]), donts="\n".join(donts[:-1]))


def _facts(pair: Pair, text: Text, note: str) -> dict[str, object]:
    known = {key for key, _entry in programmes.items()}, {key for key, _entry in results.items()}
    return asdict(text) | {
        "programmes": [key for key in pair.programmes if key in known[0]] or ["ccms"],
        "kpis": [key for key in pair.kpis if key in known[1]],
        "change_note": note,
    }


def _written(world: World, code: str, lang: str, pair: Pair, text: Text, note: str, office: User) -> Overview:
    module = Module.objects.select_related("owner").get(code=code)
    author = module.owner or world.one("EC")
    if module.owner is None:
        services.set_owner(module, owner=author, by=office)
        module.refresh_from_db()
    made = services.begin_overview(module, lang, by=author)
    made = services.edit_overview(made, by=author, seen=made.edition, **_facts(pair, text, note))
    return services.submit_overview(made, by=author)


def _publish(world: World, code: str, lang: str, pair: Pair, text: Text, note: str, office: User, second: User) -> None:
    made = _written(world, code, lang, pair, text, note, office)
    made = services.pass_on_overview(made, by=office)
    made = services.approve_overview(made, by=world.one("CP"))
    services.publish_overview(made, by=second)


def _more(text: Text, part: str, line: str) -> Text:
    """The version that is being written: one entry more."""
    return replace(text, **{part: f"{getattr(text, part)}\n{line}"})


def _on_their_way(world: World, office: User, second: User) -> None:
    text = _more(TEXTS["B4"].ko, "activities", "이웃과 함께 대기와 수질을 재는 곳을 정합니다.")
    made = _written(world, "B4", "ko", TEXTS["B4"], text, "재는 곳을 이웃과 함께 정하기로 하였습니다.", office)
    services.pass_on_overview(made, by=second)
    text = _more(TEXTS["S2"].ko, "dos", "틀린 숫자를 알려 준 사람에게 고친 결과를 답합니다.")
    _written(world, "S2", "ko", TEXTS["S2"], text, "오류를 알려 준 사람에게 답하는 문장을 더했습니다.", office)
    text = _more(TEXTS["B7"].en, "activities", "A fund for five years, each won of it accounted for.")
    sent = _written(world, "B7", "en", TEXTS["B7"], text, "The fund is named among the key activities.", office)
    services.send_back_overview(sent, reason="Say in the purpose, too, that the fund is open to all.", by=office)


parts.add("ccms-overviews", Part(order=86, title="Corporate citizenship: overviews", fill=fill))
