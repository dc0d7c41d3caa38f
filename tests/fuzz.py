"""The properties of `test_fuzz` under a coverage-guided fuzzer: python -m tests.fuzz variants
--seconds 120

Needs Atheris in an environment of its own (pip install atheris, which brings libFuzzer); what it
finds is printed by Hypothesis, and becomes an @example of the property.
"""

from __future__ import annotations

import argparse
import importlib
import pkgutil
import sys
import tempfile

TARGETS = {
    "sources": ("any_folder", "any_bytes"),
    "page": ("any_page",),
    "variants": ("any_variants",),
    "claims": ("any_claims",),
    "rhetoric": ("any_marks",),
}


def main() -> None:
    parser = argparse.ArgumentParser(
        prog="python -m tests.fuzz", description="Fuzz one reader with libFuzzer."
    )
    parser.add_argument("target", choices=TARGETS)
    parser.add_argument("--seconds", type=int, default=120)
    options = parser.parse_args()
    import atheris

    with atheris.instrument_imports(include=["gongwen"]):
        import gongwen

        for module in pkgutil.walk_packages(gongwen.__path__, "gongwen."):
            if not module.name.endswith("__main__"):
                importlib.import_module(module.name)
    from . import test_fuzz

    bodies = [
        getattr(test_fuzz, f"test_{name}").hypothesis.fuzz_one_input
        for name in TARGETS[options.target]
    ]

    def one(data: bytes) -> None:
        bodies[data[-1] % len(bodies) if data else 0](data)

    with tempfile.TemporaryDirectory() as corpus:
        atheris.Setup(
            [
                sys.argv[0],
                f"-max_total_time={options.seconds}",
                "-max_len=4096",
                "-len_control=0",
                "-print_final_stats=1",
                f"-artifact_prefix={corpus}/",
                corpus,
            ],
            one,
        )
        atheris.Fuzz()


if __name__ == "__main__":
    main()
