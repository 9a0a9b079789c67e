"""Letters on paper: the address where the window of the envelope is, the letterhead, pages counted for each letter."""

import io
import re

import nh3
import pikepdf
from django.template.loader import render_to_string
from django.utils.safestring import mark_safe
from django.utils.timezone import localdate
from django.utils.translation import gettext as _

from agreements.documents.certificate import RenderRefused
from agreements.documents.renderer import render_pdf
from agreements.models import RegistryEntry
from agreements.pdf_versions import pdf_versions
from sistercities.association.selectors import association_context
from sistercities.desk.print_batches import CannotPrint
from sistercities.post.models import Mail

# What `emails/base.html` puts between head and foot: on paper these are the letterhead's.
_BODY = re.compile(r"<!-- letter -->(.*)<!-- end of letter -->", re.DOTALL)
_TAGS = {"p", "h1", "h2", "h3", "ul", "ol", "li", "strong", "em", "br", "a", "blockquote"}


def print_letter(mail: Mail, paper: str) -> bytes:
    """One letter as PDF on that paper (a value of PrintBatch.Paper), with the agreement PDF that belongs to it.

    CannotPrint, with the reason, if it is refused, or if that PDF is not made yet.
    """
    enclosed = _enclosed(mail.enclosure)
    try:
        letter = render_pdf(letter_html(mail, paper), pictures={}, attachments=[])
    except RenderRefused as refused:
        raise CannotPrint(str(refused)) from refused
    return bind([letter, *enclosed])[0] if enclosed else letter


def letter_html(mail: Mail, paper: str) -> str:
    """The HTML that is rendered. A letter whose secret text was removed says so in its place."""
    context = {
        **association_context(),
        "mail": mail,
        "body": _body(mail.html),
        "day": localdate(mail.written_at),
        "address": mail.postal.on_envelope(),
        "paper": paper,
    }
    return render_to_string("pdf/post_letter.html", context)


def bind(letters: list[bytes]) -> tuple[bytes, int]:
    """Several letters as one PDF, and the number of its pages."""
    bound = pikepdf.Pdf.new()
    for letter in letters:
        with pikepdf.Pdf.open(io.BytesIO(letter)) as source:
            bound.pages.extend(source.pages)
    out = io.BytesIO()
    bound.save(out, deterministic_id=True)
    return out.getvalue(), len(bound.pages)


def _enclosed(number: str) -> list[bytes]:
    """The agreement PDF as everybody gets it today: a file that was withheld since the letter is not in it."""
    if not number:
        return []
    pdf = pdf_versions(RegistryEntry.objects.get(number=number)).served
    if pdf is None:
        said = _("The agreement PDF of %(number)s, which is printed behind it, is still being made. Try again soon.")
        raise CannotPrint(said % {"number": number})
    with pdf.file.open("rb") as source:
        return [_to_print(source.read())]


def _to_print(sealed: bytes) -> bytes:
    """Its pages as they look on paper: without the seal's field, which is nothing outside the sealed file."""
    with pikepdf.Pdf.open(io.BytesIO(sealed)) as pdf:
        for owner, name in ((pdf.Root, "/AcroForm"), *((page.obj, "/Annots") for page in pdf.pages)):
            if name in owner:
                del owner[name]
        out = io.BytesIO()
        pdf.save(out, deterministic_id=True)
    return out.getvalue()


def _body(html: str) -> str:
    """What the letter says, with a short list of tags; a link keeps its address, which the style sheet prints."""
    found = _BODY.search(html)
    clean = nh3.clean(
        found[1] if found else html,
        tags=_TAGS,
        attributes={"a": {"href"}, "*": {"lang", "dir"}},
        clean_content_tags={"style", "script"},
        url_schemes={"http", "https", "mailto"},
        link_rel=None,
    )
    return mark_safe(clean)  # noqa: S308 - cleaned on the line above
