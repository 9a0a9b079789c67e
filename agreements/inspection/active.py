"""Finds what a PDF would do besides showing pages: scripts, programs, forms that send, moving pictures, outside parts.

Every object of the file is looked at, whether or not a page leads to it, so no tree is followed and no cycle can hold
the walk. Names written with escapes (`/J#53`) or through a reference have been resolved by qpdf before they come here.
"""

from collections.abc import Iterator

from pikepdf import Array, Dictionary, Name, Object, Pdf, Stream, String

from agreements.inspection.findings import Limits, Refused

Entries = dict[str, Object | None]

_ACTIONS = {
    b"/JavaScript": "pdf_javascript",
    b"/Launch": "pdf_launch",
    b"/SubmitForm": "pdf_sends_data",
    b"/ImportData": "pdf_sends_data",
    b"/RichMediaExecute": "pdf_multimedia",
    b"/Rendition": "pdf_multimedia",
    b"/Movie": "pdf_multimedia",
    b"/Sound": "pdf_multimedia",
}
_MEDIA = {b"/RichMedia", b"/Screen", b"/Movie", b"/Sound", b"/3D"}
_LEAVES_THE_FILE = {b"/URI", b"/GoToR", b"/GoToE", b"/Thread"}
_SCRIPT_ADDRESSES = (b"javascript:", b"vbscript:", b"data:")
_BLANK = bytes(range(33))  # browsers skip these before an address
_CHAIN = 50


def dictionaries(pdf: Pdf) -> Iterator[tuple[Object, Entries]]:
    """Yield every dictionary and stream of the file, those inside others included, each once, with its entries."""
    for top in pdf.objects:
        pending: list[Object | None] = [top]
        while pending:
            here = pending.pop()
            if isinstance(here, Array):
                inner: list[Object | None] = [*here]
            elif isinstance(here, (Dictionary, Stream)):
                entries: Entries = dict(here.items())
                yield here, entries
                inner = [*entries.values()]
            else:
                continue
            pending.extend(value for value in inner if value is not None and not value.is_indirect)


def refuse_active(held: Object, entries: Entries, limits: Limits) -> None:
    """Raise `Refused` where this dictionary or stream makes the file more than pages to look at."""
    if code := _ACTIONS.get(_name(entries.get("/S"))):
        raise Refused(code)
    if isinstance(entries.get("/JS"), (String, Stream)):
        raise Refused("pdf_javascript")
    subtype = _name(entries.get("/Subtype"))
    if subtype in _MEDIA:
        raise Refused("pdf_multimedia")
    address = entries.get("/URI")
    if isinstance(address, String) and bytes(address).strip(_BLANK).lower().startswith(_SCRIPT_ADDRESSES):
        raise Refused("pdf_javascript")
    if entries.get("/XFA") is not None:
        raise Refused("pdf_xfa")
    if "/OpenAction" in entries or "/AA" in entries:
        _refuse_automatic(entries)
    if isinstance(held, Stream):
        if "/F" in entries:
            raise Refused("pdf_outside")
        if subtype == b"/Image":
            _refuse_large(entries, limits)


def _name(value: Object | None) -> bytes:
    """A name as bytes: many files hold names in the alphabet of the computer that wrote them."""
    return bytes(value) if isinstance(value, Name) else b""


def _refuse_automatic(entries: Entries) -> None:
    """Refuse what happens by itself, on opening or on passing by, and leads out of the file."""
    triggers = [entries.get("/OpenAction")]
    if isinstance(additional := entries.get("/AA"), (Dictionary, Stream)):
        triggers += [value for _, value in additional.items()]
    for _ in range(_CHAIN):
        actions = [action for action in triggers if isinstance(action, (Dictionary, Stream))]
        if not actions:
            return
        if any(_name(action.get("/S")) in _LEAVES_THE_FILE for action in actions):
            raise Refused("pdf_acts_by_itself")
        if len(actions) > _CHAIN:
            break
        triggers = []
        for action in actions:
            following = action.get("/Next")
            triggers += list(following) if isinstance(following, Array) else [following]
    raise Refused("too_complex")


def _refuse_large(image: Entries, limits: Limits) -> None:
    width, height = _length(image.get("/Width")), _length(image.get("/Height"))
    if width * height > limits.pixels:
        raise Refused("picture_too_large", width=width, height=height, limit=limits.pixels // 1_000_000)


def _length(value: Object | None) -> int:
    try:
        return max(0, int(value or 0))
    except (TypeError, ValueError, OverflowError):
        return 0
