"""Time and peak memory of `repeats` on a JSON list of texts: python -m benchmarks.memory FILE (on
Linux and macOS).
"""

import json
import resource
import sys
import time
from pathlib import Path

import gongwen as gw


def peak() -> int:
    """The most memory that this process has had, in bytes (on Linux by /proc, for getrusage counts
    the parent's too).
    """
    status = Path("/proc/self/status")
    if status.exists():
        return 1024 * int(status.read_text().split("VmHWM:")[1].split()[0])
    used = resource.getrusage(resource.RUSAGE_SELF).ru_maxrss
    return used if sys.platform == "darwin" else 1024 * used


if __name__ == "__main__":
    texts = json.loads(Path(sys.argv[1]).read_text("utf8"))
    size = sum(len(text.encode()) for text in texts)
    gw.phrases.repeats(texts[:2])  # the libraries are loaded before memory is measured
    before = peak()
    start = time.perf_counter()
    found = gw.phrases.repeats(texts)
    seconds = time.perf_counter() - start
    print(
        f"repeats: {size / 1e6:6.2f} MB in {seconds:7.3f} s, {size / 1e6 / seconds:5.1f} "
        f"MB/s, {len(found):,} passages, "
        f"{(peak() - before) / size:.1f} bytes of memory for each byte of text"
    )
