"""A PDF with its pages and nothing beside them.

Kept by list: what a page needs to be seen. So scripts, actions, links, embedded files,
forms, outlines, layers, signatures, metadata and thumbnails fall away without being
named. What a filled form or a drawn remark shows is first made part of its page.
"""

from __future__ import annotations

from io import BytesIO
from typing import TYPE_CHECKING, Any

import pikepdf
from pikepdf import Array, Dictionary, Name, Stream

from evacuation.cleaning.jpeg import bare_jpeg
from evacuation.cleaning.refusals import CannotClean, Refusal

if TYPE_CHECKING:
    from collections.abc import Iterator

_TREE = {"/Type", "/Kids", "/Count", "/Parent", "/Resources", "/Rotate"}
_TREE |= {"/MediaBox", "/CropBox"}
_PAGE = _TREE - {"/Kids", "/Count"} | {"/Contents", "/UserUnit", "/Group"}
_RESOURCES = {"/Font", "/XObject", "/ColorSpace", "/Pattern", "/Shading", "/ExtGState"}
_ROOT = {"/Type", "/Pages"}
# Inside fonts, forms and pictures: what describes, links or points out of the file.
_DROPPED = {"/Metadata", "/PieceInfo", "/LastModified", "/AF", "/AA", "/A", "/OPI"}
_DROPPED |= {"/Ref", "/OC", "/StructParent", "/StructParents", "/Alternates", "/Thumb"}
_DROPPED |= {"/F", "/FFilter", "/FDecodeParms", "/Measure", "/PtData", "/Annots"}
# What belongs on no page, whatever key it hangs from.
_FOREIGN = {"/Metadata", "/EmbeddedFile", "/Filespec", "/Action", "/Annot", "/Sig"}
_FOREIGN |= {"/StructElem", "/StructTreeRoot", "/Catalog", "/Outlines", "/OCG"}


def cleaned_document(data: bytes) -> tuple[str, bytes]:
    """(content type, bytes). Raises CannotClean, and what pikepdf raises for a damaged
    file or one that a password locks."""
    with pikepdf.open(BytesIO(data)) as pdf:
        pdf.generate_appearance_streams()
        pdf.flatten_annotations("all")
        _keep(pdf.Root, _ROOT)
        for key in {"/Info", "/ID"} & {*pdf.trailer.keys()}:
            del pdf.trailer[key]
        if not pdf.pages:
            raise CannotClean(Refusal.DAMAGED)
        for page in pdf.pages:
            _keep(page.obj, _PAGE)
        for found in _reachable(pdf.Root):
            _clean(found)
        out = BytesIO()
        pdf.save(out, encryption=False, recompress_flate=True, deterministic_id=True)
    return "application/pdf", out.getvalue()


def _clean(found: pikepdf.Object) -> None:
    if found.get(Name.Type) == Name.Pages:
        _keep(found, _TREE)
    elif found.get(Name.Type) != Name.Page:
        _drop(found)
    for key in [key for key, value in found.items() if _is_foreign(value)]:
        del found[key]
    resources = found.get(Name.Resources)
    if isinstance(resources, Dictionary):
        _keep(resources, _RESOURCES)
    if isinstance(found, Stream):
        _clean_pixels(found)


def _drop(found: pikepdf.Object) -> None:
    """Only where names are the format's own: among resources they are free."""
    if isinstance(found, Stream) or Name.Type in found:
        for key in _DROPPED & {*found.keys()}:
            del found[key]


def _is_foreign(value: pikepdf.Object) -> bool:
    if not isinstance(value, Dictionary | Stream):
        return False
    return str(value.get(Name.Type, "")) in _FOREIGN or Name.JS in value


def _clean_pixels(found: Stream) -> None:
    """Photographs keep their own metadata inside a PDF: of a JPEG it is cut out."""
    names, parms = _listed(found, Name.Filter), _listed(found, Name.DecodeParms)
    if Name.JPXDecode in names:
        raise CannotClean(Refusal.UNSUITED)
    if not {*names} & {Name.DCTDecode, Name.DCT}:
        return
    if len(names) > 1:  # Packed once more; what it is packed in comes off.
        outer = Array(parms[:-1]) if parms else None
        found.write(
            found.read_raw_bytes(), filter=Array(names[:-1]), decode_parms=outer
        )
        bare = bare_jpeg(found.read_bytes())
    else:
        bare = bare_jpeg(found.read_raw_bytes())
    found.write(bare, filter=Name.DCTDecode, decode_parms=parms[-1] if parms else None)


def _listed(found: Stream, key: Name) -> list[Any]:
    """One or several stand there alike."""
    said = found.get(key, Array())
    return list(said) if isinstance(said, Array) else [said]


def _keep(found: pikepdf.Object, kept: set[str]) -> None:
    for key in {*found.keys()} - kept:
        del found[key]


def _reachable(root: pikepdf.Object) -> Iterator[pikepdf.Object]:
    """Every dictionary and stream, each before what it holds: cut off is not walked."""
    waiting, seen = [root], set()
    while waiting:
        found = waiting.pop()
        if isinstance(found, Dictionary | Stream):
            if found.is_indirect and found.objgen in seen:
                continue
            seen.add(found.objgen)
            yield found
            waiting.extend(value for _key, value in found.items())
        elif isinstance(found, Array):
            if found.is_indirect and found.objgen in seen:
                continue
            seen.add(found.objgen)
            waiting.extend(found)
