"""A stranger's file through the real child process."""

from __future__ import annotations

import zlib
from io import BytesIO

import pikepdf
import pytest
from PIL import Image

from evacuation.cleaning import running
from evacuation.cleaning.running import Damaged, TooBigToClean, Unsuited, cleaned
from tests.evacuation.cleaning.strangers_files import (
    LEFT,
    MARK,
    RIGHT,
    document,
    drawn,
    exif,
    jpeg,
    marked,
    png,
    saved,
)

pytestmark = pytest.mark.proof


def looked_at(data: bytes) -> Image.Image:
    picture = Image.open(BytesIO(data))
    picture.load()
    return picture


def near(found: object, colour: tuple[int, int, int]) -> bool:
    assert isinstance(found, tuple)
    return all(abs(one - two) < 30 for one, two in zip(found, colour, strict=False))


def test_a_photograph_keeps_its_pixels_and_nothing_that_says_where_or_by_what() -> None:
    assert marked(jpeg())
    copy = cleaned(jpeg() + MARK.encode(), is_text=False)
    assert copy.kind == "image/jpeg"
    assert not marked(copy.plain)
    picture = looked_at(copy.plain)
    assert dict(picture.getexif()) == {}
    assert set(picture.info) <= {"jfif", "jfif_version", "jfif_unit", "jfif_density"}
    assert near(picture.getpixel((10, 20)), LEFT)
    assert near(picture.getpixel((70, 20)), RIGHT)


def test_a_photograph_that_was_held_sideways_stands_upright() -> None:
    picture = looked_at(cleaned(jpeg(orientation=6), is_text=False).plain)
    assert picture.size == (40, 80)
    assert near(picture.getpixel((20, 10)), LEFT)
    assert near(picture.getpixel((20, 70)), RIGHT)


@pytest.mark.parametrize(
    ("data", "kind"),
    [
        (png(), "image/png"),
        (saved(drawn(), "WEBP", exif=exif(), xmp=MARK.encode()), "image/webp"),
        (saved(drawn(), "TIFF", description=MARK, artist=MARK), "image/tiff"),
        (saved(drawn(), "GIF", comment=MARK.encode()), "image/png"),
        (saved(drawn(), "BMP") + MARK.encode(), "image/png"),
        (saved(drawn().convert("CMYK"), "JPEG", comment=MARK), "image/jpeg"),
        (saved(drawn(), "JPEG", progressive=True, comment=MARK), "image/jpeg"),
    ],
    ids=["png", "webp", "tiff", "gif", "bmp", "cmyk", "progressive"],
)
def test_pictures_of_every_kind_come_without_their_marks(
    data: bytes, kind: str
) -> None:
    assert marked(data)
    copy = cleaned(data, is_text=False)
    assert copy.kind == kind
    assert not marked(copy.plain)
    picture = looked_at(copy.plain)
    assert picture.size == (80, 40)
    assert near(picture.convert("RGB").getpixel((70, 20)), RIGHT)


def test_what_is_transparent_stays_so() -> None:
    clear = Image.new("RGB", (8, 8), LEFT).quantize(4)
    copy = cleaned(saved(clear, "PNG", transparency=0), is_text=False)
    assert looked_at(copy.plain).getpixel((0, 0))[3] == 0  # type: ignore[index]


def test_a_scan_of_several_sheets_keeps_them_all() -> None:
    sheets = [drawn().convert("1"), drawn((30, 30)), drawn((20, 60))]
    data = saved(sheets[0], "TIFF", save_all=True, append_images=sheets[1:])
    picture = Image.open(BytesIO(cleaned(data, is_text=False).plain))
    assert picture.n_frames == 3  # type: ignore[attr-defined]
    picture.seek(2)
    assert picture.size == (20, 60)


def test_a_document_keeps_what_is_seen_and_nothing_else() -> None:
    plain = document(object_stream_mode=pikepdf.ObjectStreamMode.disable)
    assert marked(plain)
    copy = cleaned(document(), is_text=False)
    assert copy.kind == "application/pdf"
    with pikepdf.open(BytesIO(copy.plain)) as pdf:
        assert set(pdf.Root.keys()) == {"/Type", "/Pages"}
        assert "/Info" not in pdf.trailer
        (page,) = pdf.pages
        assert not {"/Annots", "/AA", "/PieceInfo"} & set(page.obj.keys())
        assert len(page.Resources.XObject.keys()) == 2  # The stamp is drawn in.
        picture = page.Resources.XObject.A
        assert "/Metadata" not in picture
        inside = looked_at(bytes(picture.read_raw_bytes()))
        assert near(inside.getpixel((10, 20)), LEFT)
        assert dict(inside.getexif()) == {}
        everything = BytesIO()
        pdf.save(
            everything,
            stream_decode_level=pikepdf.StreamDecodeLevel.generalized,
            compress_streams=False,
            object_stream_mode=pikepdf.ObjectStreamMode.disable,
        )
    assert not marked(everything.getvalue())
    for word in (b"JavaScript", b"/JS", b"/URI", b"EmbeddedFile", b"GPS"):
        assert word not in everything.getvalue()
    assert b"0 0 1 rg" in everything.getvalue()


def test_what_a_page_takes_from_the_tree_above_it_stays() -> None:
    with pikepdf.open(BytesIO(document())) as pdf:
        page = pdf.pages[0].obj
        pdf.Root.Pages.MediaBox = page.MediaBox
        pdf.Root.Pages.Resources = page.Resources
        del page.MediaBox, page.Resources
        out = BytesIO()
        pdf.save(out)
    copy = cleaned(out.getvalue(), is_text=False)
    with pikepdf.open(BytesIO(copy.plain)) as pdf:
        assert [*pdf.pages[0].mediabox] == [0, 0, 300, 200]
        assert "/A" in pdf.pages[0].resources.XObject
    assert not marked(copy.plain)


def test_a_photograph_packed_twice_in_a_document_is_cleaned_too() -> None:
    with pikepdf.open(BytesIO(document())) as pdf:
        packed = zlib.compress(jpeg())
        names = pikepdf.Array([pikepdf.Name.FlateDecode, pikepdf.Name.DCTDecode])
        pdf.pages[0].Resources.XObject.A.write(packed, filter=names)
        out = BytesIO()
        pdf.save(out)
    copy = cleaned(out.getvalue(), is_text=False)
    with pikepdf.open(BytesIO(copy.plain)) as pdf:
        picture = pdf.pages[0].Resources.XObject.A
        assert not marked(picture.read_raw_bytes())
        assert looked_at(picture.read_raw_bytes()).size == (80, 40)


@pytest.mark.parametrize("code", ["utf-8", "utf-8-sig", "utf-16"])
def test_plain_text_comes_as_utf_8(code: str) -> None:
    copy = cleaned("Повестка на вторник\n".encode(code), is_text=True)
    assert copy.kind == "text/plain; charset=utf-8"
    assert copy.plain.decode() == "Повестка на вторник\n"


@pytest.mark.parametrize(
    ("data", "is_text"),
    [
        (b"PK\x03\x04 a document of an office", False),
        (b"<html><script>alert(1)</script>", False),
        (b"plain, and not sent as text", False),
        ("Повестка".encode("cp1251"), True),
        (b"MZ\x00\x00", True),
        (saved(drawn(), "GIF", save_all=True, append_images=[drawn((9, 9))]), False),
    ],
    ids=["office", "html", "unknown", "cp1251", "binary", "moving"],
)
def test_what_cannot_be_cleaned_is_refused_by_name(data: bytes, is_text: bool) -> None:
    with pytest.raises(Unsuited):
        cleaned(data, is_text=is_text)


@pytest.mark.parametrize(
    "data",
    [
        jpeg()[:-200],
        png()[:150],
        document()[:400],
        document(encryption=pikepdf.Encryption(user="locked", owner="locked")),
    ],
    ids=["jpeg", "png", "pdf", "locked"],
)
def test_what_is_cut_or_locked_is_refused_by_name(data: bytes) -> None:
    with pytest.raises(Damaged):
        cleaned(data, is_text=False)


def test_a_picture_of_more_pixels_than_memory_is_refused_before_it_is_read() -> None:
    bomb = saved(Image.new("1", (30_000, 30_000)), "PNG")
    assert len(bomb) < 200_000
    with pytest.raises(TooBigToClean):
        cleaned(bomb, is_text=False)


def test_a_file_that_takes_all_memory_ends_its_own_process_alone() -> None:
    sheet = Image.new("P", (7_000, 7_000))
    said = {"save_all": True, "compression": "tiff_adobe_deflate"}
    data = saved(sheet, "TIFF", append_images=[sheet] * 5, **said)
    assert len(data) < 2_000_000
    with pytest.raises(TooBigToClean):
        cleaned(data, is_text=False)


def test_a_child_that_does_not_end_is_killed(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "SECONDS", 0.01)
    with pytest.raises(TooBigToClean):
        cleaned(jpeg(), is_text=False)


def test_a_copy_without_end_is_cut_off(monkeypatch: pytest.MonkeyPatch) -> None:
    monkeypatch.setattr(running, "MOST_BYTES", 100)
    with pytest.raises(TooBigToClean):
        cleaned(jpeg(), is_text=False)
