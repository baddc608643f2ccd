"""A third site in three languages: the front page lists every ad three times (variant 0), the list to begin with is the
English one (1), or the front page only lets one choose a language (2). The ads are those of the second such site."""

from datetime import datetime
from html import escape

from demo.answer import Answer, Request
from demo.unknown_sites.look import Look
from demo.unknown_sites.trilingual import LANGS
from demo.unknown_sites.trilingual_two import FOLDER, SecondTrilingualSite

_LISTED = 12


class ThirdTrilingualSite(SecondTrilingualSite):
    """``truth`` maps external ids to *Ad out* rows (the Danish one); ``answer`` answers a request."""

    def __init__(self, look: Look, now: datetime) -> None:
        super().__init__(look, now)
        self.start = "uk/" if look.variant == 1 else ""

    def answer(self, request: Request) -> Answer:
        """Answer one request."""
        if request.path != "/":
            return super().answer(request)
        if self.look.variant == 2:
            links = "".join(f'<li><a href="/{folder}/">{lang}</a></li>' for lang, folder in FOLDER.items())
            return self._page("en", "", f"<h1>Bro</h1><ul>{links}</ul>", "other", ())
        asked = request.query.get("page", "1")
        return self._mixed(int(asked) if asked.isdecimal() and len(asked) < 4 else 1)

    def _mixed(self, number: int) -> Answer:
        entries = [
            (sample, lang)
            for sample in self.samples
            for lang in sorted(LANGS, key=lambda lang: lang + sample.external_id[-1:])
        ]
        shown = entries[(number - 1) * _LISTED : number * _LISTED]
        items = "".join(
            f'<div class="entry"><a href="/{FOLDER[lang]}/{sample.external_id}">{escape(self.said[sample.external_id][lang].title)}</a>'
            f"<em>{escape(sample.state.town.city)}</em></div>"
            for sample, lang in shown
        )
        onward = f'<a rel="next" href="/?page={number + 1}">&raquo;</a>' if number * _LISTED < len(entries) else ""
        return self._page("en", "", f"<div>{items}</div>{onward}", "list", ())
