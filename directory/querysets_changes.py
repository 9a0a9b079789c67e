from __future__ import annotations

import datetime as dt

from django.db import models


class HandoverQuerySet(models.QuerySet):
    def waiting(self) -> HandoverQuerySet:
        """Those that nobody has accepted or taken back; the link of one may have expired and can be sent anew."""
        return self.filter(invitation__accepted_at=None, invitation__withdrawn_at=None)


class SilenceQuerySet(models.QuerySet):
    def open(self) -> SilenceQuerySet:
        """Nobody has answered, and nobody new is seated."""
        return self.filter(ended_at=None)

    def running(self, today: dt.date) -> SilenceQuerySet:
        """Open, and the notice has not run out: nobody new can be seated."""
        return self.open().filter(runs_until__gt=today)
