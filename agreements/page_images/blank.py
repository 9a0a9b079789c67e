"""Tells an empty page from one whose content was lost: what PDFium cannot unpack it leaves out, and says nothing."""

import zlib
from collections.abc import Iterator
from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Name, Object, Stream

_STEP = 1 << 20


def is_lost(data: bytes, index: int, page: pypdfium2.PdfPage) -> bool:
    """Whether a page that came out in one colour names content or a picture that cannot be unpacked."""
    for held in page.get_objects(filter=[pypdfium2.raw.FPDF_PAGEOBJ_IMAGE]):
        try:
            held.get_bitmap().close()
        except pypdfium2.PdfiumError:
            return True
    with pikepdf.open(BytesIO(data)) as document:
        return any(_is_broken(stream) for stream in _drawn(document.pages[index].obj))


def _drawn(page: Object) -> Iterator[Stream]:
    contents = page.get("/Contents")
    parts = list(contents) if isinstance(contents, Array) else [contents]
    resources = page.get("/Resources")
    pictures = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    if isinstance(pictures, Dictionary):
        parts += [value for _, value in pictures.items()]
    yield from (part for part in parts if isinstance(part, Stream))


def _is_broken(stream: Stream) -> bool:
    packing = stream.get("/Filter")
    if (list(packing) if isinstance(packing, Array) else [packing])[:1] != [Name.FlateDecode]:
        return False
    packed, unpacker = stream.read_raw_bytes(), zlib.decompressobj()
    if not packed:
        return False  # an empty page, honestly
    try:
        while packed and not unpacker.eof:
            unpacker.decompress(packed, _STEP)
            packed = unpacker.unconsumed_tail
    except zlib.error:
        return True
    return not unpacker.eof
