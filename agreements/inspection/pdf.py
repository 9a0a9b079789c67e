"""Looks into a PDF: does it open, is it whole, does it only show pages, and how many?

Page content is never unpacked here. What qpdf must unpack to read the structure (cross-reference and object streams)
is held to `_STRUCTURE` bytes each; time and memory are bounded by the process that this runs in.
"""

import re
from io import BytesIO

import pikepdf
import pypdfium2
from pikepdf import Array, Dictionary, Object, Pdf, Stream

from agreements.inspection import kinds
from agreements.inspection.active import dictionaries, refuse_active
from agreements.inspection.attachments import Attachments
from agreements.inspection.findings import Finding, Limits, Refused

_STRUCTURE = 64_000_000
_NESTED = 1  # a PDF in a PDF is looked into, one in that is not taken
_TREE_DEPTH = 50
_END = re.compile(rb"startxref\s+\d+\s+%%EOF")
_OBJECT = re.compile(rb"\d\s+\d+\s+obj\b")
_LINEAR_LENGTH = re.compile(rb"/Linearized\b[^>]*?/L\s+(\d+)")
# What scanners and old programs get wrong without losing anything; any other complaint of qpdf refuses the file.
_HARMLESS = re.compile(
    r"stream <[^>]*>(?: \([^)]*\))?: (?:"
    r"file is damaged|can't find startxref|xref not found|can't find PDF header|startxref was more than 1024 bytes"
    r"|Attempting to reconstruct cross-reference table|accepting invalid xref table entry|invalid xref entry"
    r"|error reading xref|extraneous whitespace seen before xref|reported number of objects|Cross-reference stream"
    r"|expected endstream|attempting to recover stream length|recovered stream length|stream keyword followed by"
    r"|expected endobj|EOF after endobj|expected n n obj|invalid /ID in trailer|dictionary has duplicated key"
    r"|name with stray #|expected dictionary key|unknown token while reading object; treating as string"
    r"|Catalog: setting missing or invalid /Type entry)"
)
_TOO_MUCH = re.compile(r"bad_alloc|limits error|memory limit|giving up|too many")
_ACTIVE_WORDS = re.compile(rb"/(JavaScript|Launch|SubmitForm|ImportData|RichMedia|XFA)\b")
_ESCAPED = re.compile(rb"#([0-9A-Fa-f]{2})")


def inspect_pdf(data: bytes, limits: Limits, nested: int = 0) -> Finding:
    """Return what an honest PDF is, or raise `Refused`. Small faults of scanners are taken and noted."""
    _refuse_cut_off(data)
    pikepdf.settings.set_qpdf_limits(flate_max_memory=_STRUCTURE)
    try:
        with pikepdf.open(BytesIO(data), inherit_page_attributes=False, conversion_mode="explicit") as pdf:
            return _inspect_open(pdf, data, limits, nested)
    except pikepdf.PasswordError:
        raise Refused("pdf_password") from None
    except pikepdf.PdfError as failure:
        raise Refused(_failure_code(str(failure))) from failure


def _inspect_open(pdf: Pdf, data: bytes, limits: Limits, nested: int) -> Finding:
    warnings: list[str] = []
    if "/Collection" in pdf.Root:
        raise Refused("pdf_portfolio")
    pages = count_pages(pdf, limits)
    attachments = Attachments()
    for held, entries in dictionaries(pdf):
        refuse_active(held, entries, limits)
        attachments.note(held, entries)
    for name, kind, content in attachments.inspect(limits):
        if "pdf_attachments" not in warnings:
            warnings.append("pdf_attachments")
        if kind == kinds.PDF:
            _inspect_inner(name, content, limits, nested)
    if _complaints(pdf):
        _refuse_hidden_activity(data)
        warnings.append("pdf_repaired")
    _refuse_other_reading(data, pages)
    if pdf.is_encrypted:
        warnings.append("pdf_restricted")
    return Finding(kinds.PDF, pages, tuple(warnings))


def _refuse_cut_off(data: bytes) -> None:
    """Refuse a file whose own end is missing: no end mark, or objects after the last one, or shorter than it says."""
    marks = list(_END.finditer(data))
    if not marks or _OBJECT.search(data, marks[-1].end()):
        raise Refused("pdf_truncated")
    if (linear := _LINEAR_LENGTH.search(data, 0, 2048)) and int(linear[1]) > len(data):
        raise Refused("pdf_truncated")


def _failure_code(message: str) -> str:
    if "ncryption" in message or "Unsupported /R or /V" in message:
        return "pdf_locked"
    return "too_complex" if _TOO_MUCH.search(message) else "pdf_damaged"


def _complaints(pdf: Pdf) -> list[str]:
    """What qpdf had to repair, all of it harmless; raise `Refused` for what may have lost or hidden content."""
    complaints = [str(warning) for warning in pdf.get_warnings()]
    for complaint in complaints:
        if not _HARMLESS.match(complaint):
            raise Refused("too_complex" if _TOO_MUCH.search(complaint) else "pdf_damaged")
    return complaints


def _refuse_hidden_activity(data: bytes) -> None:
    """In a repaired file another reader may find objects that qpdf does not, so its raw bytes are searched too."""
    plain = _ESCAPED.sub(lambda escaped: bytes([int(escaped[1], 16)]), data)
    if _ACTIVE_WORDS.search(plain):
        raise Refused("pdf_javascript")


def _inspect_inner(name: str, data: bytes, limits: Limits, nested: int) -> None:
    cause = None
    if nested < _NESTED:
        try:
            inspect_pdf(data, limits, nested + 1)
        except Refused as refused:
            cause = refused
        else:
            return
    raise Refused("pdf_embedded_file", name=name) from cause


def count_pages(pdf: Pdf, limits: Limits) -> int:
    """Count the leaves of the page tree; refuse cycles, holes, lost content, too many pages, and none."""
    seen, pages = set(), 0
    pending: list[tuple[Object | None, int]] = [(pdf.Root.get("/Pages"), 0)]
    while pending:
        node, depth = pending.pop()
        if not isinstance(node, Dictionary) or depth > _TREE_DEPTH or (node.objgen in seen and node.is_indirect):
            raise Refused("pdf_damaged")
        seen.add(node.objgen)
        kids = node.get("/Kids")
        if isinstance(kids, Array):
            if len(kids) > limits.pages:
                raise Refused("too_many_pages", limit=limits.pages)
            pending.extend((kid, depth + 1) for kid in reversed(list(kids)))
            continue
        _refuse_lost_content(node)
        pages += 1
        if pages > limits.pages:
            raise Refused("too_many_pages", limit=limits.pages)
    if not pages:
        raise Refused("pdf_no_pages")
    return pages


def _refuse_lost_content(page: Object) -> None:
    """Refuse a page that names content or pictures which are not in the file."""
    resources = page.get("/Resources")
    drawn = resources.get("/XObject") if isinstance(resources, Dictionary) else None
    named = [value for key, value in page.items() if key == "/Contents"]
    if named and isinstance(named[0], Array):
        named = list(named[0])
    if isinstance(drawn, Dictionary):
        named += [value for _, value in drawn.items()]
    if any(not isinstance(value, Stream) for value in named):
        raise Refused("pdf_damaged")


def _refuse_other_reading(data: bytes, pages: int) -> None:
    """Refuse a file in which the program that draws the pages finds other pages than the one that inspects them."""
    try:
        with pypdfium2.PdfDocument(data) as document:
            found = len(document)
    except pypdfium2.PdfiumError as failure:
        raise Refused("pdf_damaged") from failure
    if found != pages:
        raise Refused("pdf_damaged")
