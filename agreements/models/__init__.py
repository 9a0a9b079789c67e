"""Signed documents on their way to the register, the register itself, and its sealed PDFs."""

from .copies import PublicCopy
from .handins import AdvisorySeen, HandIn, HandInAction
from .papers import CouncilAct, Instrument, PageImage, Scan, Signature, Transcription
from .questions import Question, QuestionFile
from .register import EntryInstrument, RegistryEntry, SealedPdf
from .senders import Sender

__all__ = [
    "AdvisorySeen",
    "CouncilAct",
    "EntryInstrument",
    "HandIn",
    "HandInAction",
    "Instrument",
    "PageImage",
    "PublicCopy",
    "Question",
    "QuestionFile",
    "RegistryEntry",
    "Scan",
    "SealedPdf",
    "Sender",
    "Signature",
    "Transcription",
]
