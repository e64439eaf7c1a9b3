"""Machine parts, sections and plant."""

import math

from catalog.drawings.pen import Pen


def _hexagon(x: float, y: float, radius: float) -> list[tuple[float, float]]:
    return [(x + radius * math.cos(math.pi / 3 * k), y + radius * math.sin(math.pi / 3 * k)) for k in range(6)]


def bearing(pen: Pen) -> None:
    for radius in (170, 130, 90, 58):
        pen.ellipse(320, 240, radius, radius, faint=radius in (130, 90))
    for k in range(10):
        angle = math.tau * k / 10
        pen.ellipse(320 + 110 * math.cos(angle), 240 + 110 * math.sin(angle), 19, 19)


def bolt(pen: Pen) -> None:
    pen.box(130, 170, 90, 140)
    pen.line((130, 215), (220, 215), faint=True)
    pen.line((130, 265), (220, 265), faint=True)
    pen.box(220, 200, 290, 80)
    for x in range(340, 505, 16):
        pen.line((x, 200), (x + 10, 280), faint=True)


def screw(pen: Pen) -> None:
    pen.box(150, 165, 110, 150)
    pen.line(*_hexagon(205, 240, 36), faint=True, closed=True)
    pen.box(260, 205, 240, 70)
    for x in range(280, 495, 16):
        pen.line((x, 205), (x + 10, 275), faint=True)


def nut(pen: Pen) -> None:
    pen.line(*_hexagon(320, 240, 165), closed=True)
    pen.ellipse(320, 240, 140, 140, faint=True)
    pen.ellipse(320, 240, 82, 82)
    pen.ellipse(320, 240, 70, 70, faint=True)


def washer(pen: Pen) -> None:
    pen.ellipse(320, 235, 190, 120)
    pen.ellipse(320, 235, 84, 52)
    pen.arc(320, 262, 190, 120, 0, 180)
    pen.line((130, 235), (130, 262))
    pen.line((510, 235), (510, 262))


def beam(pen: Pen) -> None:
    shape = [(210, 110), (430, 110), (430, 145), (338, 145), (338, 335), (430, 335), (430, 370), (210, 370)]
    pen.line(*shape, (210, 335), (302, 335), (302, 145), (210, 145), closed=True)


def channel(pen: Pen) -> None:
    pen.line(
        (240, 110), (410, 110), (410, 145), (280, 145), (280, 335), (410, 335), (410, 370), (240, 370), closed=True
    )


def angle(pen: Pen) -> None:
    pen.line((230, 110), (268, 110), (268, 332), (450, 332), (450, 370), (230, 370), closed=True)


def profile(pen: Pen) -> None:
    pen.box(210, 130, 220, 220)
    pen.box(240, 160, 160, 160)
    for x, y in ((210, 130), (430, 130)):
        pen.line((x, y), (x + 60, y - 50), faint=True)
    pen.line((270, 80), (490, 80), (490, 300), (430, 350), faint=True)


def pipe(pen: Pen) -> None:
    pen.ellipse(190, 240, 56, 110)
    pen.ellipse(190, 240, 40, 84)
    pen.line((190, 130), (470, 130))
    pen.line((190, 350), (470, 350))
    pen.arc(470, 240, 56, 110, -90, 90)


def flange(pen: Pen) -> None:
    for radius in (175, 75):
        pen.ellipse(320, 240, radius, radius)
    pen.ellipse(320, 240, 126, 126, faint=True)
    for k in range(8):
        angle = math.tau * (k + 0.5) / 8
        pen.ellipse(320 + 126 * math.cos(angle), 240 + 126 * math.sin(angle), 17, 17)


def battery(pen: Pen) -> None:
    pen.ellipse(320, 120, 70, 22)
    pen.line((250, 120), (250, 352))
    pen.line((390, 120), (390, 352))
    pen.arc(320, 352, 70, 22, 0, 180)
    pen.ellipse(320, 110, 24, 9)
    pen.arc(320, 170, 70, 22, 0, 180, faint=True)


def drum(pen: Pen) -> None:
    pen.ellipse(320, 105, 120, 34)
    pen.line((200, 105), (200, 365))
    pen.line((440, 105), (440, 365))
    pen.arc(320, 365, 120, 34, 0, 180)
    for y in (190, 280):
        pen.arc(320, y, 120, 34, 0, 180, faint=True)
    pen.ellipse(362, 104, 13, 7)


def pump(pen: Pen) -> None:
    pen.ellipse(260, 260, 110, 110)
    pen.ellipse(260, 260, 34, 34)
    pen.line((260, 150), (260, 90), (330, 90), (330, 176))
    pen.box(245, 70, 100, 22)
    pen.box(370, 215, 160, 90)
    for x in range(395, 525, 22):
        pen.line((x, 215), (x, 305), faint=True)
    pen.line((170, 380), (540, 380))
    pen.line((210, 358), (195, 380))
    pen.line((450, 305), (450, 380))


def motor(pen: Pen) -> None:
    pen.box(180, 160, 260, 170)
    for y in range(185, 325, 22):
        pen.line((200, y), (420, y), faint=True)
    pen.box(440, 225, 80, 40)
    pen.box(250, 115, 110, 45)
    pen.line((200, 330), (185, 380), (435, 380), (420, 330))


def valve(pen: Pen) -> None:
    pen.line((170, 200), (170, 320), (470, 200), (470, 320), closed=True)
    pen.box(140, 190, 30, 140)
    pen.box(470, 190, 30, 140)
    pen.line((320, 255), (320, 140))
    pen.ellipse(320, 122, 84, 20)


def brick(pen: Pen) -> None:
    pen.line((140, 220), (220, 150), (500, 150), (500, 270), (420, 350), (140, 350), closed=True)
    pen.line((140, 220), (420, 220), (500, 150))
    pen.line((420, 220), (420, 350))


def roll(pen: Pen) -> None:
    pen.ellipse(220, 240, 70, 150)
    pen.ellipse(220, 240, 24, 52)
    pen.line((220, 90), (420, 90))
    pen.line((220, 390), (420, 390))
    pen.arc(420, 240, 70, 150, -90, 90)
    pen.line((490, 250), (520, 306), (560, 322), faint=True)


def glove(pen: Pen) -> None:
    pen.line((250, 400), (250, 250), (215, 190), (235, 170), (275, 215), (275, 110), (305, 100), (318, 200), (322, 92))
    pen.line((322, 92), (352, 92), (358, 200), (368, 105), (396, 110), (394, 215), (404, 150), (428, 156), (424, 290))
    pen.line((424, 290), (400, 340), (400, 400), (250, 400))
    pen.line((250, 360), (400, 360), faint=True)


def gauge(pen: Pen) -> None:
    pen.ellipse(320, 210, 130, 130)
    for k in range(9):
        angle = math.radians(135 + 270 * k / 8)
        near, far = 98, 116
        pen.line(
            (320 + near * math.cos(angle), 210 + near * math.sin(angle)),
            (320 + far * math.cos(angle), 210 + far * math.sin(angle)),
            faint=True,
        )
    pen.line((320, 210), (395, 150))
    pen.ellipse(320, 210, 10, 10)
    pen.box(295, 340, 50, 60)
