"""Sentences that must read the same wherever they stand."""

from django.utils.translation import gettext_lazy as _

# On the questions page, the page of the five stages, the register and the certificate.
RECOGNITION = _(
    "A sister city partnership begins when the heads of both communities sign; the association recognises it when it "
    "receives and records the signed document."
)
# The same where more than two sign.
RECOGNITION_OF_MORE = _(
    "A sister city partnership begins when the heads of all its communities sign; the association recognises it when "
    "it receives and records the signed document."
)
# In one line, on the home page.
SISTER_CITY = _(
    "A sister city is a partner for the long run: two communities in two countries that have signed to work together."
)


def recognition(sides: int) -> str:
    """When a partnership of so many communities begins, and when it is recognised."""
    return str(RECOGNITION if sides <= 2 else RECOGNITION_OF_MORE)
