"""The world map's geometry: the Equal Earth projection and arcs between places."""

from __future__ import annotations

import math
from dataclasses import dataclass

# The drawing's width and height; its outlines are static/img/world.svg.
SIZE = (1000, 440)
_CENTRE = (500.0, 248.0)
_SCALE = 184.5
_A = (1.340264, -0.081106, 0.000893, 0.003796)

Place = tuple[float, float]


def project(longitude: float, latitude: float) -> tuple[float, float]:
    """Degrees to units of the drawing (Equal Earth: Šavrič, Patterson and Jenny, 2018)."""
    root = math.sqrt(3) / 2
    t = math.asin(root * math.sin(math.radians(latitude)))
    t2, t6 = t * t, t**6
    slope = _A[0] + 3 * _A[1] * t2 + t6 * (7 * _A[2] + 9 * _A[3] * t2)
    x = math.radians(longitude) * math.cos(t) / (root * slope)
    y = t * (_A[0] + _A[1] * t2 + t6 * (_A[2] + _A[3] * t2))
    return _CENTRE[0] + x * _SCALE, _CENTRE[1] - y * _SCALE


@dataclass(frozen=True)
class MapArc:
    """An arc between two points of the drawing; one that crosses the date line leaves it and comes back in."""

    x1: float
    y1: float
    x2: float
    y2: float
    path: str


def arc(a: Place, b: Place) -> MapArc:
    """The shorter way from place `a` to place `b`, each (longitude, latitude); higher the farther they are apart."""
    (x1, y1), (x2, y2) = project(*a), project(*b)
    turn = 360.0 if b[0] - a[0] < -180 else -360.0 if b[0] - a[0] > 180 else 0.0
    path = _bow((x1, y1), project(b[0] + turn, b[1]))
    if turn:
        path += _bow(project(a[0] - turn, a[1]), (x2, y2))
    return MapArc(round(x1, 1), round(y1, 1), round(x2, 1), round(y2, 1), path)


def _bow(start: Place, end: Place) -> str:
    (x1, y1), (x2, y2) = start, end
    crown = max(min(y1, y2) - abs(y2 - y1) / 2 - 0.12 * abs(x2 - x1) - 3, 6)
    return f"M{x1:.1f} {y1:.1f}Q{(x1 + x2) / 2:.1f} {2 * crown - (y1 + y2) / 2:.1f} {x2:.1f} {y2:.1f}"
