"""Draws static/img/world.svg from Natural Earth's land outlines (public domain, 1:110 million).

usage: python scripts/make_world_map.py LAND.json OUT.svg

LAND.json is Natural Earth's `ne_110m_land` as TopoJSON (for example the file land-110m.json of the npm package
world-atlas). The projection is Equal Earth, the same as in sistercities/common/world.py. Antarctica is left out.
"""

from __future__ import annotations

import json
import sys
from itertools import pairwise
from pathlib import Path
from typing import Any

sys.path.insert(0, str(Path(__file__).resolve().parents[1]))
from sistercities.common.world import SIZE, project

Ring = list[tuple[float, float]]


def arcs_of(topology: dict[str, Any]) -> list[Ring]:
    """Every arc of the file in degrees; the file holds differences of whole numbers."""
    (scale_x, scale_y), (move_x, move_y) = topology["transform"]["scale"], topology["transform"]["translate"]
    found = []
    for arc in topology["arcs"]:
        x = y = 0
        points = []
        for step_x, step_y in arc:
            x, y = x + step_x, y + step_y
            points.append((x * scale_x + move_x, y * scale_y + move_y))
        found.append(points)
    return found


def ring_of(numbers: list[int], arcs: list[Ring]) -> Ring:
    """A ring from its arcs; a negative number is an arc walked backwards."""
    points: Ring = []
    for number in numbers:
        part = arcs[number] if number >= 0 else arcs[~number][::-1]
        points += part[1:] if points else part
    return points


def path_of(ring: Ring) -> str:
    """The ring as a relative path in whole units; steps that round to nothing are dropped."""
    drawn = [tuple(round(value) for value in project(*point)) for point in ring]
    kept = [drawn[0], *(here for before, here in pairwise(drawn) if here != before)]
    if len(kept) < 4:
        return ""
    steps = [(x - a, y - b) for (a, b), (x, y) in pairwise(kept)]
    return f"M{kept[0][0]} {kept[0][1]}l" + " ".join(f"{x} {y}" for x, y in steps[:-1]).replace(" -", "-") + "z"


def unrolled(ring: Ring) -> Ring:
    """The ring with longitudes past 180 degrees where it crosses the date line; the map's edge cuts it off there."""
    east = max(longitude for longitude, _latitude in ring)
    crosses = any(abs(there[0] - here[0]) > 180 for here, there in pairwise(ring))
    return [(lon + 360 if crosses and lon < east - 240 else lon, lat) for lon, lat in ring]


def main(source: Path, target: Path) -> None:
    topology = json.loads(source.read_text())
    arcs = arcs_of(topology)
    polygons = topology["objects"]["land"]["geometries"][0]["arcs"]
    rings = [ring_of(numbers, arcs) for polygon in polygons for numbers in polygon]
    path = "".join(path_of(unrolled(ring)) for ring in rings if max(latitude for _lon, latitude in ring) > -60)
    width, height = SIZE
    target.write_text(
        f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {width} {height}">'
        f'<path id="land" fill="currentColor" d="{path}"/></svg>\n'
    )


if __name__ == "__main__":
    main(Path(sys.argv[1]), Path(sys.argv[2]))
