"""The ornament of the certificate, points joined by an arc, and its QR code: SVG as data addresses."""

from __future__ import annotations

import base64
from io import BytesIO

import segno

INK = "#1c2733"
SIDES = ("#0d5c63", "#9c3d1e", "#5b4b8a", "#57651f")
TINTS = ("#b9d3d3", "#e3c6b8", "#cfc8e2", "#d3d8bb")
WIDTH, HEIGHT = 640, 132
BASE = 118


def side_color(side: int) -> str:
    """The colour of side 1, 2, 3 ...; beyond the fourth they begin again."""
    return SIDES[(side - 1) % len(SIDES)]


def arc(sides: int) -> str:
    """One point for each side, evenly spaced, neighbours joined by an arc that changes colour at its crown."""
    at = [WIDTH * (2 * n + 1) / (2 * sides) for n in range(sides)]
    hairlines, lines, points = [], [], []
    for n in range(sides - 1):
        for height in range(18, 100, 12):
            hairlines += _halves(at[n], at[n + 1], height, TINTS[n % 4], TINTS[(n + 1) % 4], 0.7)
        lines += _halves(at[n], at[n + 1], 102, SIDES[n % 4], SIDES[(n + 1) % 4], 1.7)
        middle, crown = (at[n] + at[n + 1]) / 2, BASE - 102
        points.append(
            f'<path d="M{middle} {crown - 5}L{middle + 5} {crown}L{middle} {crown + 5}L{middle - 5} {crown}Z" '
            f'fill="#ffffff" stroke="{INK}" stroke-width="1"/>'
        )
    for n, x in enumerate(at):
        points.append(f'<circle cx="{x}" cy="{BASE}" r="10" fill="#ffffff" stroke="{SIDES[n % 4]}" stroke-width="0.8"/>')
        points.append(f'<circle cx="{x}" cy="{BASE}" r="5.5" fill="{SIDES[n % 4]}"/>')
    body = "".join(hairlines + lines + points)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{body}</svg>'
    return _data_address(svg.encode())


def _halves(left: float, right: float, height: float, first: str, second: str, weight: float) -> list[str]:
    """An arc from left to right in two colours: two quarter ellipses that meet at the crown."""
    middle, radius = (left + right) / 2, (right - left) / 2
    return [
        f'<path d="M{a} {BASE}A{radius} {height} 0 0 {sweep} {middle} {BASE - height}" '
        f'fill="none" stroke="{color}" stroke-width="{weight}"/>'
        for a, sweep, color in ((left, 1, first), (right, 0, second))
    ]


def qr_code(text: str) -> str:
    """A QR code of the text that survives a crease or a coffee ring (a quarter of it may be lost)."""
    out = BytesIO()
    segno.make(text, error="q", micro=False).save(out, kind="svg", border=0, dark=INK, svgclass=None, lineclass=None)
    return _data_address(out.getvalue())


def _data_address(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
