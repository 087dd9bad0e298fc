"""A view as a sheet for a wall: PDF to print, PNG to send."""

from __future__ import annotations

import json
from dataclasses import dataclass
from pathlib import Path
from typing import Literal

import typst

from maps.render import layers, picture, rows
from maps.render.layers import Layer
from maps.render.rows import Row
from maps.render.view import View
from maps.render.words import Words, comma

TEMPLATE = Path(__file__).with_name("poster.typ")

RTL = frozenset({"ar", "ckb", "dv", "fa", "he", "ps", "sd", "ug", "ur", "yi"})
"""Languages written from right to left."""

_SCALES = {"a5": 0.7, "a4": 1.0, "a3": 1.4, "a2": 2.0}
"""Letter size by paper: everything grows with the sheet."""

_ISOLATED = "\u2068%s\u2069"
"""A text with its own direction (FSI and PDI, Unicode Annex 9): else Arabic has a number's + behind it."""

Paper = Literal["a5", "a4", "a3", "a2"]


@dataclass(frozen=True, slots=True)
class Sheet:
    """How a poster is set: the period in words, its foot (address, numbers to text), language, paper."""

    period: str
    foot: tuple[str, ...] = ()
    lang: str = "en"
    paper: Paper = "a4"


WORDS = (
    "heading", "reports", "stands_out_not", "per_km2", "clear", "probable", "hot", "cold", "not_safe",
    "not_safe_why",
)  # fmt: skip
"""What the template says as it stands."""


def pdf(view: View, words: Words, sheet: Sheet, fonts: Path) -> bytes:
    """The poster as PDF, tagged for screen readers, the same bytes for the same view; `fonts` holds TTFs."""
    return _compile(view, words, sheet, fonts, "pdf")


def png(view: View, words: Words, sheet: Sheet, fonts: Path, ppi: int = 110) -> bytes:
    """The poster as PNG, at `ppi` pixels an inch of the paper."""
    return _compile(view, words, sheet, fonts, "png", ppi)


def _compile(
    view: View, words: Words, sheet: Sheet, fonts: Path, kind: Literal["pdf", "png"], ppi: int | None = None
) -> bytes:
    made = typst.compile(  # type: ignore[misc]  # an overload of its stubs cannot be inferred
        TEMPLATE,
        format=kind,
        ppi=ppi,
        font_paths=[str(fonts)],
        ignore_system_fonts=True,  # the same sheet on every machine
        sys_inputs={"data": json.dumps(_data(view, words, sheet), ensure_ascii=False)},
    )
    # A foot line longer than half a sheet runs over: pictures then come as one a sheet.
    return made if isinstance(made, bytes) else made[0]


def _data(view: View, words: Words, sheet: Sheet) -> dict[str, object]:
    """What the template reads."""
    by_key = layers.of(view)
    drawn = picture.draw(view, words, with_names=False)
    lists = [("part:night", words.night), (layers.ALL, words.whole_day)]
    low, high = layers.noise(by_key.values())
    return {
        **{name: getattr(words, name) for name in WORDS},
        "unsure_words": words.unsure,
        "noise": words.noise % {"low": low, "high": high},
        "place": view.place,
        "comma": comma(sheet.lang),
        "period": sheet.period,
        "foot": " · ".join(_ISOLATED % part for part in sheet.foot),
        "paper": sheet.paper,
        "scale": _SCALES[sheet.paper],
        "lang": sheet.lang.split("-")[0],
        "rtl": sheet.lang.split("-")[0] in RTL,
        "ink": picture.INK,
        "ground": picture.PAPER,
        "heat": picture.HEAT,
        "unsure": picture.UNSURE_LINE,
        "hot_colour": picture.SPOTS["hot"][0],
        "cold_colour": picture.SPOTS["cold"][0],
        "has_spots": bool(view.spots),
        "map": {
            "svg": drawn.svg,
            "width": drawn.width,
            "height": drawn.height,
            "alt": words.picture % {"place": view.place},
            "names": [{"text": text, "x": x, "y": y} for text, x, y in drawn.names],
        },
        "steps": [_step(step, words) for step in by_key[layers.ALL].steps],
        "worst": [
            {"heading": heading, "rows": _worst(by_key[key], view, words)}
            for key, heading in lists
            if key in by_key
        ],
    }


def _worst(layer: Layer, view: View, words: Words) -> list[dict[str, object]]:
    return [
        {
            "place": _place(row, words),
            "range": f"{row.low}–{row.high}" if row.low else words.at_most % {"high": row.high},
            "low": row.low > 0,
            "shade": row.shade,
            "state": int(row.state),
        }
        for row in rows.worst(layer, view.labels, 5)
    ]


def _place(row: Row, words: Words) -> str:
    if row.is_inside or not row.place:
        return row.place or row.cell
    return f"{words.km_from % {'km': row.far_km} if row.far_km else words.near} {row.place}"


def _step(step: tuple[int, str | None, str | None], words: Words) -> dict[str, object]:
    shade, low, high = step
    form = words.under if low is None else words.over if high is None else words.between
    return {"shade": shade, "words": form % {"low": low, "high": high}}
