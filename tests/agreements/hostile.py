"""Files made at test time: what honest people hand in, and what nobody should."""

import io
import zipfile
import zlib
from collections.abc import Callable

import pikepdf
from PIL import Image, ImageDraw, PngImagePlugin

CATALOG, TREE, PAGE, CONTENT, FREE = 1, 2, 3, 4, 10


def stream(data: bytes, entries: bytes = b"") -> bytes:
    return b"<</Length %d%s>>\nstream\n%s\nendstream" % (len(data), entries, data)


def pdf(changes: dict[int, bytes] | None = None, *, trailer: bytes = b"") -> bytes:
    """A PDF of one page written by hand; `changes` replaces or adds objects by number (free from 10)."""
    objects = {
        CATALOG: b"<</Type/Catalog/Pages 2 0 R>>",
        TREE: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        PAGE: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<>>>>",
        CONTENT: stream(b"1 0 0 rg 100 100 200 300 re f"),
        **(changes or {}),
    }
    return written(objects, trailer)


def written(objects: dict[int, bytes], trailer: bytes = b"") -> bytes:
    out, offsets = io.BytesIO(), {}
    out.write(b"%PDF-1.7\n%\xe2\xe3\xcf\xd3\n")
    for number, body in objects.items():
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table, size = out.tell(), max(objects) + 1
    out.write(b"xref\n0 %d\n0000000000 65535 f \n" % size)
    for number in range(1, size):
        out.write(b"%010d %05d %s \n" % (offsets.get(number, 0), 0, b"n" if number in offsets else b"f"))
    out.write(b"trailer\n<</Size %d/Root 1 0 R%s>>\nstartxref\n%d\n%%%%EOF\n" % (size, trailer, table))
    return out.getvalue()


def catalog(entries: bytes) -> dict[int, bytes]:
    return {CATALOG: b"<</Type/Catalog/Pages 2 0 R%s>>" % entries}


def page(entries: bytes) -> dict[int, bytes]:
    return {PAGE: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]/Contents 4 0 R/Resources<<>>%s>>" % entries}


def tree(kids: bytes, count: int) -> dict[int, bytes]:
    return {TREE: b"<</Type/Pages/Kids[%s]/Count %d>>" % (kids, count)}


def many_pages(count: int) -> bytes:
    return pdf(
        {
            **tree(b" ".join(b"%d 0 R" % (FREE + n) for n in range(count)), count),
            **{FREE + n: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>" for n in range(count)},
        }
    )


def resaved(data: bytes, **options: object) -> bytes:
    """The same PDF as another program would write it: object streams, linearised, encrypted."""
    out = io.BytesIO()
    with pikepdf.open(io.BytesIO(data)) as document:
        document.save(out, **options)  # type: ignore[arg-type]
    return out.getvalue()


def protected(*, user: str, revision: int = 6, **allow: bool) -> bytes:
    modern = revision > 3
    keys = pikepdf.Encryption(
        owner="owner", user=user, R=revision, aes=modern, metadata=modern, allow=pikepdf.Permissions(**allow)
    )
    return resaved(pdf(), encryption=keys)


def updated(data: bytes, changes: dict[int, bytes]) -> bytes:
    """The PDF with an incremental update, as a program that signs or comments appends it."""
    out, offsets = io.BytesIO(data), {}
    before = int(data[data.rindex(b"startxref") + 9 : data.rindex(b"%%EOF")])
    out.seek(0, 2)
    for number, body in changes.items():
        offsets[number] = out.tell()
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    table = out.tell()
    out.write(b"xref\n")
    for number, offset in offsets.items():
        out.write(b"%d 1\n%010d 00000 n \n" % (number, offset))
    size = max(CONTENT, *changes) + 1
    out.write(b"trailer\n<</Size %d/Root 1 0 R/Prev %d>>\nstartxref\n%d\n%%%%EOF\n" % (size, before, table))
    return out.getvalue()


def carrying(name: str, content: bytes, *, entries: bytes = b"/Filter/FlateDecode", packed: bool = True) -> bytes:
    """A PDF with an attachment in its names tree."""
    spec = b"<</Type/Filespec/F(%s)/UF(%s)/EF<</F 11 0 R/UF 11 0 R>>>>" % (name.encode(), name.encode())
    body = zlib.compress(content) if packed else content
    return pdf(
        {
            **catalog(b"/Names<</EmbeddedFiles<</Names[(a) 10 0 R]>>>>/AF[10 0 R]"),
            10: spec,
            11: stream(body, b"/Type/EmbeddedFile" + (entries if packed else b"")),
        }
    )


def with_object_stream(hidden: dict[int, bytes], *, padding: int = 0) -> bytes:
    """A PDF whose OpenAction is object 10 inside an object stream, followed by so many megabytes of blanks."""
    bodies, heads, place = b"", b"", 0
    for number, body in hidden.items():
        heads += b"%d %d " % (number, place)
        bodies += body + b"\n"
        place = len(bodies)
    packer = zlib.compressobj(9)
    packed = packer.compress(heads + bodies)
    packed += b"".join(packer.compress(b" " * 1_000_000) for _ in range(padding)) + packer.flush()
    objects = {
        CATALOG: b"<</Type/Catalog/Pages 2 0 R/OpenAction 10 0 R>>",
        TREE: b"<</Type/Pages/Kids[3 0 R]/Count 1>>",
        PAGE: b"<</Type/Page/Parent 2 0 R/MediaBox[0 0 612 792]>>",
        5: stream(packed, b"/Type/ObjStm/N %d/First %d/Filter/FlateDecode" % (len(hidden), len(heads))),
    }
    out, rows = io.BytesIO(), {}
    out.write(b"%PDF-1.7\n")
    for number, body in objects.items():
        rows[number] = b"\1" + out.tell().to_bytes(4, "big") + b"\0"
        out.write(b"%d 0 obj\n%s\nendobj\n" % (number, body))
    for index, number in enumerate(hidden):
        rows[number] = b"\2" + (5).to_bytes(4, "big") + bytes([index])
    table = out.tell()
    size = max(rows) + 1
    cells = b"".join(rows.get(number, bytes(6)) for number in range(size))
    entries = b"/Type/XRef/Size %d/W[1 4 1]/Root 1 0 R/Filter/FlateDecode" % size
    out.write(b"%d 0 obj\n%s\nendobj\nstartxref\n%d\n%%%%EOF\n" % (size, stream(zlib.compress(cells), entries), table))
    return out.getvalue()


def picture(mode: str = "RGB", size: tuple[int, int] = (1000, 1400)) -> Image.Image:
    """A page with a dark block in its upper left quarter, on a light ground."""
    if mode == "P":
        return picture("RGB", size).quantize(4)
    light, dark = {
        "RGB": ("white", (180, 20, 20)),
        "L": (255, 40),
        "1": (1, 0),
        "CMYK": ((0, 0, 0, 0), (0, 255, 255, 0)),
        "LAB": ((255, 128, 128), (100, 200, 190)),
        "RGBA": ((0, 0, 0, 0), (180, 20, 20, 255)),
        "LA": ((0, 0), (40, 255)),
        "I;16": (65535, 10280),
        "I": (100_000, 15_686),
        "F": (1.0, 0.15686),
    }[mode]
    image = Image.new(mode, size, light)
    image.paste(dark, (size[0] // 10, size[1] // 10, size[0] // 2, size[1] // 2))
    return image


def noise(size: tuple[int, int] = (1000, 1400)) -> Image.Image:
    """Something like a photograph: many colours, hard to compress."""
    return Image.merge("RGB", [Image.effect_noise(size, sigma) for sigma in (20, 40, 60)])


def saved(image: Image.Image, form: str, **options: object) -> bytes:
    out = io.BytesIO()
    image.save(out, form, **options)
    return out.getvalue()


def multipage_tiff(pages: int, *, size: tuple[int, int] = (850, 1100), compression: str = "group4") -> bytes:
    frames = []
    for number in range(pages):
        frame = Image.new("1", size, 1)
        ImageDraw.Draw(frame).text((50, 50), f"page {number + 1}", fill=0)
        frames.append(frame)
    return saved(frames[0], "TIFF", save_all=True, append_images=frames[1:], compression=compression)


def turned(orientation: int, form: str = "JPEG") -> bytes:
    """A picture whose EXIF says how to turn it so that the block is in the upper left quarter again."""
    undo: dict[int, Callable[[Image.Image], Image.Image]] = {
        1: lambda image: image,
        2: lambda image: image.transpose(Image.Transpose.FLIP_LEFT_RIGHT),
        3: lambda image: image.transpose(Image.Transpose.ROTATE_180),
        4: lambda image: image.transpose(Image.Transpose.FLIP_TOP_BOTTOM),
        5: lambda image: image.transpose(Image.Transpose.TRANSPOSE),
        6: lambda image: image.transpose(Image.Transpose.ROTATE_90),
        7: lambda image: image.transpose(Image.Transpose.TRANSVERSE),
        8: lambda image: image.transpose(Image.Transpose.ROTATE_270),
    }
    exif = Image.Exif()
    exif[0x0112] = orientation
    return saved(undo[orientation](picture()), form, exif=exif, quality=95)


def png_header_only(width: int, height: int) -> bytes:
    """A PNG that claims a size and holds next to nothing."""

    def chunk(kind: bytes, body: bytes) -> bytes:
        return len(body).to_bytes(4, "big") + kind + body + zlib.crc32(kind + body).to_bytes(4, "big")

    head = width.to_bytes(4, "big") + height.to_bytes(4, "big") + b"\x08\x02\0\0\0"
    return b"\x89PNG\r\n\x1a\n" + chunk(b"IHDR", head) + chunk(b"IDAT", zlib.compress(bytes(100))) + chunk(b"IEND", b"")


def archive(*names: str) -> bytes:
    out = io.BytesIO()
    with zipfile.ZipFile(out, "w", zipfile.ZIP_DEFLATED) as packed:
        for name in names:
            packed.writestr(name, "content " * 20)
    return out.getvalue()


def heic() -> bytes:
    return b"\0\0\0\x18ftypheic\0\0\0\0mif1heic" + bytes(500)


def looping_references() -> bytes:
    """A PDF whose newest cross-reference table names itself as the one before."""
    data = updated(pdf(), {FREE: b"1"})
    tables = [place for place in range(len(data)) if data.startswith(b"\nxref\n", place)]
    return data.replace(b"/Prev %d" % (tables[0] + 1), b"/Prev %d" % (tables[1] + 1))


def scanned_pdf() -> bytes:
    return saved(noise(), "PDF", save_all=True, append_images=[picture("1")], resolution=150)


def flipped(data: bytes, place: int) -> bytes:
    altered = bytearray(data)
    altered[place] ^= 0xFF
    return bytes(altered)


def wordy_png(length: int) -> bytes:
    remarks = PngImagePlugin.PngInfo()
    remarks.add_text("Comment", "x" * length, zip=True)
    return saved(picture(), "PNG", pnginfo=remarks)


def looping_tiff() -> bytes:
    """A TIFF of two pages, the second of which names the first as the next."""
    data = multipage_tiff(2)
    with Image.open(io.BytesIO(data)) as image:
        first = image.tag_v2._offset
        image.seek(1)
        second = image.tag_v2._offset
    place = second + 2 + 12 * int.from_bytes(data[second : second + 2], "little")
    return data[:place] + first.to_bytes(4, "little") + data[place + 4 :]
