"""Other Pythons give the same results: `python -m tests.pythons 3.11 3.12 3.13` (make pythons).

For each version uv finds or brings the interpreter and installs the pinned packages; the notebooks
are executed with it, and what they write is compared with what is stored. A version that cannot be
had is named, and is no proof of anything.
"""

import os
import shutil
import subprocess
import sys
import tempfile
from pathlib import Path

from .gates import differences
from .here import ROOT

VERSIONS = ("3.11", "3.12", "3.13")


def uv() -> str:
    """The path of uv: beside this Python, else on the PATH. Raises FileNotFoundError."""
    found = shutil.which(
        "uv", path=os.pathsep.join([str(Path(sys.executable).parent), os.environ.get("PATH", "")])
    )
    if not found:
        raise FileNotFoundError("uv is not installed: run `make setup`")
    return found


def environment(version: str, folder: Path) -> Path:
    """A new environment with the pinned packages and the project; its Python. Raises
    CalledProcessError where it cannot be had.
    """
    python = folder / ("Scripts/python.exe" if os.name == "nt" else "bin/python")
    install = [uv(), "pip", "install", "--quiet", "--python", str(python)]
    for command in (
        [uv(), "venv", "--quiet", "--python", version, str(folder)],
        [*install, "--require-hashes", "-r", "requirements-build.txt"],
        [*install, "--require-hashes", "--no-build-isolation", "-r", "requirements.txt"],
        [*install, "--no-deps", "--no-build-isolation", "-e", "."],
    ):
        subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf8")
    return python


def compare(python: Path, out: Path) -> list[str]:
    """Execute the notebooks with this Python; what differs from what is stored. Raises
    CalledProcessError when one fails.
    """
    command = [str(python), "-m", "gongwen", "run", "-j", "0", "--out", str(out)]
    subprocess.run(command, cwd=ROOT, check=True, capture_output=True, encoding="utf8")
    return differences(ROOT / "figures", out) + differences(ROOT / "notebooks", out / "notebooks")


def main(versions: list[str]) -> int:
    bad = 0
    for version in versions or VERSIONS:
        with tempfile.TemporaryDirectory() as folder:
            print(f"Python {version}: installing and running …", flush=True)
            try:
                python = environment(version, Path(folder) / "venv")
                differing = compare(python, Path(folder) / "figures")
                exact = subprocess.run(
                    [str(python), "-V"], capture_output=True, encoding="utf8"
                ).stdout.strip()
            except subprocess.CalledProcessError as error:
                print(
                    f"Python {version}: could not be had, or a notebook "
                    f"failed:\n{error.stderr.strip()[-2000:]}"
                )
                bad += 1
                continue
        print(
            f"{exact}: "
            + (
                f"{len(differing)} files differ: {', '.join(differing)}"
                if differing
                else "every table, drawing, picture and notebook the same"
            )
        )
        bad += bool(differing)
    return bad


if __name__ == "__main__":
    sys.exit(main(sys.argv[1:]))
