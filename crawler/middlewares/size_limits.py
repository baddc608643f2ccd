"""Remember how many bytes travelled, before unpacking, so that the guard can tell a bomb by its ratio (T-02)."""

from scrapy import Request
from scrapy.exceptions import IgnoreRequest
from scrapy.http import Response

# "gzip, gzip, gzip": nobody packs a page twice in good faith.
MOST_LAYERS = 1


class SizeLimits:
    """Note the packed size of an answer; refuse one that is packed more than once."""

    def process_response(self, request: Request, response: Response) -> Response:
        """Runs before Scrapy unpacks."""
        layers = [layer for value in response.headers.getlist("Content-Encoding") for layer in value.split(b",")]
        if len(layers) > MOST_LAYERS:
            raise IgnoreRequest("packed more than once")
        if layers:
            request.meta["packed_bytes"] = max(len(response.body), 1)
        return response
