"""A picture again from its pixels: whatever else the file held is not carried over.

Gone are EXIF, XMP, IPTC, comments, colour profiles (which name screens and cameras),
thumbnails, further pictures of a phone's file, and bytes after the end.
"""

from __future__ import annotations

import warnings
from io import BytesIO
from typing import TYPE_CHECKING

from PIL import Image, ImageOps, ImageSequence, UnidentifiedImageError

from evacuation.cleaning.refusals import CannotClean, Refusal

if TYPE_CHECKING:
    from collections.abc import Callable

# Pillow warns above it, and refuses twice as many. Here the warning is the end.
MOST_PIXELS = 64_000_000
TOO_MANY_PIXELS = (Image.DecompressionBombError, Image.DecompressionBombWarning)
_ORIENTATION = 0x0112
_MODES = {"1": "L", "L": "L", "LA": "RGBA", "PA": "RGBA", "RGBA": "RGBA", "RGB": "RGB"}
_MODES |= {"P": "RGB", "CMYK": "RGB", "YCbCr": "RGB"}
_READERS = ("BMP", "GIF", "JPEG", "PNG", "TIFF", "WEBP")
# With all others, at once, now: nothing can be imported when the doors are closed.
Image.init()


def cleaned_picture(data: bytes) -> tuple[str, bytes]:
    """(content type, bytes) of the picture, upright. Raises CannotClean, one of
    TOO_MANY_PIXELS, and what Pillow raises for a damaged file."""
    Image.MAX_IMAGE_PIXELS = MOST_PIXELS
    warnings.simplefilter("error", Image.DecompressionBombWarning)
    try:
        picture = Image.open(BytesIO(data), formats=_READERS)
    except UnidentifiedImageError:
        raise CannotClean(Refusal.UNSUITED) from None
    kind = picture.format or ""
    if kind == "TIFF":
        return _pages(picture)
    if kind != "MPO" and getattr(picture, "n_frames", 1) > 1:
        raise CannotClean(Refusal.UNSUITED)  # Moving pictures.
    return _WRITERS.get(kind, _png)(_plain(picture))


def _plain(picture: Image.Image) -> Image.Image:
    """Its pixels alone, turned as it is meant to be seen."""
    mode = _MODES.get(picture.mode)
    if mode is None:
        raise CannotClean(Refusal.UNSUITED)
    if "transparency" in picture.info:
        mode = "RGBA"
    turned = picture.getexif().get(_ORIENTATION, 1)
    plain = picture.convert(mode)
    plain.info.clear()
    plain.getexif().clear()
    if turned != 1:
        plain.getexif()[_ORIENTATION] = turned
        ImageOps.exif_transpose(plain, in_place=True)
    return plain


def _pages(picture: Image.Image) -> tuple[str, bytes]:
    """A scan of several sheets stays one file."""
    first, *rest = (_plain(page) for page in ImageSequence.Iterator(picture))
    out = BytesIO()
    first.save(
        out, "TIFF", save_all=True, append_images=rest, compression="tiff_adobe_deflate"
    )
    return "image/tiff", out.getvalue()


def _jpeg(plain: Image.Image) -> tuple[str, bytes]:
    out = BytesIO()
    plain.save(out, "JPEG", quality=92)
    return "image/jpeg", out.getvalue()


def _webp(plain: Image.Image) -> tuple[str, bytes]:
    out = BytesIO()
    plain.save(out, "WEBP", quality=92)
    return "image/webp", out.getvalue()


def _png(plain: Image.Image) -> tuple[str, bytes]:
    out = BytesIO()
    plain.save(out, "PNG")
    return "image/png", out.getvalue()


_WRITERS: dict[str, Callable[[Image.Image], tuple[str, bytes]]] = {
    "JPEG": _jpeg,
    "MPO": _jpeg,
    "WEBP": _webp,
}
