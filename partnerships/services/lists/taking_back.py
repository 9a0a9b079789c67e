"""Take back what a list of partnerships added, where nothing else came to rest on it."""

from collections.abc import Collection, Iterable, Mapping, Sequence
from typing import Any

from django.apps import apps
from django.db import models, transaction
from django.utils.translation import gettext

from directory.models import Community, CommunityName, ListLine
from partnerships.models import DateClaim, EarlierRecognition, Partnership, Party, StateClaim, StatePeriod
from partnerships.services.states import rewrite_periods_of

from .rows import LIST_NAME


@transaction.atomic
def take_back(lines: Sequence[ListLine]) -> Mapping[int, str]:
    """Remove what these lines added; returns why something stayed, by the key of its line.

    A recognition that a second person confirmed stays. A partnership stays where anything else says something about
    it, or it was changed by hand; a community where anything refers to it, or it was changed by hand.
    """
    left: dict[int, str] = {}
    made = _Made(lines)
    confirmed = EarlierRecognition.objects.confirmed().filter(pk__in=made.keys("earlier"))
    for pk in confirmed.values_list("pk", flat=True):
        left[made.line_of("earlier", pk)] = gettext("The earlier recognition is confirmed.")
    EarlierRecognition.objects.waiting().filter(pk__in=made.keys("earlier")).delete()
    kept = _remove_partnerships(made, left)
    _remove_claims(made, kept)
    _remove_communities(made, left)
    return left


class _Made:
    """What lines added, by kind, and which line did."""

    def __init__(self, lines: Sequence[ListLine]) -> None:
        self._lines: dict[str, dict[int, int]] = {}
        for line in lines:
            for name, keys in line.made.items():
                self._lines.setdefault(name, {}).update(dict.fromkeys(keys, line.pk))
        self.ids = {line.pk for line in lines}
        self.imports = {line.list_import_id for line in lines}

    def keys(self, name: str) -> Collection[int]:
        return self._lines.get(name, {}).keys()

    def line_of(self, name: str, key: int) -> int:
        return self._lines[name][key]


def _remove_partnerships(made: _Made, left: dict[int, str]) -> set[int]:
    """Remove those that nothing else rests on; the keys of the others."""
    keys = made.keys("partnerships")
    own = {StateClaim: made.keys("states"), DateClaim: made.keys("dates")}
    kept: dict[int, str] = {}
    others = ListLine.objects.about(LIST_NAME).filter(subject_id__in=keys).exclude(list_import__in=made.imports)
    for key, run in others.values_list("subject_id", "list_import"):
        kept[key] = gettext("Import %(n)d lists it too.") % {"n": run}
    for key in changed_by_hand(Partnership, keys):
        kept[key] = gettext("It was changed since.")
    parties = Party.objects.filter(partnership__in=keys)
    owner = dict(parties.values_list("pk", "partnership"))
    rests = dict(_resting(Partnership, keys, {Party, StatePeriod}, own))
    rests |= {owner[party]: what for party, what in _resting(Party, owner.keys(), set(), {})}
    for key, what in rests.items():
        kept[key] = gettext("Something rests on it: %(what)s.") % {"what": what}
    left.update({made.line_of("partnerships", key): why for key, why in kept.items()})
    Partnership.objects.filter(pk__in=set(keys) - kept.keys()).delete()
    return set(kept)


def _remove_claims(made: _Made, kept: Collection[int]) -> None:
    """What the lines said about partnerships that stay for their own sake, where they did not make them."""
    states = StateClaim.objects.filter(pk__in=made.keys("states")).exclude(partnership__in=kept)
    touched = set(states.values_list("partnership", flat=True))
    DateClaim.objects.filter(pk__in=made.keys("dates")).exclude(partnership__in=kept).delete()
    states.delete()
    rewrite_periods_of(partnership_ids=touched)


def _remove_communities(made: _Made, left: dict[int, str]) -> None:
    keys = made.keys("communities")
    kept = {key: gettext("Its community was changed since.") for key in changed_by_hand(Community, keys)}
    for key, what in _resting(Community, keys, {CommunityName}, {}):
        kept[key] = gettext("Something rests on its community: %(what)s.") % {"what": what}
    for key, why in kept.items():
        left.setdefault(made.line_of("communities", key), why)
    Community.objects.filter(pk__in=set(keys) - kept.keys()).delete()


def changed_by_hand(model: type[models.Model], keys: Collection[int]) -> set[int]:
    """Rows whose history knows an update."""
    events: Any = apps.get_model(model._meta.app_label, f"{model.__name__}Event")
    found = events.objects.filter(pgh_obj__in=keys, pgh_label="update").values_list("pgh_obj", flat=True)
    return set(found)


def _resting(
    model: type[models.Model],
    keys: Collection[int],
    passed_over: Collection[type[models.Model]],
    own: Mapping[type[models.Model], Collection[int]],
) -> Iterable[tuple[int, str]]:
    """Rows of any table that refer to these rows, but for tables that go with them and rows that the import added.

    One query for each table that refers to the model: their number is that of the code, not that of the rows.
    """
    for relation in model._meta.get_fields(include_hidden=True):
        if not (relation.auto_created and (relation.one_to_many or relation.one_to_one or relation.many_to_many)):
            continue
        table: Any = relation.related_model
        if relation.concrete or table in passed_over or _is_history(table) or relation.many_to_many:
            continue
        name = relation.field.name  # type: ignore[union-attr]  # relations that point here
        rows = table._base_manager.filter(**{f"{name}__in": list(keys)}).exclude(pk__in=own.get(table, ()))
        for key in rows.values_list(name, flat=True).distinct():
            yield key, str(table._meta.verbose_name)


def _is_history(table: type[models.Model]) -> bool:
    return table.__name__.endswith("Event") and hasattr(table, "pgh_obj")
