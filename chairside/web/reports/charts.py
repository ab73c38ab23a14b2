"""Charts as pictures (SVG) for both themes; the table beside each says the same, and is the truth.

A picture holds no script, and its one style sheet is allowed by its own hash: nothing is loosened for it.
"""

from __future__ import annotations

import base64
import hashlib
from collections.abc import Sequence
from typing import Any
from xml.etree.ElementTree import Element, tostring

import pygal
from django.http import HttpResponse
from pygal.style import Style

LIGHT = {"ink": "#1c2422", "soft": "#57625e", "line": "#e2e4df", "paper": "#ffffff"}
DARK = {"ink": "#e8ebea", "soft": "#a3adaa", "line": "#2b3134", "paper": "#181c1f"}
COLOURS = {
    "light": {"good": "#0b6e6e", "open": "#9bb8b4", "bad": "#c4302b", "doubt": "#9a6a00", "other": "#57625e"},
    "dark": {"good": "#4fb8b3", "open": "#3f5f5c", "bad": "#ff7b72", "doubt": "#d8a531", "other": "#a3adaa"},
}
THEMES = {"light": LIGHT, "dark": DARK}
SVG = "{http://www.w3.org/2000/svg}"
WIDTH, HEIGHT = 760, 280
MOST_LABELS = 12

Series = Sequence[tuple[str, str, Sequence[float | None]]]
"""Name, meaning (a key of COLOURS) and values."""


def stacked(labels: Sequence[str], series: Series, theme: str) -> HttpResponse:
    """Draw columns, each made of its parts."""
    return _picture(pygal.StackedBar(**_looks(theme, series), **_every_nth(labels)), labels, series)


def columns(labels: Sequence[str], series: Series, theme: str) -> HttpResponse:
    """Draw columns side by side."""
    return _picture(pygal.Bar(**_looks(theme, series), **_every_nth(labels)), labels, series)


def bars(labels: Sequence[str], series: Series, theme: str) -> HttpResponse:
    """Draw bars from the left, for long names."""
    looks = _looks(theme, series) | {"height": 80 + 34 * max(len(labels), 1), "show_legend": len(series) > 1}
    return _picture(pygal.HorizontalStackedBar(**looks), labels, series)


def _looks(theme: str, series: Series) -> dict[str, Any]:
    chosen, colours = THEMES[theme], COLOURS[theme]
    style = Style(
        background=chosen["paper"],
        plot_background=chosen["paper"],
        foreground=chosen["soft"],
        foreground_strong=chosen["ink"],
        foreground_subtle=chosen["line"],
        guide_stroke_color=chosen["line"],
        major_guide_stroke_color=chosen["line"],
        colors=tuple(colours[meaning] for _, meaning, _ in series),
        opacity="1",
        font_family="sans-serif",
        label_font_size=13,
        major_label_font_size=13,
        legend_font_size=13,
        no_data_font_size=15,
    )
    return {
        "style": style,
        "js": [],
        "width": WIDTH,
        "height": HEIGHT,
        "explicit_size": True,
        "truncate_label": -1,
        "truncate_legend": -1,
        "legend_at_bottom": True,
        "legend_at_bottom_columns": max(len(series), 1),
        "legend_box_size": 12,
        "margin": 8,
        "spacing": 12,
        "disable_xml_declaration": True,
        "value_formatter": _short,
        "include_x_axis": True,
        "no_data_text": "–",
    }


def _every_nth(labels: Sequence[str]) -> dict[str, Any]:
    """Write only so many labels under the columns as can be read."""
    step = -(-len(labels) // MOST_LABELS)
    if step <= 1:
        return {}
    return {"x_labels_major_every": step, "show_minor_x_labels": False}


def _picture(chart: Any, labels: Sequence[str], series: Series) -> HttpResponse:
    chart.x_labels = list(labels)
    for name, _, values in series:
        chart.add(name, list(values))
    drawn = chart.render_tree()
    for parent in list(drawn.iter()):
        for child in list(parent):
            if child.tag in {"script", f"{SVG}script"} or "tooltip-overlay" in child.get("class", ""):
                parent.remove(child)
    answer = HttpResponse(tostring(drawn, encoding="unicode"), content_type="image/svg+xml")
    answer["Content-Security-Policy"] = f"default-src 'none'; style-src {' '.join(_hashes(drawn))}"
    return answer


def _hashes(drawn: Element) -> list[str]:
    """Name each style sheet in the picture by its hash (CSP level 3)."""
    sheets = [one.text or "" for one in drawn.iter() if one.tag in {"style", f"{SVG}style"}]
    digests = [base64.b64encode(hashlib.sha256(sheet.encode()).digest()).decode() for sheet in sheets]
    return [f"'sha256-{digest}'" for digest in digests] or ["'none'"]


def _short(value: float) -> str:
    return f"{value:,.0f}" if value == int(value) else f"{value:,.1f}"
