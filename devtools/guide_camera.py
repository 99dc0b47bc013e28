"""Takes the pictures of the guide from a demonstration that is being served.

python -m devtools.guide_camera --url URL --database DB [NAME…]
"""

from __future__ import annotations

import argparse
import io
import json
import shutil
import tempfile
import time
import urllib.parse
import urllib.request
from collections.abc import Sequence
from pathlib import Path

from PIL import Image

from devtools.browser import Page, browser
from devtools.console import Console, Failure, complain
from devtools.guide_age import record
from devtools.guide_pictures import DESCRIBED, DESCRIPTION, LANGUAGES, PICTURES, Picture
from devtools.platform import ADDON
from devtools.system import find_browser

COLOURS = 96
SETTLE_SECONDS = 0.7  # what fades in has faded in
# Nothing moves, nothing hangs over the screen, and no name of a database is seen.
QUIET = """(() => {
    const style = document.createElement('style');
    style.textContent = '*, *::before, *::after { transition: none !important; animation: none !important }'
        + ' * { caret-color: transparent !important }'
        + ' .o_notification_manager, .o_menu_systray { visibility: hidden }';
    document.head.append(style);
    document.activeElement?.blur();
})()"""
STILL = "!document.querySelector('.o_loading_indicator, .o_blockUI') && document.fonts.status === 'loaded'"


def main(arguments: Sequence[str] | None = None) -> int:
    parser = argparse.ArgumentParser(prog="guide_camera", allow_abbrev=False)
    parser.add_argument("--url", required=True)
    parser.add_argument("--database", required=True)
    parser.add_argument("--language", choices=LANGUAGES, help="this one alone")
    parser.add_argument("names", nargs="*", metavar="NAME")
    options = parser.parse_args(arguments)
    pictures = [picture for picture in PICTURES if not options.names or picture.name in options.names]
    failed = 0
    with browser(find_browser()) as page:
        for language in [options.language] if options.language else LANGUAGES:
            camera = Camera(page, options.url, options.database, language)
            for picture in pictures:
                try:
                    camera.take(picture)
                except Failure as error:
                    complain(f"{language}/{picture.name}: {error}{_instead(page, picture, language)}")
                    failed += 1
    return 1 if failed else 0


def _instead(page: Page, picture: Picture, language: str) -> str:
    """Where a picture of what is there instead lies."""
    file = Path(tempfile.gettempdir()) / f"guide-{language}-{picture.name}.png"
    try:
        file.write_bytes(page.picture(*picture.size))
    except Failure:
        return ""
    return f" {file} shows what is there instead."


class Session:
    """A user of the demonstration, asked through Odoo's own calls."""

    def __init__(self, url: str, database: str, login: str):
        self.url = url
        self.id = ""
        answer = self._post("/web/session/authenticate", {"db": database, "login": login, "password": login})
        self.user_id = answer["uid"]

    def call(self, model: str, method: str, *arguments, **options):
        parameters = {"model": model, "method": method, "args": arguments, "kwargs": options}
        return self._post(f"/web/dataset/call_kw/{model}/{method}", parameters)

    def _post(self, path: str, parameters: dict):
        body = json.dumps({"jsonrpc": "2.0", "method": "call", "params": parameters}).encode()
        headers = {"Content-Type": "application/json", "Cookie": f"session_id={self.id}"}
        request = urllib.request.Request(self.url + path, body, headers)
        with urllib.request.urlopen(request, timeout=120) as response:
            for cookie in response.headers.get_all("Set-Cookie") or ():
                if cookie.startswith("session_id="):
                    self.id = cookie.partition("=")[2].partition(";")[0]
            answer = json.load(response)
        if "error" in answer:
            raise Failure(answer["error"]["data"]["message"])
        return answer["result"]


class Camera:
    """The screens of the demonstration in one language."""

    def __init__(self, page: Page, url: str, database: str, language: str):
        self.page, self.url, self.database, self.language = page, url, database, language
        self.console = Console()
        self.sessions: dict[str, Session] = {}

    def take(self, picture: Picture) -> None:
        """Take it, make it small, and note the code that it shows."""
        session = self._session(picture.login)
        self.page.sign_out()
        if not picture.link:  # whoever has a signed link needs no account
            self.page.sign_in(self.url, session.id)
        self.page.size(*picture.size)
        self.page.go("about:blank")
        self.page.go(self.url + self._path(picture, session))
        self._settle(picture.wait)
        for selector in picture.clicks:
            self._click(selector)
        if picture.clicks:
            self._settle(picture.crop or picture.wait)
        content = self.page.picture(*self._clip(picture))
        file = picture.file(self.language)
        file.parent.mkdir(parents=True, exist_ok=True)
        image = Image.open(io.BytesIO(content)).convert("RGB")
        image.quantize(COLOURS, dither=Image.Dither.NONE).save(file, optimize=True)
        if picture.name in DESCRIBED and self.language == "en":
            shutil.copyfile(file, DESCRIPTION / file.name)
        record([(picture, self.language)])
        self.console.say(f"  {self.language}/{picture.name}: {file.stat().st_size // 1024} KB")

    def _session(self, login: str) -> Session:
        if login not in self.sessions:
            session = self.sessions[login] = Session(self.url, self.database, login)
            session.call("res.users", "write", [session.user_id], {"lang": LANGUAGES[self.language]})
        return self.sessions[login]

    def _path(self, picture: Picture, session: Session) -> str:
        path = f"/odoo/action-{picture.action if '.' in picture.action else f'{ADDON}.{picture.action}'}"
        if not picture.model:
            return path
        fields = [picture.link] if picture.link else []
        domain = list(picture.domain)
        found = session.call(picture.model, "search_read", domain, fields=["id", *fields], limit=1, order=picture.order)
        if not found:
            raise Failure(f"The demonstration has no {picture.model} with {domain}.")
        if picture.link:
            address = urllib.parse.urlsplit(found[0][picture.link])
            return urllib.parse.urlunsplit(("", "", *address[2:]))
        return f"{path}/{found[0]['id']}"

    def _settle(self, selector: str) -> None:
        self.page.wait(f"document.querySelector({json.dumps(selector)})", selector)
        self.page.run(QUIET)
        self.page.wait(STILL, "The end of loading")
        time.sleep(SETTLE_SECONDS)

    def _click(self, selector: str) -> None:
        quoted = json.dumps(selector)
        self.page.wait(f"document.querySelector({quoted})", selector)
        self.page.run(f"document.querySelector({quoted}).click()")
        time.sleep(SETTLE_SECONDS)

    def _clip(self, picture: Picture) -> tuple[int, int, float, float]:
        """(width, height, top, left) of what is taken."""
        if not picture.crop:
            return (*picture.size, 0, 0)
        box = f"document.querySelector({json.dumps(picture.crop)}).getBoundingClientRect()"
        left, top, width, height = (self.page.run(f"{box}.{side}") for side in ("left", "top", "width", "height"))
        return int(width), int(min(height, picture.size[1] - top)), top, left


if __name__ == "__main__":
    raise SystemExit(main())
