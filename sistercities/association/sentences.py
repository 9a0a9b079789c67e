"""Sentences that must read the same wherever they stand."""

from django.utils.translation import gettext_lazy as _

# On the questions page, the page of the five stages, the register and the certificate.
RECOGNITION = _(
    "A sister city partnership begins when the heads of both communities sign; the association recognises it when it "
    "receives and records the signed document."
)
# In one line, on the home page.
SISTER_CITY = _(
    "A sister city is a partner for the long run: two communities in two countries that have signed to work together."
)
