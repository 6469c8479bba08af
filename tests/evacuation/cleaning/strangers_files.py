"""Files as strangers send them, made here, each with marks that must not come out."""

from __future__ import annotations

from io import BytesIO
from typing import Any

import pikepdf
from PIL import Image, ImageDraw
from PIL.PngImagePlugin import PngInfo

MARK = "MARKER-OF-A-STRANGER"
LEFT, RIGHT = (200, 20, 20), (20, 20, 200)
_MAKE, _DESCRIPTION, _ORIENTATION, _GPS = 0x010F, 0x010E, 0x0112, 0x8825


def drawn(size: tuple[int, int] = (80, 40)) -> Image.Image:
    """Red on the left, blue on the right."""
    picture = Image.new("RGB", size, LEFT)
    half = (size[0] // 2, 0, size[0], size[1])
    ImageDraw.Draw(picture).rectangle(half, fill=RIGHT)
    return picture


def exif(orientation: int = 1) -> Image.Exif:
    """With a place: 41.7151 N, 44.8271 E."""
    tags = Image.Exif()
    tags[_MAKE] = MARK
    tags[_DESCRIPTION] = MARK
    tags[_ORIENTATION] = orientation
    tags[_GPS] = {1: "N", 2: (41.0, 42.0, 54.36), 3: "E", 4: (44.0, 49.0, 37.56)}
    return tags


def saved(picture: Image.Image, kind: str, **said: Any) -> bytes:
    out = BytesIO()
    picture.save(out, kind, **said)
    return out.getvalue()


def jpeg(orientation: int = 1) -> bytes:
    return saved(
        drawn(),
        "JPEG",
        exif=exif(orientation),
        comment=MARK.encode(),
        icc_profile=b"profile " + MARK.encode(),
        xmp=b"<x:xmpmeta>" + MARK.encode() + b"</x:xmpmeta>",
    )


def png() -> bytes:
    said = PngInfo()
    said.add_text("Author", MARK)
    said.add_itxt("XML:com.adobe.xmp", MARK)
    return saved(drawn(), "PNG", pnginfo=said, exif=exif())


def document(**save: Any) -> bytes:
    """A page with a photograph, a stamp, and all that does not belong there."""
    pdf = pikepdf.new()
    pdf.docinfo[pikepdf.Name.Author] = MARK
    with pdf.open_metadata() as said:
        said["dc:creator"] = [MARK]
    script = pikepdf.Dictionary(S=pikepdf.Name.JavaScript, JS=f"app.alert('{MARK}')")
    pdf.Root.OpenAction = script
    pdf.Root.Lang = MARK
    pdf.attachments["kept.txt"] = MARK.encode() * 3
    page = pdf.add_blank_page(page_size=(300, 200))
    photograph = pikepdf.Stream(
        pdf,
        jpeg(),
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Image,
        Width=80,
        Height=40,
        BitsPerComponent=8,
        ColorSpace=pikepdf.Name.DeviceRGB,
        Filter=pikepdf.Name.DCTDecode,
        Metadata=pikepdf.Stream(pdf, MARK.encode()),
    )
    page.obj.Resources = pikepdf.Dictionary(XObject=pikepdf.Dictionary(A=photograph))
    page.obj.Contents = pikepdf.Stream(pdf, b"q 80 0 0 40 10 10 cm /A Do Q")
    page.obj.Group = pikepdf.Dictionary(S=pikepdf.Name.Transparency, Kept=script)
    page.obj.AA = pikepdf.Dictionary(O=script)
    page.obj.PieceInfo = pikepdf.Dictionary(Private=MARK)
    page.obj.Annots = pikepdf.Array([_field(pdf), _link(pdf)])
    out = BytesIO()
    pdf.save(out, **save)
    return out.getvalue()


def _field(pdf: pikepdf.Pdf) -> pikepdf.Object:
    """A filled field, which is seen, by somebody, who is not."""
    seen = pikepdf.Stream(
        pdf,
        b"0 0 1 rg 0 0 40 20 re f % seen",
        Type=pikepdf.Name.XObject,
        Subtype=pikepdf.Name.Form,
        BBox=[0, 0, 40, 20],
    )
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Stamp,
            Rect=[100, 100, 140, 120],
            T=MARK,
            Contents=MARK,
            F=4,
            AP=pikepdf.Dictionary(N=seen),
        )
    )


def _link(pdf: pikepdf.Pdf) -> pikepdf.Object:
    action = pikepdf.Dictionary(S=pikepdf.Name.URI, URI=f"https://example.org/{MARK}")
    return pdf.make_indirect(
        pikepdf.Dictionary(
            Type=pikepdf.Name.Annot,
            Subtype=pikepdf.Name.Link,
            Rect=[0, 0, 300, 200],
            A=action,
        )
    )


def marked(data: bytes) -> bool:
    """Also where it is written wide, as PDF and Windows do."""
    wide = MARK.encode("utf-16-be"), MARK.encode("utf-16-le")
    return any(form in data for form in (MARK.encode(), *wide))
