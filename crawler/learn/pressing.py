"""Numbers that only the page's own script can show: press the button in the browser and read the page after that."""

from collections.abc import Callable, Sequence

from crawler.learn.looks import Rendered
from crawler.learn.reveal import reveal_buttons
from crawler.learn.samples import Sample
from crawler.learn.slots import Slots
from crawler.parse import find_plain_phones
from crawler.plain_text import element_text

MOST_BUTTONS = 3
LOOKED_AT = 12
Browse = Callable[[str, str], Rendered | None]


def find_press(samples: Sequence[Sample], browse: Browse) -> tuple[str, list[Sample]] | None:
    """Return the button's selector and the sample pages after it was pressed, or None when no button shows a number."""
    # An ad whose text says its number shows nothing new when the button is pressed.
    samples = sorted(samples, key=lambda sample: len(_numbers(sample)))
    for button in list(reveal_buttons(Slots(samples)))[:MOST_BUTTONS]:
        shown = [_pressed(sample, button, browse) for sample in samples[:2]]
        news = [
            _new_numbers(before, after) for before, after in zip(samples[:2], shown, strict=True) if after is not None
        ]
        if len(news) == len(samples[:2]) and all(news) and len({number for new in news for number in new}) > 1:
            pressed = [after or before for before, after in zip(samples[:2], shown, strict=True)]
            for sample in samples[2:LOOKED_AT]:
                after = _pressed(sample, button, browse)
                pressed.extend([after] if after else [])
            return button, pressed
    return None


def _pressed(sample: Sample, button: str, browse: Browse) -> Sample | None:
    rendered = browse(sample.url, button)
    if rendered is None:
        return None
    rendered.page.link_text = sample.link_text
    return rendered.page


def _new_numbers(before: Sample, after: Sample) -> set[str]:
    return _numbers(after) - _numbers(before)


def _numbers(page: Sample) -> set[str]:
    """Return the numbers on a page, line by line: a postcode above a number is no part of it."""
    return {number for line in element_text(page.tree).split("\n") for number in find_plain_phones(line)}
