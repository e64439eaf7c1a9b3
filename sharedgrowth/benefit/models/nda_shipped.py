# ruff: noqa: E501
"""The wording of the confidentiality agreement that comes with the portal; written for it. Source: domain BS-06."""

from datetime import date

KO = """\
1. 이 협약은 성과공유 과제를 위하여 주고받는 기술 자료에 적용한다. 기술 자료란 한쪽이 이 포털의 과제 화면에 올린 파일을 말한다.
2. 받은 쪽은 기술 자료를 위에 적은 목적에만 쓴다. 다른 업체에 보이거나 입찰 규격, 가격 산정, 다른 과제에 쓰지 않는다.
3. 기술 자료는 과제를 맡은 사람만 연다. 누가 언제 열었는지 포털이 기록하고 양쪽이 그 기록을 본다.
4. 자료마다 적힌 반환일까지 돌려주거나 파기하고, 어떻게 하였는지 포털에 적는다.
5. 기술 자료의 권리는 준 쪽에 남는다. 과제에서 새로 생긴 권리는 과제 협약에 따른다.
6. 이미 알려진 것, 따로 개발한 것, 정당하게 제3자에게서 받은 것, 법에 따라 내야 하는 것은 비밀이 아니다. 법에 따라 낼 때는 먼저 상대에게 알린다.
7. 비밀 유지는 위에 적은 날까지 이어지며 과제가 끝나거나 실패하여도 그대로이다. 주고받은 기록은 7년 동안 보관한다.
8. 이 협약을 어긴 쪽은 그로써 생긴 손해를 배상한다. 다툼은 먼저 포털의 분쟁 절차에서 다룬다."""

EN = """\
1. This agreement covers technical data exchanged for a benefit-sharing task. Technical data are the files that one side puts on the task's page in this portal.
2. The side that receives technical data uses it for the purpose named above alone. It shows it to no other company and uses it neither for the specification of a tender, nor for calculating prices, nor for another task.
3. Only people who work on the task open technical data. The portal records who opened it and when; both sides read the record.
4. Each item is returned or destroyed by the day named at it, and the portal is told how.
5. Technical data remain the property of the side that gave them. Rights that arise from the task follow its agreement.
6. What is already known, was developed apart, was lawfully had from others, or has to be given by law is not secret. Before giving it by law a side tells the other.
7. Secrecy lasts until the day named above, also when the task has ended or failed. The record of what was exchanged is kept for seven years.
8. The side that breaks this agreement makes good the damage. Disagreements go first to the portal's procedure for disputes."""


def enter_nda(*, using="default", **_signal) -> None:
    """Enter the first wording, that came with the portal."""
    from sharedgrowth.benefit.models import NdaText

    told = {"valid_from": date(2018, 4, 1), "text_ko": KO, "text_en": EN}
    NdaText.objects.using(using).get_or_create(version=1, defaults=told)
