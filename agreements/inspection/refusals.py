"""What is said to the person whose file is not taken: what is wrong, and what to do now."""

from django.core.exceptions import ValidationError
from django.utils.translation import gettext_lazy as _

SENTENCES = {
    "empty": _(
        "This file is empty. Perhaps copying it was interrupted. Choose the file again, or scan the paper again."
    ),
    "too_big": _(
        "This file is larger than %(limit)s MB. "
        "Scan the paper again with 200 dpi in grey, or split the file into several, and choose those."
    ),
    "too_many_pages": _(
        "This file has more than %(limit)s pages. Choose only the pages that were signed and what belongs to them, "
        "or split the file into several."
    ),
    "too_complex": _(
        "Checking this file takes too long. Print it and scan the paper with 200 or 300 dpi, and choose that file."
    ),
    "unreadable": _(
        "This file cannot be read. Copy it again from where it came from, or print and scan it, and choose that file."
    ),
    "pdf_password": _(
        "This PDF asks for a password to open. "
        "Save a copy without a password, or print and scan it, and choose that file."
    ),
    "pdf_locked": _(
        "This PDF is locked, so that only certain people or programs can open it. "
        "Ask for a copy that is not locked, or print and scan it, and choose that file."
    ),
    "pdf_truncated": _(
        "The end of this PDF is missing. Perhaps copying or sending it was interrupted. "
        "Copy it again from where it came from, or print and scan it, and choose that file."
    ),
    "pdf_damaged": _(
        "This PDF is damaged, and parts of it may be lost. "
        "Copy it again from where it came from, or print and scan it, and choose that file."
    ),
    "pdf_no_pages": _(
        "This PDF has no pages. Open it on your computer to see whether it is the right file, and choose again."
    ),
    "pdf_javascript": _(
        "This PDF contains a script, which can change what the PDF shows. "
        "Print it and scan the paper, and choose that file."
    ),
    "pdf_launch": _(
        "This PDF can start a program on the computer of those who open it. "
        "Print it and scan the paper, and choose that file."
    ),
    "pdf_sends_data": _(
        "This PDF is a form that sends or fetches what is filled in. Print it and scan the paper, and choose that file."
    ),
    "pdf_acts_by_itself": _(
        "This PDF opens an address or another file by itself. Print it and scan the paper, and choose that file."
    ),
    "pdf_multimedia": _(
        "This PDF contains film, sound or a moving model. Print it and scan the paper, and choose that file."
    ),
    "pdf_xfa": _(
        "This PDF is a form that does not look the same in every program. "
        "Print it and scan the paper, and choose that file."
    ),
    "pdf_outside": _(
        "Part of what this PDF shows lies in another file. Print it and scan the paper, and choose that file."
    ),
    "pdf_portfolio": _(
        "This PDF is a folder with other files in it. Save each of them as a PDF of its own, and choose those."
    ),
    "pdf_embedded_program": _(
        "A program is hidden inside this PDF (%(name)s). Do not open it. "
        "Print the PDF and scan the paper, and choose that file."
    ),
    "pdf_embedded_file": _(
        "This PDF has another file inside it (%(name)s) which cannot be taken. "
        "Print the PDF and scan the paper, and choose that file."
    ),
    "picture_damaged": _(
        "This picture is damaged or its end is missing. "
        "Copy it again from the camera or scanner, or scan the paper again, and choose that file."
    ),
    "picture_too_large": _(
        "This file holds a picture of %(width)s by %(height)s points; a picture may have at most %(limit)s million. "
        "Scan the paper again with 300 dpi, and choose that file."
    ),
    "picture_moves": _("This picture moves. Scan the paper, and choose that file."),
}

KINDS = {
    "office": _(
        "This is a document from an office program, not a scan. "
        "Print it, have it signed, scan the signed paper as PDF, and choose that file."
    ),
    "web_page": _(
        "This is a web page, not a document. Perhaps the page around the document was saved. "
        "Save the document itself as PDF, JPEG, PNG, TIFF or HEIC, and choose that file."
    ),
    "svg": _("This is a drawing (SVG), not a scan. Save it as PDF, or print and scan it, and choose that file."),
    "other_picture": _(
        "This is a picture of a kind that cannot be taken. "
        "Save it as JPEG or PNG, or scan the paper, and choose that file."
    ),
    "postscript": _("This is a print file (PostScript). Save it as PDF, or print and scan it, and choose that file."),
    "archive": _("This is a packed folder. Unpack it on your computer, and choose the documents in it one by one."),
    "mail": _("This is an e-mail. Save the document that came with it, and choose that file."),
    "text": _(
        "This is plain text, not a scan. Scan the signed paper as PDF, JPEG, PNG, TIFF or HEIC, and choose that file."
    ),
    "xml": _(
        "This is a data file, not a scan. Scan the signed paper as PDF, JPEG, PNG, TIFF or HEIC, and choose that file."
    ),
    "recording": _(
        "This is a film or sound recording. Scan the signed paper, or take a photograph of it, and choose that file."
    ),
    "program": _(
        "This is a program, not a document. "
        "Scan the signed paper as PDF, JPEG, PNG, TIFF or HEIC, and choose that file."
    ),
    "unknown": _(
        "This is not a PDF, JPEG, PNG, TIFF or HEIC file, whatever its name says. "
        "Scan the signed paper in one of these forms, and choose that file."
    ),
}

WARNINGS = {
    "name_differs": _("The name of this file says one kind, its content is another. The content counts."),
    "picture_small": _("This picture is small. Look whether every word can be read."),
    "pdf_repaired": _("This PDF has small faults that were read around. Look whether every page is complete."),
    "pdf_restricted": _("This PDF opens for everyone but restricts printing or editing. It is kept exactly as it is."),
    "pdf_attachments": _("This PDF has other files inside it. They are kept with it but not shown as pages."),
}


class UploadRefused(ValidationError):
    """The file is not taken. The message is a full sentence; `code` stays the same for ever.

    `code` is "wrong_type", with a sentence of KINDS by the parameter `kind`, or a key of SENTENCES.
    """

    def __init__(self, code: str, **params: str | int) -> None:
        sentence = KINDS[str(params["kind"])] if code == "wrong_type" else SENTENCES[code]
        super().__init__(sentence, code=code, params=params)
