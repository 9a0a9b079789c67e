"""What goes wrong in a browser without anybody seeing it."""

from urllib.parse import urlsplit

from playwright.sync_api import BrowserContext, ConsoleMessage, Error, Request, WebError

# A page that was left before everything had arrived; not a failure of the site.
LEFT_EARLY = "net::ERR_ABORTED"


class Watch:
    """Writes down, for one browser context, errors of scripts and policies, failed requests and other hosts.

    An answer with an error status is the test's to judge where it is the page itself; of anything that a page
    loads it is a problem.
    """

    def __init__(self, context: BrowserContext, site_url: str) -> None:
        self._host = urlsplit(site_url).netloc
        self.requests: list[Request] = []
        self.problems: list[str] = []
        context.on("request", self._request)
        context.on("requestfailed", self._failed)
        context.on("console", self._console)
        context.on("weberror", self._script)

    def _request(self, request: Request) -> None:
        self.requests.append(request)
        address = urlsplit(request.url)
        if address.scheme not in ("data", "blob") and address.netloc != self._host:
            self.problems.append(f"another host is asked: {request.url}")

    def _failed(self, request: Request) -> None:
        if request.failure != LEFT_EARLY:
            self.problems.append(f"{request.url} failed: {request.failure}")

    def _console(self, message: ConsoleMessage) -> None:
        address = message.location["url"].partition("#")[0]
        is_page = any(request.url == address for request in self.requests if request.is_navigation_request())
        is_status = message.text.startswith("Failed to load resource: the server responded")
        if message.type in ("error", "warning") and not (is_status and is_page):
            self.problems.append(f"console, {message.location['url']}: {message.text}")

    def _script(self, error: WebError) -> None:
        self.problems.append(f"script: {_text(error.error)}")


def _text(error: Error) -> str:
    return error.stack or error.message
