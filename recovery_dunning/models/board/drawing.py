"""The charts of the board on paper: SVG that stands in the page itself, drawn from the same numbers."""

from markupsafe import Markup
from odoo import models
from odoo.tools import format_amount

BLUE, RED, GREEN, ORANGE, GREY, PALE = "#3188E6", "#CE4257", "#00A78D", "#F48935", "#6b7280", "#cfe4fb"
AGES = (GREEN, "#FFBC2C", ORANGE, "#EA6175", "#982738")  # from not due to the oldest
LETTER = "font-family:sans-serif;font-size:11px"


class RecoveryBoard(models.AbstractModel):
    _inherit = "recovery.board"

    def _drawn_ages(self, buckets, currency, width=640, height=210):
        """The aged balance as columns, each with its amount."""
        amounts = [bucket["amount"] for bucket in buckets]
        scale = _scale(amounts, height - 60)
        zero = 24 + max(max(amounts, default=0), 0) * scale
        step = width / max(len(buckets), 1)
        parts = []
        for number, (bucket, colour) in enumerate(zip(buckets, AGES, strict=True)):
            left, tall = number * step + step * 0.2, bucket["amount"] * scale
            top = zero - max(tall, 0)
            parts += [
                _box(left, top, step * 0.6, abs(tall), colour),
                _text(left + step * 0.3, top - 6, self._rounded(bucket["amount"], currency)),
                _text(left + step * 0.3, height - 8, bucket["label"], GREY),
            ]
        parts.append(_line(0, zero, width, zero))
        return _picture(width, height, parts)

    def _rounded(self, amount, currency):
        return format_amount(self.env, round(amount), currency, trailing_zeroes=False)

    def _short(self, amount):
        """Thousands as k, millions as M: there is little room."""
        lang = self.env["res.lang"]._lang_get(self.env.lang or self.env.user.lang)
        for size, letter in ((1e6, "M"), (1e3, "k")):
            if abs(amount) >= size:
                return f"{lang.format('%.1f', amount / size)} {letter}"
        return f"{amount:.0f}"

    def _drawn_weeks(self, weeks, width=640, height=230):
        """What comes in by week: promised and planned money apart, and the band in which four weeks in five are."""
        highest = [max(week["high"], week["expected"]) for week in weeks]
        scale = _scale(highest, height - 60)
        zero, step = height - 34, width / max(len(weeks), 1)
        parts = []
        for number, week in enumerate(weeks):
            left, middle = number * step + step * 0.2, number * step + step * 0.5
            rest = max(week["expected"] - week["promised"] - week["planned"], 0.0)
            top = zero
            for amount, colour in ((week["promised"], GREEN), (week["planned"], ORANGE), (rest, BLUE)):
                top -= max(amount, 0.0) * scale
                parts.append(_box(left, top, step * 0.6, max(amount, 0.0) * scale, colour))
            low, high = (zero - max(week[name], 0.0) * scale for name in ("low", "high"))
            parts += [
                _line(middle, low, middle, high, GREY),
                _line(middle - 4, low, middle + 4, low, GREY),
                _line(middle - 4, high, middle + 4, high, GREY),
                _text(middle, height - 18, week["label"], GREY, 9),
                _text(middle, height - 4, self._short(week["expected"]), "#111827", 9),
            ]
        parts.append(_line(0, zero, width, zero))
        return _picture(width, height, parts)

    def _drawn_spark(self, points, width=110, height=26):
        """The line of a figure, without an axis; nothing where there is no line."""
        values = [point["value"] for point in points if point["value"] is not None]
        if len(values) < 2:
            return ""
        low, span = min(values), (max(values) - min(values)) or 1.0
        step = width / (len(values) - 1)
        places = [
            (number * step, height - 3 - (value - low) / span * (height - 6)) for number, value in enumerate(values)
        ]
        path = Markup(" ").join(Markup("%.1f,%.1f") % place for place in places)
        line = Markup('<polyline points="%s" fill="none" stroke="%s" stroke-width="1.5" />') % (path, BLUE)
        return _picture(width, height, [line])


def _picture(width, height, parts):
    frame = Markup('<svg xmlns="http://www.w3.org/2000/svg" width="%s" height="%s" viewBox="0 0 %s %s">%s</svg>')
    return frame % (width, height, width, height, Markup("").join(parts))


def _scale(amounts, height):
    """Points for each unit, so that the highest and the lowest are on the picture."""
    span = max([*amounts, 0.0]) - min([*amounts, 0.0])
    return height / span if span else 0.0


def _box(left, top, width, height, colour):
    return Markup('<rect x="%.1f" y="%.1f" width="%.1f" height="%.1f" fill="%s" />') % (
        left,
        top,
        width,
        height,
        colour,
    )


def _line(x1, y1, x2, y2, colour=GREY):
    return Markup('<line x1="%.1f" y1="%.1f" x2="%.1f" y2="%.1f" stroke="%s" stroke-width="1" />') % (
        *(x1, y1, x2, y2),
        colour,
    )


def _text(x, y, text, colour="#111827", size=11):
    return Markup('<text x="%.1f" y="%.1f" fill="%s" font-size="%s" text-anchor="middle" style="%s">%s</text>') % (
        *(x, y, colour, size),
        LETTER.replace("11px", f"{size}px"),
        text,
    )
