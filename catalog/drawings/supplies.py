"""Supplies: what is used up, worn, worn out and packed."""

import math

from catalog.drawings.pen import Pen


def sack(pen: Pen) -> None:
    pen.line((200, 140), (225, 110), (415, 110), (440, 140), (455, 390), (185, 390), closed=True)
    pen.line((200, 140), (440, 140))
    for x in range(220, 430, 22):
        pen.line((x, 122), (x + 8, 130), faint=True)
    for points in (((270, 230), (300, 205), (335, 235), (300, 260)), ((330, 290), (365, 268), (392, 300), (350, 325))):
        pen.line(*points, faint=True, closed=True)
    pen.line((240, 300), (268, 285), (285, 312), (252, 330), faint=True, closed=True)


def cylinder(pen: Pen) -> None:
    pen.line((262, 400), (262, 160))
    pen.line((378, 160), (378, 400))
    pen.arc(320, 160, 58, 60, 180, 360)
    pen.arc(320, 400, 58, 14, 0, 180)
    pen.line((306, 100), (306, 78), (334, 78), (334, 100))
    pen.ellipse(320, 64, 34, 10)
    pen.line((262, 220), (378, 220), faint=True)
    pen.line((262, 245), (378, 245), faint=True)


def rod(pen: Pen) -> None:
    for y in (170, 225, 280):
        pen.line((130, y), (510, y), (510, y + 28), (130, y + 28), closed=True)
        pen.line((450, y), (450, y + 28), faint=True)
        pen.line((510, y + 9), (548, y + 9), (548, y + 19), (510, y + 19))


def cable(pen: Pen) -> None:
    pen.line((100, 180), (340, 180))
    pen.line((100, 300), (340, 300))
    pen.ellipse(340, 240, 26, 60)
    for y in (208, 240, 272):
        pen.line((340, y - 9), (500, y - 9 + (y - 240) * 0.8))
        pen.line((340, y + 9), (500, y + 9 + (y - 240) * 0.8))
        pen.line((500, y + (y - 240) * 0.8), (548, y + (y - 240) * 0.8), faint=True)
    for x in range(130, 320, 30):
        pen.line((x, 190), (x + 18, 290), faint=True)


def helmet(pen: Pen) -> None:
    pen.arc(320, 290, 150, 150, 180, 360)
    pen.line((140, 290), (520, 290), (545, 316), (120, 316), closed=True)
    pen.arc(320, 290, 50, 150, 180, 360, faint=True)
    pen.line((250, 158), (250, 135), (390, 135), (390, 158))


def shoe(pen: Pen) -> None:
    pen.line(
        (190, 120), (310, 120), (318, 215), (400, 262), (486, 282), (505, 330), (505, 356), (180, 356), closed=True
    )
    pen.line((180, 330), (505, 330))
    pen.arc(440, 330, 66, 60, 180, 270, faint=True)
    for y in (165, 195, 225):
        pen.line((262, y), (314, y + 10), faint=True)


def goggles(pen: Pen) -> None:
    pen.arc(250, 245, 88, 78, 20, 340)
    pen.arc(405, 245, 88, 78, 200, 520)
    pen.line((162, 225), (96, 205), (96, 262), (166, 268))
    pen.line((493, 225), (552, 205), (552, 262), (489, 268))
    pen.ellipse(245, 245, 58, 50, faint=True)
    pen.ellipse(410, 245, 58, 50, faint=True)


def hook(pen: Pen) -> None:
    pen.box(270, 60, 100, 90)
    pen.ellipse(320, 105, 26, 26, faint=True)
    pen.line((302, 150), (302, 228))
    pen.line((338, 150), (338, 228))
    pen.arc(320, 300, 74, 74, -76, 160)
    pen.arc(320, 300, 42, 42, -65, 150)
    pen.line((302, 228), (318, 258), (338, 262))
    pen.line((250, 325), (262, 296), (284, 321))


def chain(pen: Pen) -> None:
    for x in (150, 320, 490):
        pen.ellipse(x, 240, 66, 44)
        pen.ellipse(x, 240, 44, 22)
    for x in (235, 405):
        pen.line((x - 58, 231), (x + 58, 231), (x + 58, 249), (x - 58, 249), closed=True)


def belt(pen: Pen) -> None:
    for x in (180, 460):
        pen.ellipse(x, 240, 70, 70)
        pen.ellipse(x, 240, 14, 14)
    pen.line((180, 158), (460, 158))
    pen.line((180, 322), (460, 322))
    pen.arc(180, 240, 82, 82, 90, 270)
    pen.arc(460, 240, 82, 82, -90, 90)
    for x in range(230, 430, 40):
        pen.ellipse(x, 176, 10, 10, faint=True)


def hose(pen: Pen) -> None:
    for radius in (150, 120, 90):
        pen.ellipse(300, 230, radius, radius, faint=radius == 120)
    pen.line((300, 380), (470, 380))
    pen.line((300, 350), (470, 350))
    pen.box(470, 338, 34, 54)
    pen.box(504, 348, 44, 34)


def filter(pen: Pen) -> None:
    pen.ellipse(320, 120, 110, 30)
    pen.ellipse(320, 120, 44, 12)
    pen.line((210, 120), (210, 360))
    pen.line((430, 120), (430, 360))
    pen.arc(320, 360, 110, 30, 0, 180)
    for k in range(1, 10):
        x = 210 + 22 * k
        drop = 30 * math.sqrt(1 - ((x - 320) / 110) ** 2)
        pen.line((x, 120 + drop), (x, 360 + drop), faint=True)


def wheel(pen: Pen) -> None:
    pen.ellipse(300, 240, 165, 165)
    pen.ellipse(300, 240, 60, 60, faint=True)
    pen.ellipse(300, 240, 28, 28)
    pen.arc(338, 240, 165, 165, -78, 78)
    for k in range(24):
        angle = math.tau * k / 24
        near, far = (92, 108) if k % 2 else (122, 140)
        pen.line(
            (300 + near * math.cos(angle), 240 + near * math.sin(angle)),
            (300 + far * math.cos(angle), 240 + far * math.sin(angle)),
            faint=True,
        )


def sensor(pen: Pen) -> None:
    pen.box(150, 205, 60, 70)
    pen.line((210, 196), (240, 196), (240, 284), (210, 284), closed=True)
    pen.box(240, 212, 190, 56)
    for x in range(256, 425, 14):
        pen.line((x, 212), (x + 6, 268), faint=True)
    pen.line((430, 240), (520, 240), (548, 280), (548, 350))
    for radius in (36, 62):
        pen.arc(150, 240, radius, radius, 130, 230, faint=True)


def flask(pen: Pen) -> None:
    pen.line((288, 90), (288, 190), (196, 372), (444, 372), (352, 190), (352, 90))
    pen.line((276, 90), (364, 90))
    pen.line((234, 298), (406, 298), faint=True)
    for x, y in ((290, 330), (330, 345), (358, 322)):
        pen.ellipse(x, y, 8, 8, faint=True)


def crate(pen: Pen) -> None:
    pen.box(170, 140, 300, 220)
    for y in (195, 250, 305):
        pen.line((170, y), (470, y), faint=True)
    pen.line((170, 360), (200, 360), (470, 140), (440, 140), closed=True)
    for x in (175, 300, 425):
        pen.box(x, 360, 40, 26)
