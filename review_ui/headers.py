"""Safety headers on every answer, and the size limit on every request (safety.md §8).

Plain ASGI, so that it also covers errors of the framework itself.
"""

from starlette.datastructures import MutableHeaders
from starlette.responses import PlainTextResponse
from starlette.types import ASGIApp, Message, Receive, Scope, Send

MAX_BODY = 1_000_000
CONTENT_POLICY = (
    "default-src 'none'; script-src 'self'; style-src 'self'; img-src 'self' data:; connect-src 'self'; "
    "form-action 'self'; frame-ancestors 'none'; base-uri 'none'; manifest-src 'self'; "
    # No script may hand text to a parser of HTML or scripts, and none may make itself an exception.
    "require-trusted-types-for 'script'; trusted-types 'none'"
)
# What the browser may not do for our pages, even if asked (https://w3c.github.io/webappsec-permissions-policy/).
SWITCHED_OFF = (
    "accelerometer",
    "autoplay",
    "browsing-topics",
    "camera",
    "clipboard-read",
    "display-capture",
    "encrypted-media",
    "fullscreen",
    "geolocation",
    "gyroscope",
    "hid",
    "idle-detection",
    "local-fonts",
    "magnetometer",
    "microphone",
    "midi",
    "payment",
    "picture-in-picture",
    "screen-wake-lock",
    "serial",
    "usb",
    "xr-spatial-tracking",
)
HEADERS = {
    "Content-Security-Policy": CONTENT_POLICY,
    "Cross-Origin-Opener-Policy": "same-origin",
    "Cross-Origin-Resource-Policy": "same-origin",
    "Cross-Origin-Embedder-Policy": "require-corp",
    "Permissions-Policy": ", ".join(
        [f"{feature}=()" for feature in SWITCHED_OFF]
        + ["publickey-credentials-create=(self)", "publickey-credentials-get=(self)", "clipboard-write=(self)"]
    ),
    "Referrer-Policy": "no-referrer",
    "X-Content-Type-Options": "nosniff",
    "X-Frame-Options": "DENY",
    "X-Robots-Tag": "noindex, nofollow, noarchive",
}


class BodyTooLarge(Exception):
    """A body that did not say its length grew beyond the limit."""


class SafetyHeaders:
    """Wraps the application: headers out, oversized bodies refused."""

    def __init__(self, app: ASGIApp) -> None:
        self.app = app

    async def __call__(self, scope: Scope, receive: Receive, send: Send) -> None:
        """Handle one request."""
        if scope["type"] != "http":
            await self.app(scope, receive, send)
            return

        async def with_headers(message: Message) -> None:
            if message["type"] == "http.response.start":
                headers = MutableHeaders(scope=message)
                for name, value in HEADERS.items():
                    headers.setdefault(name, value)
                headers.setdefault("Cache-Control", "no-store")
                if scope.get("scheme") == "https":
                    headers.setdefault("Strict-Transport-Security", "max-age=31536000; includeSubDomains")
            await send(message)

        too_large = PlainTextResponse("Too large / For stor", status_code=413)
        if self._too_large(scope):
            await too_large(scope, receive, with_headers)
            return
        try:
            await self.app(scope, self._limited(receive), with_headers)
        except BodyTooLarge:
            # Forms are read whole before anything is answered, so nothing has been sent yet.
            await too_large(scope, receive, with_headers)

    @staticmethod
    def _too_large(scope: Scope) -> bool:
        for name, value in scope["headers"]:
            if name == b"content-length":
                return not value.isdigit() or int(value) > MAX_BODY
        return False

    @staticmethod
    def _limited(receive: Receive) -> Receive:
        seen = 0

        async def counted() -> Message:
            nonlocal seen
            message = await receive()
            seen += len(message.get("body", b""))
            if seen > MAX_BODY:
                raise BodyTooLarge
            return message

        return counted
