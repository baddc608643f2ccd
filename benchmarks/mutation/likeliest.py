"""In which order tests are asked: those first that are expected to notice soonest, learned from what they noticed before."""

from collections import Counter


class Likeliest:
    """Counts how often each test was asked and noticed, over all and by function."""

    def __init__(self) -> None:
        self._asked: Counter[tuple[str, str]] = Counter()
        self._noticed: Counter[tuple[str, str]] = Counter()

    def learn(self, function: str, asked: list[str], noticed: str) -> None:
        """Take in which tests were asked about a change of a function, in this order, until one noticed (if any did)."""
        until = asked.index(noticed) + 1 if noticed in asked else len(asked)
        for test in asked[:until]:
            for about in (function, ""):
                self._asked[test, about] += 1
                self._noticed[test, about] += test == noticed

    def wait(self, test: str, function: str, seconds: float) -> float:
        """Return the seconds one has to spend on a test until it notices a change of this function, as far as known."""
        over_all = (self._noticed[test, ""] + 1) / (self._asked[test, ""] + 2)
        here = (self._noticed[test, function] + 2 * over_all) / (self._asked[test, function] + 2)
        return seconds / here
