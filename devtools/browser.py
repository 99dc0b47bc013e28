"""A Chromium without a window, driven over its own protocol: it goes to a page, waits, clicks and takes pictures."""

from __future__ import annotations

import base64
import json
import subprocess
import tempfile
import time
import urllib.request
from contextlib import contextmanager
from pathlib import Path

import websocket

from devtools.console import Failure
from devtools.network import HOST

WAIT_SECONDS = 90  # the first page of a database is compiled first
OPTIONS = (
    "--headless=new",
    "--no-sandbox",
    "--disable-gpu",
    "--disable-dev-shm-usage",
    "--hide-scrollbars",
    "--force-color-profile=srgb",
    "--no-first-run",
    "--remote-debugging-port=0",
    "--remote-allow-origins=*",
)


@contextmanager
def browser(program: str):
    """A browser with an empty profile, until the block ends."""
    with tempfile.TemporaryDirectory(ignore_cleanup_errors=True) as profile:
        command = [program, *OPTIONS, f"--user-data-dir={profile}", "about:blank"]
        process = subprocess.Popen(
            command, stdin=subprocess.DEVNULL, stdout=subprocess.DEVNULL, stderr=subprocess.DEVNULL
        )
        try:
            yield Page(_page_address(Path(profile) / "DevToolsActivePort", process))
        finally:
            process.terminate()
            process.wait(20)


def _page_address(port_file: Path, process: subprocess.Popen) -> str:
    """Where the first page of the browser listens, once it says so."""
    deadline = time.monotonic() + WAIT_SECONDS
    while time.monotonic() < deadline and process.poll() is None:
        try:
            port = port_file.read_text(encoding="utf-8").split()[0]
            with urllib.request.urlopen(f"http://{HOST}:{port}/json/list", timeout=10) as answer:
                return next(page["webSocketDebuggerUrl"] for page in json.load(answer) if page["type"] == "page")
        except (OSError, IndexError, StopIteration):
            time.sleep(0.2)
    raise Failure("The browser doesn't start: run it by hand to see why.")


class Page:
    """The one page of the browser."""

    def __init__(self, address: str):
        self.socket = websocket.create_connection(address, timeout=WAIT_SECONDS, suppress_origin=True)
        self.number = 0
        self.call("Page.enable")

    def call(self, method: str, **parameters) -> dict:
        """One command of the protocol, and its answer."""
        self.number += 1
        self.socket.send(json.dumps({"id": self.number, "method": method, "params": parameters}))
        while True:
            try:
                answer = json.loads(self.socket.recv())
            except websocket.WebSocketTimeoutException:
                raise Failure(f"The browser doesn't answer {method} within {WAIT_SECONDS} s.") from None
            if answer.get("id") == self.number:
                if "error" in answer:
                    raise Failure(f"The browser refuses {method}: {answer['error']['message']}")
                return answer["result"]

    def run(self, script: str):
        """The value of an expression of JavaScript in the page; None where the page isn't there yet."""
        answer = self.call("Runtime.evaluate", expression=script, returnByValue=True)
        return answer["result"].get("value")

    def size(self, width: int, height: int) -> None:
        """The page as it is on a screen of this size, in pixels; a narrow one is a telephone's."""
        narrow = width < 600
        self.call("Emulation.setDeviceMetricsOverride", width=width, height=height, deviceScaleFactor=1, mobile=narrow)
        self.call("Emulation.setTouchEmulationEnabled", enabled=narrow)

    def sign_in(self, url: str, session: str) -> None:
        """Be whoever has this session of Odoo."""
        self.call("Network.setCookie", name="session_id", value=session, url=url)

    def sign_out(self) -> None:
        self.call("Network.clearBrowserCookies")

    def go(self, url: str) -> None:
        self.call("Page.navigate", url=url)

    def wait(self, condition: str, what: str) -> None:
        """Wait until an expression of JavaScript is true.

        :raises Failure: it is not in time
        """
        deadline = time.monotonic() + WAIT_SECONDS
        while time.monotonic() < deadline:
            if self.run(f"Boolean({condition})"):
                return
            time.sleep(0.1)
        raise Failure(f"{what} doesn't appear within {WAIT_SECONDS} s.")

    def picture(self, width: int, height: int, top: float = 0, left: float = 0) -> bytes:
        """A PNG of this part of the page, in pixels."""
        clip = {"x": left, "y": top, "width": width, "height": height, "scale": 1}
        return base64.b64decode(self.call("Page.captureScreenshot", format="png", clip=clip)["data"])
