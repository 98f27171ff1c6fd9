"""The outline of a recording as a small picture."""

from django import template
from django.utils.html import format_html
from django.utils.safestring import SafeString

register = template.Library()

POINTS, STEP, HEIGHT, LEAST = 60, 3, 48, 1.5


@register.simple_tag
def waveform(outline: bytes | memoryview) -> SafeString:
    """Bars as high as the sound is loud, the loudest the full height; a row of dots while nothing was heard yet.

    One path, coloured and given its width by the style sheet. It says nothing that the line beside it does not say.
    """
    return format_html(
        '<svg class="outline" viewBox="0 0 {} {}" preserveAspectRatio="none" aria-hidden="true"><path d="{}"/></svg>',
        POINTS * STEP,
        HEIGHT,
        drawn(bytes(outline) or bytes(POINTS)),
    )


def drawn(outline: bytes) -> str:
    loudest = max(outline) or 1
    stride = POINTS * STEP / len(outline)
    return "".join(bar((i + 0.5) * stride, value / loudest) for i, value in enumerate(outline))


def bar(x: float, loudness: float) -> str:
    height = max(loudness * (HEIGHT - 4), LEAST)
    return f"M{x:.1f} {(HEIGHT - height) / 2:.1f}v{height:.1f}"
