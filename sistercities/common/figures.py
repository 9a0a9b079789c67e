"""Headline numbers: each with a definition, counted on a day. Apps register theirs in `ready()`."""

from __future__ import annotations

import datetime as dt
from collections.abc import Callable
from dataclasses import dataclass

from django.utils.functional import Promise


@dataclass(frozen=True)
class Figure:
    """`count` gives the number on a day; `address` leads to the rows that are counted."""

    name: str
    label: str | Promise
    definition: str | Promise
    count: Callable[[dt.date], int]
    address: Callable[[], str]
    order: int


@dataclass(frozen=True)
class CountedFigure:
    """A figure with its number and the day on which it was counted."""

    figure: Figure
    number: int
    as_of: dt.date
    address: str


_figures: dict[str, Figure] = {}


def register_figure(figure: Figure) -> None:
    """A second figure of the same name is a programming error (ValueError)."""
    if figure.name in _figures:
        raise ValueError(f"Figure {figure.name!r} is registered twice.")
    _figures[figure.name] = figure


def counted_figures(on_date: dt.date) -> list[CountedFigure]:
    """Every figure as of that day, one query each."""
    known = sorted(_figures.values(), key=lambda figure: figure.order)
    return [CountedFigure(figure, figure.count(on_date), on_date, figure.address()) for figure in known]
