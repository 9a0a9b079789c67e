"""What a benchmark says, as a table row and as a line of bench.json."""

import json
from collections.abc import Iterable
from dataclasses import asdict, dataclass
from pathlib import Path
from typing import Literal


@dataclass(frozen=True)
class Result:
    """`value` is held against `limit`, measured in the same run; `ratio` is compared with `target`."""

    name: str
    value: float
    limit: float
    unit: str
    ratio: float
    target: float
    better: Literal["lower", "higher"]

    @property
    def is_met(self) -> bool:
        return self.ratio <= self.target if self.better == "lower" else self.ratio >= self.target


def table(results: Iterable[Result]) -> str:
    """The results in lines of equal columns."""
    rows = [("benchmark", "value", "held against", "unit", "ratio", "target", "")]
    for result in results:
        sign = "<=" if result.better == "lower" else ">="
        rows.append(
            (
                result.name,
                f"{result.value:.3f}",
                f"{result.limit:.3f}",
                result.unit,
                f"{result.ratio:.2f}",
                f"{sign} {result.target:.2f}",
                "met" if result.is_met else "MISSED",
            )
        )
    widths = [max(len(row[column]) for row in rows) for column in range(len(rows[0]))]
    lines = ("  ".join(cell.ljust(width) for cell, width in zip(row, widths, strict=True)).rstrip() for row in rows)
    return "\n".join(lines)


def write(results: Iterable[Result], path: Path) -> None:
    path.write_text(json.dumps([asdict(result) for result in results], indent=2) + "\n", encoding="utf-8")
