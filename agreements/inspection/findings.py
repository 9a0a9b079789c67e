"""What an inspection may cost and what it can find. Plain data, known to both sides of the process boundary."""

from dataclasses import dataclass


@dataclass(frozen=True)
class Limits:
    """What one uploaded file may be, and what looking at it may cost.

    `bytes`: size of the file (1 MB is 1,000,000 bytes). `pages`: pages of a PDF or TIFF. `pixels`: width times height
    of any one picture; 80 million is an A3 sheet at 600 dpi. `seconds`: processor time to look at the whole file;
    three times as much may pass by the clock. `memory`: address space of the process that looks, in bytes.
    """

    bytes: int = 25_000_000
    pages: int = 200
    pixels: int = 80_000_000
    seconds: int = 15
    memory: int = 1_500_000_000


DEFAULT = Limits()


@dataclass(frozen=True)
class Finding:
    """A file that may be taken: its real media type, its pages, and codes of `refusals.WARNINGS`, in order."""

    media_type: str
    pages: int
    warnings: tuple[str, ...] = ()


class Refused(Exception):
    """A file that may not be taken: a code of `refusals.SENTENCES` and the values that its sentence names."""

    def __init__(self, code: str, **params: str | int) -> None:
        super().__init__(code, params)
        self.code = code
        self.params = params
