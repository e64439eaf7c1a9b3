# ruff: noqa: E501
"""The first version of the privacy policy, entered after each migration where there is none; the house writes its own."""

from datetime import date

from portal.clock import ClockTimestamp

FROM = date(2018, 4, 1)
TEXT_EN = """## Who is responsible
The organisation that runs this portal decides why and how your data is used. Its privacy officer is named on this page.

## What we hold, and why
We hold what an account needs (name, e-mail, phone, language), for which company you act and in which role, and what you did here and when. In programmes for people, such as training and job matching, we hold what you enter there, each for the purpose that is named when you are asked.
The table below lists all of it with its legal basis and how long it is kept. It is made from the portal as it runs, so it leaves nothing out.

## What we do not do
- We do not collect resident registration numbers.
- We do not ask for your appearance, birthplace, marital status, property or your family's work when you apply for a job.
- We do not advertise, track you or load anything from other sites.
- We do not decide about you by calculation alone without telling you how, and you may object.

## Whom we pass it on to
To nobody without a law or your consent, which names the recipient, the purpose, the items and the time. Data is not sent abroad, and companies abroad do not see it. Who processes data for us is listed below.

## How we protect it
Data travels encrypted; staff sign in with a second factor; names and contact data are masked, and whoever has to see them unmasked leaves a record that you can read. Nobody takes data of many people out without a reason and the leave of the privacy officer.

## How we destroy it
When purpose or time ends, data is destroyed within a day, in a way that cannot be undone. What a law makes us keep is reduced to what it asks for, and read by those alone who need it for that, for as long as it says. A certificate tells what was destroyed and nothing of it.

## Cookies
- One for the session, one against forged requests, one for the language, one for light or dark. Nobody else reads them.

## Your rights
- Under “My data” you see everything that is kept of you, copy it, take consents back and see who looked.
- You may ask to have it corrected or erased, to stop its use, to explain a decision made by calculation, and object. You get an answer with reasons within ten days.
- Children under 14 cannot have an account.
- If data is lost, stolen or shown we tell you within 72 hours.
- If you disagree with us, turn to the Personal Information Protection Commission (privacy.go.kr) or KISA (phone 118).
"""
TEXT_KO = """## 개인정보처리자
이 포털을 운영하는 조직이 개인정보의 처리 목적과 방법을 정합니다. 개인정보 보호책임자는 이 페이지에 적혀 있습니다.

## 처리하는 항목과 목적
계정에 필요한 정보(이름, 이메일, 전화번호, 언어), 어느 회사에서 어떤 역할로 활동하는지, 포털에서 언제 무엇을 했는지를 보유합니다. 교육과 취업 연계처럼 사람을 위한 프로그램에서는 입력하신 내용을, 물을 때 밝힌 목적으로만 보유합니다.
아래 표에 모든 항목의 법적 근거와 보유 기간이 있습니다. 운영 중인 포털에서 그대로 만들어지므로 빠지는 것이 없습니다.

## 하지 않는 일
- 주민등록번호를 수집하지 않습니다.
- 채용 지원에서 용모, 출신 지역, 혼인 여부, 재산, 가족의 직업을 묻지 않습니다.
- 광고와 추적을 하지 않으며, 다른 사이트의 자료를 불러오지 않습니다.
- 자동 계산만으로 결정할 때는 그 방법을 알리며, 이의를 제기하실 수 있습니다.

## 제3자 제공
법률의 근거나 동의 없이는 누구에게도 제공하지 않습니다. 동의를 받을 때는 받는 자, 목적, 항목, 기간을 밝힙니다. 국외로 이전하지 않으며 국외 회사가 열람하지 않습니다. 처리를 위탁받은 자는 아래 목록에 있습니다.

## 안전성 확보 조치
암호화하여 전송하고, 직원은 2단계 인증으로 로그인합니다. 이름과 연락처는 가려서 보여 주며, 가리지 않고 본 사람은 기록에 남고 그 기록은 본인이 볼 수 있습니다. 여러 사람의 정보를 내려받으려면 사유와 개인정보 보호책임자의 승인이 필요합니다.

## 파기
목적을 이루거나 기간이 끝나면 하루 안에 복구할 수 없게 파기합니다. 법령에 따라 보존하는 정보는 법령이 요구하는 항목만 남기고, 그 업무에 필요한 사람만 정해진 기간 동안 열람합니다. 무엇을 파기했는지는 확인서로 남기며, 확인서에는 개인정보가 없습니다.

## 쿠키
- 세션, 위조 요청 방지, 언어, 밝은 화면·어두운 화면에 하나씩 씁니다. 다른 곳에서 읽지 않습니다.

## 정보주체의 권리
- ‘내 정보’에서 보유 중인 모든 정보를 보고, 내려받고, 동의를 철회하고, 누가 열람했는지 확인하실 수 있습니다.
- 정정, 삭제, 처리정지, 자동화된 결정의 설명을 요구하고 이의를 제기하실 수 있습니다. 열흘 안에 이유와 함께 답합니다.
- 만 14세 미만은 가입할 수 없습니다.
- 분실·도난·유출이 있으면 72시간 안에 알려 드립니다.
- 답변에 이의가 있으면 개인정보보호위원회(privacy.go.kr)나 한국인터넷진흥원(118)에 문의하실 수 있습니다.
"""


def enter_policy(*, using="default", **_signal) -> None:
    """Version 1, where there is no version."""
    from portal.privacy.models import PolicyText
    from portal.privacy.states import PolicyState

    if PolicyText.objects.using(using).exists():
        return
    PolicyText.objects.using(using).create(
        version=1,
        valid_from=FROM,
        change_ko="처음 만들었습니다.",
        change_en="First version.",
        text_ko=TEXT_KO,
        text_en=TEXT_EN,
        state=PolicyState.PUBLISHED,
        published_at=ClockTimestamp(),
    )
