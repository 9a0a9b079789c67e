"""What people and attackers hand in, by name: the verdict that is expected, and the file, made when it is needed."""

import zlib
from collections.abc import Callable
from functools import cache

import pikepdf
from PIL import Image

from agreements.inspection import kinds
from tests.agreements import hostile as make

PDF, JPEG, PNG, TIFF = kinds.PDF, kinds.JPEG, kinds.PNG, kinds.TIFF
SCRIPT = b"<</S/JavaScript/JS(app.alert\\(1\\))>>"
WITH_SCRIPT = make.catalog(b"/OpenAction" + SCRIPT)
STREAMS = {"object_stream_mode": pikepdf.ObjectStreamMode.generate}

Make = Callable[[], bytes]


def link(action: bytes) -> dict[int, bytes]:
    return make.page(b"/Annots[<</Type/Annot/Subtype/Link/Rect[0 0 9 9]/A<<%s>>>>]" % action)


def widget(entries: bytes) -> dict[int, bytes]:
    field = b"<</Subtype/Widget/FT/Tx/T(a)/Rect[0 0 9 9]%s>>" % entries
    return make.catalog(b"/AcroForm<</Fields[10 0 R]>>") | make.page(b"/Annots[10 0 R]") | {10: field}


def drawn_image(entries: bytes) -> dict[int, bytes]:
    return {
        make.PAGE: b"<</Type/Page/Parent 2 0 R/Resources<</XObject<</I 10 0 R>>>>>>",
        10: make.stream(b"x", b"/Subtype/Image" + entries),
    }


def linearised() -> bytes:
    return make.resaved(make.pdf({make.CONTENT: make.stream(b"0 0 m " * 900)}), linearize=True)


@cache
def enormous() -> bytes:
    return make.saved(Image.new("1", (20_000, 20_000)), "PNG")


def forever_tree() -> dict[int, bytes]:
    """Forty levels, each naming the next one twice: a trillion pages for who follows every path."""
    levels = {n: b"<</Type/Pages/Kids[%d 0 R %d 0 R]/Count 2>>" % (n + 1, n + 1) for n in range(10, 50)}
    return {make.TREE: b"<</Type/Pages/Kids[10 0 R]/Count 2>>", **levels, 50: b"<</Type/Page>>"}


REFUSED: dict[str, tuple[str, Make]] = {
    "nothing in it": ("empty", lambda: b""),
    "26 MB": ("too_big", lambda: make.pdf() + bytes(26_000_000)),
    "one byte over": ("too_big", lambda: bytes(25_000_001)),
    "web page named pdf": ("wrong_type", lambda: b"<!DOCTYPE html><html><body>Not found</body></html>"),
    "web page, then a PDF": ("wrong_type", lambda: b"<html><script>1</script>" + make.pdf()),
    "program, then a PDF": ("wrong_type", lambda: b"MZ\x90\0" + make.pdf()),
    "archive, then a PDF": ("wrong_type", lambda: make.archive("a.txt") + make.pdf()),
    "GIF, then a PDF": ("wrong_type", lambda: make.saved(make.picture(size=(9, 9)), "GIF") + make.pdf()),
    "JPEG mark, then a PDF": ("picture_damaged", lambda: b"\xff\xd8\xff\xe0" + make.pdf()),
    "PDF far down": ("wrong_type", lambda: bytes(2000) + make.pdf()),
    "Word": ("wrong_type", lambda: make.archive("[Content_Types].xml", "word/document.xml")),
    "GIF": ("wrong_type", lambda: make.saved(make.picture(), "GIF")),
    "WebP": ("wrong_type", lambda: make.saved(make.picture(), "WEBP")),
    "SVG named png": ("wrong_type", lambda: b'<?xml version="1.0"?><svg xmlns="http://www.w3.org/2000/svg"/>'),
    "HEIC, cut": ("picture_damaged", make.heic),
    "a film of a phone": ("wrong_type", lambda: make.heic().replace(b"heic", b"hevc", 1)),
    "zeros": ("wrong_type", lambda: bytes(5000)),
    "only the PDF mark": ("pdf_truncated", lambda: b"%PDF-1.7\n"),
    "password to open": ("pdf_password", lambda: make.protected(user="secret")),
    "locked for certificates": (
        "pdf_locked",
        lambda: make.pdf(trailer=b"/ID[(0123456789abcdef)(0123456789abcdef)]/Encrypt<</Filter/Adobe.PubSec/V 4>>"),
    ),
    "cut in half": ("pdf_truncated", lambda: make.pdf()[: len(make.pdf()) // 2]),
    "end mark cut": ("pdf_truncated", lambda: make.pdf()[:-4]),
    "cross-references cut": ("pdf_truncated", lambda: make.pdf()[: make.pdf().index(b"xref\n0")]),
    "linearised, cut in half": ("pdf_truncated", lambda: linearised()[: len(linearised()) // 2]),
    "linearised, cut after its first end mark": (
        "pdf_truncated",
        lambda: linearised()[: linearised().index(b"%%EOF") + 6],
    ),
    "cut in an update": (
        "pdf_truncated",
        lambda: make.updated(make.pdf(), {10: make.stream(b"signature" * 50)})[:-300],
    ),
    "no catalog": ("pdf_damaged", lambda: make.pdf({make.CATALOG: b"null"})),
    "page content not in the file": (
        "pdf_damaged",
        lambda: make.pdf({make.PAGE: b"<</Type/Page/Parent 2 0 R/Contents 99 0 R>>"}),
    ),
    "part of the content not in the file": (
        "pdf_damaged",
        lambda: make.pdf({make.PAGE: b"<</Type/Page/Parent 2 0 R/Contents[4 0 R 99 0 R]>>"}),
    ),
    "picture not in the file": (
        "pdf_damaged",
        lambda: make.pdf({make.PAGE: b"<</Type/Page/Parent 2 0 R/Resources<</XObject<</I 99 0 R>>>>>>"}),
    ),
    "cross-references lead round in a circle": ("pdf_damaged", make.looping_references),
    "300 pages": ("too_many_pages", lambda: make.many_pages(300)),
    "300 pages in object streams": ("too_many_pages", lambda: make.resaved(make.many_pages(300), **STREAMS)),
    "four million pages that are one": (
        "too_many_pages",
        lambda: make.pdf(make.tree(b"3 0 R " * 4_000_000, 4_000_000)),
    ),
    "no pages": ("pdf_no_pages", lambda: make.pdf(make.tree(b"", 0))),
    "page tree leads back to itself": ("pdf_damaged", lambda: make.pdf(make.tree(b"2 0 R 3 0 R", 2))),
    "page tree without end": ("pdf_damaged", lambda: make.pdf(forever_tree())),
    "a page that is not there": ("pdf_damaged", lambda: make.pdf(make.tree(b"3 0 R 99 0 R", 2))),
    "the count hides a page": (
        "pdf_damaged",
        lambda: make.pdf({**make.tree(b"3 0 R 10 0 R", 1), 10: b"<</Type/Page/Parent 2 0 R>>"}),
    ),
    "script on opening": ("pdf_javascript", lambda: make.pdf(WITH_SCRIPT)),
    "script with an escaped name": (
        "pdf_javascript",
        lambda: make.pdf(make.catalog(b"/OpenAction<</#53/J#61vaScript/J#53(app.alert\\(1\\))>>")),
    ),
    "script whose name is elsewhere": ("pdf_javascript", lambda: make.pdf({10: b"<</S 11 0 R>>", 11: b"/JavaScript"})),
    "script in the names tree": (
        "pdf_javascript",
        lambda: make.pdf(make.catalog(b"/Names<</JavaScript<</Names[(a)" + SCRIPT + b"]>>>>")),
    ),
    "script on a page": ("pdf_javascript", lambda: make.pdf(make.page(b"/AA<</O" + SCRIPT + b">>"))),
    "script in a field": ("pdf_javascript", lambda: make.pdf(widget(b"/AA<</K" + SCRIPT + b">>"))),
    "script in a later action": (
        "pdf_javascript",
        lambda: make.pdf(link(b"/S/GoTo/D[3 0 R/Fit]/Next[<</S/GoTo/D[3 0 R/Fit]/Next" + SCRIPT + b">>]")),
    ),
    "script in a stream": ("pdf_javascript", lambda: make.pdf({10: b"<</JS 11 0 R>>", 11: make.stream(b"1")})),
    "script in an address": ("pdf_javascript", lambda: make.pdf(link(b"/S/URI/URI( jAvascript:alert\\(1\\))"))),
    "script in an object stream": ("pdf_javascript", lambda: make.with_object_stream({10: SCRIPT})),
    "script in an update": ("pdf_javascript", lambda: make.updated(make.pdf(), WITH_SCRIPT)),
    "script under restrictions": (
        "pdf_javascript",
        lambda: make.resaved(make.pdf(WITH_SCRIPT), encryption=pikepdf.Encryption(owner="o", user="")),
    ),
    "script deep inside": ("pdf_javascript", lambda: make.pdf({10: b"[" * 450 + SCRIPT + b"]" * 450})),
    "script that only a repair brings back": (
        "pdf_javascript",
        lambda: make.updated(make.pdf({10: SCRIPT}), {10: b"null"}).replace(b"\nxref\n", b"\nxxxx\n"),
    ),
    "starts a program": ("pdf_launch", lambda: make.pdf(link(b"/S/Launch/F(calc.exe)"))),
    "starts a program by Windows": ("pdf_launch", lambda: make.pdf(link(b"/S/Launch/Win<</F(cmd.exe)>>"))),
    "sends a form": ("pdf_sends_data", lambda: make.pdf(widget(b"/A<</S/SubmitForm/F(http://x.example)>>"))),
    "fetches data": ("pdf_sends_data", lambda: make.pdf(link(b"/S/ImportData/F(a.fdf)"))),
    "opens an address by itself": (
        "pdf_acts_by_itself",
        lambda: make.pdf(make.catalog(b"/OpenAction<</S/URI/URI(http://x.example)>>")),
    ),
    "opens a file on a share after a jump": (
        "pdf_acts_by_itself",
        lambda: make.pdf(make.page(b"/AA<</O<</S/GoTo/D[3 0 R/Fit]/Next<</S/GoToR/F(\\\\\\\\x\\\\y)>>>>>>")),
    ),
    "jumps in a circle": (
        "too_complex",
        lambda: make.pdf({**make.catalog(b"/OpenAction 10 0 R"), 10: b"<</S/GoTo/D[3 0 R/Fit]/Next 10 0 R>>"}),
    ),
    "film": ("pdf_multimedia", lambda: make.pdf(make.page(b"/Annots[<</Subtype/RichMedia/Rect[0 0 9 9]>>]"))),
    "model in three dimensions": ("pdf_multimedia", lambda: make.pdf({10: make.stream(b"U3D", b"/Subtype/3D")})),
    "XFA form": (
        "pdf_xfa",
        lambda: make.pdf({**make.catalog(b"/AcroForm<</XFA 10 0 R/Fields[]>>"), 10: make.stream(b"<xdp/>")}),
    ),
    "folder of files": ("pdf_portfolio", lambda: make.pdf(make.catalog(b"/Collection<</View/D>>"))),
    "content in another file": ("pdf_outside", lambda: make.pdf({10: make.stream(b"", b"/F(other.bin)")})),
    "program inside": ("pdf_embedded_program", lambda: make.carrying("setup.exe", b"MZ\x90\0" + bytes(200))),
    "program inside, named as a PDF": ("pdf_embedded_program", lambda: make.carrying("letter.pdf", b"MZ\x90\0")),
    "program inside, not packed": ("pdf_embedded_program", lambda: make.carrying("a.txt", b"\x7fELF..", packed=False)),
    "script file inside": ("pdf_embedded_program", lambda: make.carrying("run.bat", b"echo hello")),
    "two endings inside": ("pdf_embedded_program", lambda: make.carrying("letter.pdf.js", b"x")),
    "ending with a dot inside": ("pdf_embedded_program", lambda: make.carrying("letter.vbs. ", b"x")),
    "archive inside": ("pdf_embedded_file", lambda: make.carrying("papers.zip", make.archive("a.exe"))),
    "web page inside": ("pdf_embedded_file", lambda: make.carrying("a.txt", b"<html><script>1</script>")),
    "PDF with a script inside": ("pdf_embedded_file", lambda: make.carrying("a.pdf", make.pdf(WITH_SCRIPT))),
    "PDF in a PDF in a PDF": (
        "pdf_embedded_file",
        lambda: make.carrying("a.pdf", make.carrying("b.pdf", make.pdf())),
    ),
    "file inside, packed in an unusual way": (
        "pdf_embedded_file",
        lambda: make.carrying("a.txt", b"00>", entries=b"/Filter[/ASCIIHexDecode/FlateDecode]"),
    ),
    "file inside that unpacks to 300 MB": (
        "pdf_embedded_file",
        lambda: make.carrying("a.txt", b" " * 300_000_000),
    ),
    "script file inside an object of its own": (
        "pdf_embedded_program",
        lambda: make.pdf({10: make.stream(b"#!/bin/sh\n", b"/Type/EmbeddedFile")}),
    ),
    "object stream that unpacks to 150 MB and hides a script": (
        "too_complex",
        lambda: make.with_object_stream({10: SCRIPT}, padding=150),
    ),
    "arrays 3,000 deep": ("too_complex", lambda: make.pdf({10: b"[" * 3000 + b"]" * 3000})),
    "array of 12 million numbers": ("too_complex", lambda: make.pdf({10: b"[" + b"0 " * 12_000_000 + b"]"})),
    "picture of 400 million points inside": (
        "picture_too_large",
        lambda: make.pdf({**drawn_image(b"/Width 11 0 R/Height 20000"), 11: b"20000"}),
    ),
    "20,000 x 20,000": ("picture_too_large", enormous),
    "20,000 x 20,000 TIFF": (
        "picture_too_large",
        lambda: make.saved(Image.new("1", (20_000, 20_000)), "TIFF", compression="group4"),
    ),
    "PNG that only claims its size": ("picture_damaged", lambda: make.png_header_only(3000, 3000)),
    "PNG that claims too much": ("picture_too_large", lambda: make.png_header_only(2_000_000_000, 2_000_000_000)),
    "PNG with a wrong check sum": ("picture_damaged", lambda: make.flipped(make.saved(make.picture(), "PNG"), -20)),
    "PNG without its end mark": ("picture_damaged", lambda: make.saved(make.picture(), "PNG")[:-12]),
    "PNG with 60 MB of packed remarks": ("picture_damaged", lambda: make.wordy_png(60_000_000)),
    "PNG that moves": (
        "picture_moves",
        lambda: make.saved(make.picture(), "PNG", save_all=True, append_images=[make.picture().rotate(90)]),
    ),
    "TIFF of 201 pages": ("too_many_pages", lambda: make.multipage_tiff(201, size=(20, 20))),
    **{
        f"{form} cut in half": (
            "picture_damaged",
            lambda form=form: make.saved(make.noise(), form)[: len(make.saved(make.noise(), form)) // 2],
        )
        for form in ("JPEG", "PNG", "TIFF")
    },
    "progressive JPEG cut short": (
        "picture_damaged",
        lambda: make.saved(make.noise(), "JPEG", progressive=True)[:-5000],
    ),
    "packed TIFF cut short": ("picture_damaged", lambda: make.multipage_tiff(3)[:-40]),
    "TIFF without its last page": ("picture_damaged", lambda: make.multipage_tiff(3)[:-500]),
    "TIFF whose pages lead round in a circle": ("picture_damaged", make.looping_tiff),
}

TAKEN: dict[str, tuple[str, int, tuple[str, ...], Make]] = {
    "PDF": (PDF, 1, (), make.pdf),
    "PDF of 200 pages": (PDF, 200, (), lambda: make.many_pages(200)),
    "PDF with object streams": (PDF, 1, (), lambda: make.resaved(make.pdf(), **STREAMS)),
    "linearised PDF": (PDF, 1, (), linearised),
    "PDF with an update": (PDF, 1, (), lambda: make.updated(make.pdf(), {10: b"(signed)"})),
    "PDF of scans": (PDF, 2, (), make.scanned_pdf),
    "PDF without its last line end": (PDF, 1, (), lambda: make.pdf()[:-1]),
    "PDF after a printer's header": (PDF, 1, (), lambda: b"\x1b%-12345X@PJL ENTER LANGUAGE=PDF\r\n" + make.pdf()),
    "PDF after a mail header": (PDF, 1, (), lambda: b"Content-Type: application/pdf\r\n\r\n" + make.pdf()),
    "PDF after blank bytes": (PDF, 1, (), lambda: b"\xef\xbb\xbf\r\n" + make.pdf()),
    "PDF with an archive behind it": (PDF, 1, (), lambda: make.pdf() + make.archive("a.class")),
    "restricted PDF": (PDF, 1, ("pdf_restricted",), lambda: make.protected(user="", extract=False, modify_other=False)),
    "old restricted PDF": (PDF, 1, ("pdf_restricted",), lambda: make.protected(user="", revision=3)),
    "PDF padded with zeros": (PDF, 1, ("pdf_repaired",), lambda: make.pdf() + bytes(5000)),
    "PDF with wrong cross-references": (PDF, 1, ("pdf_repaired",), lambda: make.pdf().replace(b"\n", b"\r\n")),
    "PDF with a broken cross-reference table": (
        PDF,
        1,
        ("pdf_repaired",),
        lambda: make.pdf().replace(b"xref\n0", b"xerf\n0"),
    ),
    "PDF with a wrong stream length": (
        PDF,
        1,
        ("pdf_repaired",),
        lambda: make.pdf().replace(b"/Length 29", b"/Length 27"),
    ),
    "PDF without endobj": (PDF, 1, ("pdf_repaired",), lambda: make.pdf().replace(b"endobj", b"      ")),
    "PDF with names in an old alphabet": (
        PDF,
        1,
        (),
        lambda: make.pdf({10: b"<</Type/Font/BaseFont/\x82l\x82r#96#be/S/\x82\xa0/\x82\xa0 /\x82\xa0>>"}),
    ),
    "PDF with a link": (PDF, 1, (), lambda: make.pdf(link(b"/S/URI/URI(https://kobe.example/)"))),
    "PDF that opens at a page": (PDF, 1, (), lambda: make.pdf(make.catalog(b"/OpenAction[3 0 R/Fit]"))),
    "PDF with a filled field": (PDF, 1, (), lambda: make.pdf(widget(b"/V(Kobe)"))),
    "PDF with an empty page": (PDF, 1, (), lambda: make.pdf({make.PAGE: b"<</Type/Page/Parent 2 0 R>>"})),
    "PDF with data inside": (
        PDF,
        1,
        ("pdf_attachments",),
        lambda: make.carrying("a.xml", b"<?xml version='1.0'?><a/>"),
    ),
    "PDF with JSON inside": (
        PDF,
        1,
        ("pdf_attachments",),
        lambda: make.carrying("a.json", '{"町": 1}'.encode(), packed=False),
    ),
    "PDF with a PDF inside": (PDF, 1, ("pdf_attachments",), lambda: make.carrying("a.pdf", make.pdf())),
    "PDF with a picture inside": (
        PDF,
        1,
        ("pdf_attachments",),
        lambda: make.carrying("a.png", make.saved(make.picture(), "PNG")),
    ),
    "PDF whose page unpacks to 500 MB": (
        PDF,
        1,
        (),
        lambda: make.pdf({4: make.stream(zlib.compress(bytes(500_000_000), 1), b"/Filter/FlateDecode")}),
    ),
    "JPEG": (JPEG, 1, (), lambda: make.saved(make.picture(), "JPEG")),
    "grey JPEG": (JPEG, 1, (), lambda: make.saved(make.picture("L"), "JPEG")),
    "CMYK JPEG": (JPEG, 1, (), lambda: make.saved(make.picture("CMYK"), "JPEG")),
    "progressive JPEG": (JPEG, 1, (), lambda: make.saved(make.noise(), "JPEG", progressive=True)),
    "turned JPEG": (JPEG, 1, (), lambda: make.turned(6)),
    "JPEG with a film behind it": (
        JPEG,
        1,
        (),
        lambda: make.saved(make.picture(), "JPEG") + b"\0\0\0\x18ftypmp42" * 99,
    ),
    "JPEG with a second picture": (
        JPEG,
        1,
        (),
        lambda: make.saved(make.picture(), "MPO", save_all=True, append_images=[make.picture()]),
    ),
    "JPEG of 79 million points": (JPEG, 1, (), lambda: make.saved(Image.new("L", (8900, 8900)), "JPEG")),
    "PNG": (PNG, 1, (), lambda: make.saved(make.picture("RGBA"), "PNG")),
    "small PNG": (PNG, 1, ("picture_small",), lambda: make.saved(make.picture(size=(300, 400)), "PNG")),
    "TIFF": (TIFF, 1, (), lambda: make.saved(make.picture(), "TIFF")),
    "CMYK TIFF": (TIFF, 1, (), lambda: make.saved(make.picture("CMYK"), "TIFF", compression="tiff_lzw")),
    "TIFF of 12 pages": (TIFF, 12, (), lambda: make.multipage_tiff(12)),
    "TIFF of 200 pages": (TIFF, 200, (), lambda: make.multipage_tiff(200)),
    "big TIFF": (TIFF, 1, (), lambda: make.saved(make.picture("L"), "TIFF", big_tiff=True)),
}


FAMILIES = {
    "office": [bytes.fromhex("d0cf11e0a1b11ae1") + bytes(99), b"{\\rtf1 x}", make.archive("mimetype", "xl/a.xml")],
    "web_page": [b"\xef\xbb\xbf\n<HTML>", b"<!-- x --><p>", b"<script>1</script>", "<html>".encode("utf-16")],
    "svg": [b"<svg/>", b"<!DOCTYPE svg><svg xmlns='a'>"],
    "other_picture": [b"GIF89a", b"BM\1\0\0\0\0\0\0\0", b"RIFF\0\0\0\0WEBPVP8 ", b"\0\0\0\x1cftypavif"],
    "postscript": [b"%!PS-Adobe-3.0"],
    "archive": [make.archive("a.txt"), b"Rar!\x1a", b"\x1f\x8b\x08"],
    "mail": [b"From: a@b.example\r\nTo: c\r\n\r\nhello"],
    "text": [b"Dear Mayor", "協定".encode(), "Año".encode("latin-1"), "x".join("協定" * 3000).encode()],
    "xml": [b"<?xml version='1.0'?><a/>"],
    "recording": [b"\0\0\0\x18ftypmp42", b"RIFF\0\0\0\0WAVE", b"OggS"],
    "program": [b"MZ\x90", b"\x7fELF", b"#!/bin/sh"],
    "unknown": [b"", b"\x91\x02\x03", bytes(99), b"\xff" * 99],
}
