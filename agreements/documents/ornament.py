"""The ornament of the certificate, points joined by an arc, and its QR code: SVG as data addresses."""

from __future__ import annotations

import base64
from io import BytesIO
from itertools import pairwise

import segno

INK = "#1c2230"
SIDES = ("#1f3f7a", "#a63d18", "#6d4183", "#57651f")
TINTS = ("#b6c1d6", "#e6c3b4", "#d4c2da", "#cdd2b4")
WIDTH, HEIGHT = 640, 132
BASE, CROWN = 118, 102


def arc(sides: int) -> str:
    """One point for each side, evenly spaced, neighbours joined by an arc that changes colour at its crown."""
    at = [WIDTH * (2 * n + 1) / (2 * sides) for n in range(sides)]
    hairlines, lines, points = [], [], []
    for n, span in enumerate(pairwise(at)):
        for height in range(18, 100, 12):
            hairlines += _halves(span, height, (TINTS[n % 4], TINTS[(n + 1) % 4]), 0.7)
        lines += _halves(span, CROWN, (SIDES[n % 4], SIDES[(n + 1) % 4]), 1.7)
        x, y = sum(span) / 2, BASE - CROWN
        outline = f"M{x} {y - 5}L{x + 5} {y}L{x} {y + 5}L{x - 5} {y}Z"
        points.append(f'<path d="{outline}" fill="#ffffff" stroke="{INK}" stroke-width="1"/>')
    for n, x in enumerate(at):
        points.append(_point(x, n % 4))
    body = "".join(hairlines + lines + points)
    svg = f'<svg xmlns="http://www.w3.org/2000/svg" viewBox="0 0 {WIDTH} {HEIGHT}">{body}</svg>'
    return _data_address(svg.encode())


def _point(x: float, n: int) -> str:
    """As in the marks of the site: one side a full point, its neighbour a ring, then a diamond and a square."""
    full, hollow = f'fill="{SIDES[n]}"', f'fill="#ffffff" stroke="{SIDES[n]}" stroke-width="4"'
    return (
        f'<circle cx="{x}" cy="{BASE}" r="9" {full}/>',
        f'<circle cx="{x}" cy="{BASE}" r="7" {hollow}/>',
        f'<path d="M{x} {BASE - 11}L{x + 11} {BASE}L{x} {BASE + 11}L{x - 11} {BASE}Z" {full}/>',
        f'<path d="M{x - 7} {BASE - 7}h14v14h-14Z" {hollow}/>',
    )[n]


def _halves(span: tuple[float, float], height: float, colors: tuple[str, str], weight: float) -> list[str]:
    """An arc over the span in two colours: two quarter ellipses that meet at the crown."""
    left, right = span
    middle, radius = (left + right) / 2, (right - left) / 2
    return [
        f'<path d="M{a} {BASE}A{radius} {height} 0 0 {sweep} {middle} {BASE - height}" '
        f'fill="none" stroke="{color}" stroke-width="{weight}"/>'
        for a, sweep, color in ((left, 1, colors[0]), (right, 0, colors[1]))
    ]


def qr_code(text: str) -> str:
    """A QR code of the text that survives a crease or a coffee ring (a quarter of it may be lost)."""
    out = BytesIO()
    segno.make(text, error="q", micro=False).save(out, kind="svg", border=0, dark=INK, svgclass=None, lineclass=None)
    return _data_address(out.getvalue())


def _data_address(svg: bytes) -> str:
    return "data:image/svg+xml;base64," + base64.b64encode(svg).decode()
