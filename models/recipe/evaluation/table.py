"""The table: one row a figure, with its bar, what was measured, on how many, and whether it holds."""

from __future__ import annotations

import json
from dataclasses import asdict, dataclass, field
from pathlib import Path

import numpy as np


@dataclass(frozen=True)
class Bar:
    """What a figure must reach: at least, or at most."""

    value: float
    at_most: bool = False

    def holds(self, measured: float) -> bool:
        """False as well where nothing could be measured."""
        return bool(measured <= self.value if self.at_most else measured >= self.value)


@dataclass(frozen=True)
class Row:
    figure: str
    measured: float
    count: int
    bar: Bar | None = None
    percent: bool = False
    note: str = ""

    def text(self, value: float) -> str:
        if not np.isfinite(value):
            return "-"
        return f"{100 * value:.1f} %" if self.percent else f"{value:.3f}" if abs(value) >= 0.1 else f"{value:.4f}"

    def line(self) -> str:
        must = f"{'<=' if self.bar.at_most else '>='} {self.text(self.bar.value)}" if self.bar else ""
        verdict = ("pass" if self.bar.holds(self.measured) else "MISS") if self.bar else ""
        return f"{self.figure:66} {must:>10}  {self.text(self.measured):>8}  {self.count:>6}  {verdict:4}  {self.note}".rstrip()


@dataclass
class Section:
    title: str
    rows: list[Row] = field(default_factory=list)

    def add(self, *row, **more) -> None:
        self.rows.append(Row(*row, **more))


def show(sections: list[Section]) -> str:
    lines = [f"{'figure':68} {'must':>10}  {'measured':>8}  {'n':>6}"]
    for section in sections:
        lines += ["", section.title, *("  " + row.line() for row in section.rows)]
    rated = [row for section in sections for row in section.rows if row.bar]
    held = sum(row.bar.holds(row.measured) for row in rated)
    return "\n".join([*lines, "", f"{held} of {len(rated)} bars hold"])


def save(sections: list[Section], about: str, path: Path) -> None:
    """The same as JSON: numbers that are not finite become null."""
    def plain(row: Row) -> dict:
        entry = asdict(row) | {"holds": row.bar.holds(row.measured) if row.bar else None}
        return entry | {"measured": float(row.measured) if np.isfinite(row.measured) else None, "count": int(row.count)}

    found = [{"title": s.title, "rows": [plain(row) for row in s.rows]} for s in sections]
    path.write_text(json.dumps({"about": about, "sections": found}, indent=1) + "\n")
