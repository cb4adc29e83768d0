"""Writes the headers of the C ABI as one file without comments.

    make_header.py 0.1      writes tests/golden/abi/0.1/snaproll.h

Done once for a version that is given out; what is there is never written anew.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
CAPI = ROOT / "capi"
INCLUDE = re.compile(r'^#include [<"]snaproll/(\w+\.h)[">].*\n', re.M)


def without_comments(text):
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def flat(path, seen):
    """A header with those that it includes, each once."""
    if path.name in seen:
        return ""
    seen.add(path.name)
    text = without_comments(path.read_text(encoding="utf-8"))
    return INCLUDE.sub(lambda found: flat(CAPI / "snaproll" / found[1], seen), text)


def main():
    folder = ROOT / "tests" / "golden" / "abi" / sys.argv[1]
    target = folder / "snaproll.h"
    if target.exists():
        sys.exit(f"{target} is there: what was given out does not change")
    folder.mkdir(parents=True, exist_ok=True)
    text = re.sub(r"\n\s*\n+", "\n", flat(CAPI / "snaproll.h", set()))
    target.write_text(f"/* The C ABI of {sys.argv[1]}, as it was given out. */\n"
                      f"{text.lstrip()}", encoding="utf-8")


if __name__ == "__main__":
    main()
