"""A copy of the project on a made-up machine: an empty home, no Chinese font, nothing beyond the
loopback.

JupyterLab is started as `make lab` starts it, and finds here what a reader's own machine may lack.
"""

import json
import os
import secrets
import shutil
import subprocess
import sys
import time
from collections.abc import Iterator
from contextlib import contextmanager
from dataclasses import dataclass
from pathlib import Path

import matplotlib

from ..here import ROOT

# The Latin fonts that matplotlib brings, and the user's own folder, which is empty at first.
FONTS = f"""<?xml version="1.0"?><!DOCTYPE fontconfig SYSTEM "fonts.dtd">
<fontconfig>
<dir>{matplotlib.get_data_path()}/fonts/ttf</dir>
<dir prefix="xdg">fonts</dir>
<cachedir prefix="xdg">cache</cachedir>
</fontconfig>
"""
# Every Python started with this beside it (the server, its kernels) notes whom it wants to reach,
# and may not.
WATCH = '''"""Note and forbid what leaves the machine."""
import os, socket, sys
PLACE = {"socket.connect": 1, "socket.sendto": 1, "socket.sendmsg": 1}
PLACE |= {"socket.getaddrinfo": 0, "socket.gethostbyname": 0}
HERE = {"", "localhost", "127.0.0.1", "::1", "0.0.0.0", "::", socket.gethostname(), None}
def watch(event, arguments):
    address = arguments[PLACE[event]] if event in PLACE else None
    # a text to connect to is a file
    if event.startswith("socket.get") and event in PLACE or isinstance(address, tuple):
        host = address[0] if isinstance(address, tuple) else address
        if (host.decode() if isinstance(host, bytes) else host) not in HERE:
            with open(os.environ["WATCHED"], "a") as file:
                print(event, address, file=file)
            raise PermissionError(f"the tests let nothing leave the machine: {event} {address}")
sys.addaudithook(watch)
'''


@dataclass(frozen=True)
class Lab:
    """A JupyterLab that runs: its address (with / at its end), its token, the copy of the project,
    and its machine's environment.
    """

    url: str
    token: str
    project: Path
    environment: dict[str, str]

    def left(self) -> str:
        """What the server and its kernels wanted of other machines since this was last asked, a
        line each.
        """
        path = Path(self.environment["WATCHED"])
        found = path.read_text("utf8") if path.exists() else ""
        path.unlink(missing_ok=True)
        return found


def environment(home: Path) -> dict[str, str]:
    """The environment of a new user at `home`, whose programs note what they ask of
    other machines.
    """
    foreign = ("JUPYTER", "IPYTHON", "XDG_", "GONGWEN_", "MPL", "PYTHON")
    kept = {name: value for name, value in os.environ.items() if not name.startswith(foreign)}
    (home / "watch").mkdir(parents=True)
    (home / "watch" / "sitecustomize.py").write_text(WATCH, "utf8")
    (home / "fonts.conf").write_text(FONTS, "utf8")
    return kept | {
        "HOME": str(home),
        "USERPROFILE": str(home),
        "XDG_DATA_HOME": str(home / "data"),
        "XDG_CACHE_HOME": str(home / "cache"),
        "FONTCONFIG_FILE": str(home / "fonts.conf"),
        "JUPYTER_RUNTIME_DIR": str(home / "runtime"),
        "JUPYTER_TOKEN": secrets.token_hex(16),
        "PYTHONPATH": str(home / "watch"),
        "WATCHED": str(home / "left.txt"),
        "PYTHONUTF8": "1",
        "TQDM_DISABLE": "1",
    }


def copy_project(folder: Path) -> Path:
    """The notebooks as they are stored, and what they read, in a new folder."""
    for part in ("seeds", "notebooks", "tests/gold"):
        shutil.copytree(
            ROOT / part, folder / part, ignore=shutil.ignore_patterns(".ipynb_checkpoints")
        )
    shutil.copy(ROOT / "requirements.txt", folder)
    return folder


@contextmanager
def lab(folder: Path, seconds: int = 120) -> Iterator[Lab]:
    """JupyterLab on a copy of the project in `folder`, until the block is left."""
    project, env = copy_project(folder / "project"), environment(folder / "home")
    options = [
        "--no-browser",
        "--ip=127.0.0.1",
        "--port=0",
        "--LabApp.expose_app_in_browser=True",  # so that a page once loaded opens many notebooks
        *(["--allow-root"] if is_root() else []),
    ]
    with (folder / "log.txt").open("wb") as log:
        server = subprocess.Popen(
            [sys.executable, "-m", "gongwen", "lab", "--", *options],
            cwd=project,
            env=env,
            stdout=log,
            stderr=log,
        )
        try:
            yield Lab(address(server, folder, seconds), env["JUPYTER_TOKEN"], project, env)
        finally:
            server.terminate()
            try:
                server.wait(30)
            except subprocess.TimeoutExpired:
                server.kill()


def address(server: subprocess.Popen, folder: Path, seconds: int) -> str:
    """Where the server listens: it writes that into a file once it does. Raises RuntimeError with
    its log when it never does.
    """
    end = time.monotonic() + seconds
    while server.poll() is None and time.monotonic() < end:
        for path in (folder / "home" / "runtime").glob("jpserver-*.json"):
            try:
                return json.loads(path.read_text("utf8"))["url"]
            except (ValueError, KeyError):  # half written
                continue
        time.sleep(0.1)
    raise RuntimeError(
        f"JupyterLab did not start:\n{(folder / 'log.txt').read_text('utf8', 'replace')}"
    )


def is_root() -> bool:
    return hasattr(os, "geteuid") and os.geteuid() == 0
