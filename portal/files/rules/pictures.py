"""Pictures: drawn anew, so that nothing but the picture survives: no place, no camera, no tail with something in it."""

import io
import struct
import warnings
from dataclasses import dataclass

from django.utils.translation import gettext as _
from PIL import Image, ImageCms, ImageOps

from portal.files.rules.kinds import Unfit, damaged
from portal.files.states import Kind

MOST_PIXELS = 40_000_000
LONGEST_SIDE = 20_000
THUMBNAIL_PX, PREVIEW_PX = 320, 960
BROKEN = (OSError, ValueError, SyntaxError, EOFError, IndexError, KeyError, TypeError, struct.error, MemoryError)


@dataclass(frozen=True, slots=True)
class Picture:
    """A picture of ours: its bytes, and two small WebP copies."""

    content: bytes
    width: int
    height: int
    thumbnail: bytes
    preview: bytes


def redraw(data: bytes, kind: Kind) -> Picture:
    """The picture alone: turned the way its camera said, in sRGB, without metadata; refused over 40 megapixels.

    Source: security A57, B13 (pixel flood), B36 (EXIF, GPS).
    """
    try:
        with warnings.catch_warnings():
            warnings.simplefilter("ignore", Image.DecompressionBombWarning)  # our own limit is lower and comes next
            with Image.open(io.BytesIO(data), formats=["JPEG" if kind == Kind.JPG else "PNG"]) as opened:
                if opened.width * opened.height > MOST_PIXELS or max(opened.size) > LONGEST_SIDE:
                    raise _too_large()
                opened.load()
                picture = _plain(_in_srgb(ImageOps.exif_transpose(opened)), kind)
    except Image.DecompressionBombError:
        raise _too_large() from None
    except BROKEN:
        raise damaged() from None
    if kind == Kind.JPG:
        content = _saved(picture, "JPEG", quality=90, optimize=True, progressive=True)
    else:
        content = _saved(picture, "PNG", compress_level=3)
    return Picture(content, *picture.size, _small(picture, THUMBNAIL_PX), _small(picture, PREVIEW_PX))


def _too_large() -> Unfit:
    return Unfit(
        _("It has more than %(most)s million pixels. Make it smaller and send it again.")
        % {"most": MOST_PIXELS // 1_000_000}
    )


def _in_srgb(picture: Image.Image) -> Image.Image:
    """Colours as meant: a wide-gamut profile is worked in, since it is not kept."""
    profile = picture.info.get("icc_profile")
    if not profile or picture.mode not in ("RGB", "RGBA", "CMYK"):
        return picture
    target = picture.mode if picture.mode != "CMYK" else "RGB"
    try:
        source = ImageCms.ImageCmsProfile(io.BytesIO(profile))
        turned = ImageCms.profileToProfile(picture, source, ImageCms.createProfile("sRGB"), outputMode=target)
    except (ImageCms.PyCMSError, OSError, ValueError, TypeError):
        return picture  # an unreadable profile: the numbers are shown as they are
    return turned or picture


def _plain(picture: Image.Image, kind: Kind) -> Image.Image:
    """In a mode that both PNG or JPEG and WebP know, with an empty drawer of notes."""
    if kind == Kind.JPG:
        picture = picture if picture.mode in ("RGB", "L") else picture.convert("RGB")
    elif picture.mode in ("I", "I;16", "I;16B", "F"):
        picture = picture.convert("I").point(lambda value: value / 256).convert("L")
    elif picture.mode not in ("RGB", "RGBA", "L"):
        clear = picture.mode in ("LA", "PA") or "transparency" in picture.info
        picture = picture.convert("RGBA" if clear else "RGB")
    elif "transparency" in picture.info:
        picture = picture.convert("RGBA")
    picture = picture.copy()
    picture.info = {}
    picture.getexif().clear()
    return picture


def _small(picture: Image.Image, side: int) -> bytes:
    small = picture.copy()
    small.thumbnail((side, side), Image.Resampling.LANCZOS)
    return _saved(small if small.mode in ("RGB", "RGBA") else small.convert("RGB"), "WEBP", quality=80, method=4)


def _saved(picture: Image.Image, form: str, **options) -> bytes:
    out = io.BytesIO()
    picture.save(out, form, **options)
    return out.getvalue()
