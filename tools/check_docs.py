#!/usr/bin/env python3
"""Compares the documents with what they tell of.

- A fence behind `<!-- from FILE -->` holds FILE, one behind `<!-- from
  FILE#PART -->` what stands in it between the comment lines [PART] and
  [/PART]. --write copies them from there. README.md and docs/ show no other
  program text: what they show is compiled, run and compared by the tests.
- Links to files and headings of the checkout lead somewhere.
- Names that begin with snaproll_ or SNAPROLL_ stand in the C headers.
- docs/errors.md lists every code with its number.
"""

import pathlib
import re
import sys
import textwrap

ROOT = pathlib.Path(__file__).resolve().parent.parent
FENCE = re.compile(
    r"(?:^<!-- from (?P<source>\S+) -->\n)?"
    r"^```(?P<language>\w*)\n(?P<text>.*?)^```$",
    re.DOTALL | re.MULTILINE,
)
PROGRAM_TEXT = ("c", "cpp", "python", "go")
PART = r"^[ \t]*(?://|/\*|#) \[{}\](?: \*/)?\n"
LINK = re.compile(r"\[[^\]]*\]\(([^)\s]+)\)")
NAME = re.compile(r"\b(?:snaproll|SNAPROLL)_[A-Za-z0-9_]*[A-Za-z0-9]\b")
# Names that are not of the C ABI: options of the build, variables of the
# tools, macros of the C++ API, targets, the first member of an export.
OTHER = re.compile(
    r"SNAPROLL_(BUILD|WITH|TIER|LIBRARY|SQLITE|STATIC|SANITIZE|NO_BROWSER|WERROR|TRY|CHECK|CONCAT)\w*"
    r"|snaproll_(bundled|core|export|static|system)"
)


def documents():
    files = [*ROOT.glob("*.md"), *(ROOT / "docs").rglob("*.md")]
    files += (ROOT / "bindings").glob("*/README.md")
    return sorted(files)


def part_of(source):
    """What a marker names; ValueError tells what is wrong with it."""
    name, _, part = source.partition("#")
    path = ROOT / name
    if not path.is_file():
        raise ValueError(f"there is no {name}")
    text = path.read_text(encoding="utf-8")
    if not part:
        return text
    begin = re.search(PART.format(re.escape(part)), text, re.MULTILINE)
    end = re.search(PART.format(re.escape("/" + part)), text, re.MULTILINE)
    if not begin or not end:
        raise ValueError(f"{name} has no part [{part}]")
    inside = textwrap.dedent(text[begin.end():end.start()].expandtabs(4))
    return inside.strip("\n") + "\n"


def check_fences(path, text):
    shown = path.parent.name == "docs" or path.name == "README.md"
    own = shown and "bindings" not in path.parts
    for match in FENCE.finditer(text):
        line = text[:match.start()].count("\n") + 1
        if match["source"]:
            try:
                if part_of(match["source"]) != match["text"]:
                    yield line, f"is not what stands in {match['source']}"
            except ValueError as problem:
                yield line, str(problem)
        elif own and match["language"] in PROGRAM_TEXT:
            yield line, "program text that comes from no file"


def write_fences(path):
    text = path.read_text(encoding="utf-8")

    def copy(match):
        if not match["source"]:
            return match[0]
        return (f"<!-- from {match['source']} -->\n```{match['language']}\n"
                f"{part_of(match['source'])}```")

    path.write_text(FENCE.sub(copy, text), encoding="utf-8")


def headings(path):
    """Anchors of a document, as the hosts of repositories make them."""
    text = FENCE.sub("", path.read_text(encoding="utf-8"))
    for title in re.findall(r"^#+ (.*)$", text, re.MULTILINE):
        plain = re.sub(r"[^\w\- ]", "", title.lower())
        yield plain.replace(" ", "-")


def check_links(path, text):
    for match in LINK.finditer(FENCE.sub("", text)):
        target, _, anchor = match[1].partition("#")
        if "://" in target:
            continue
        file = (path.parent / target).resolve() if target else path
        if not file.exists():
            yield 0, f"links to {target}, which is not there"
        elif anchor and anchor not in headings(file):
            yield 0, f"links to #{anchor}, which {file.name} does not have"


def metric_names():
    """Names in the text for Prometheus."""
    text = (ROOT / "capi/src/store_json.cpp").read_text(encoding="utf-8")
    names = re.findall(r'^    \{"\w+", "(\w+)", (true|false),', text, re.M)
    return {"snaproll_store_" + name + ("_total" if counts == "true" else "")
            for name, counts in names}


def header_names():
    text = "".join(
        header.read_text(encoding="utf-8")
        for header in sorted((ROOT / "capi").rglob("*.h"))
    )
    return set(NAME.findall(text))


def check_names(text, known):
    for name in sorted(set(NAME.findall(text)) - known):
        beginning = re.search(re.escape(name) + r"_?[*<…]", text)
        if OTHER.fullmatch(name):
            continue
        if not (beginning and any(k.startswith(name) for k in known)):
            yield 0, f"names {name}, which no header has"


def check_codes():
    header = (ROOT / "capi/snaproll/error.h").read_text(encoding="utf-8")
    codes = re.findall(r"SNAPROLL_([A-Z_]+) = (-\d+)", header)
    path = ROOT / "docs/errors.md"
    rows = re.findall(
        r"^\| `([A-Z_]+)` \| (-\d+) ", path.read_text(encoding="utf-8"),
        re.MULTILINE)
    if rows != codes:
        yield path, 0, "does not list the codes of error.h in their order"


def main():
    if sys.argv[1:] == ["--write"]:
        for path in documents():
            write_fences(path)
        return 0
    if sys.argv[1:]:
        sys.exit("usage: tools/check_docs.py [--write]")
    known = header_names() | metric_names()
    faults = list(check_codes())
    for path in documents():
        text = path.read_text(encoding="utf-8")
        found = [
            *check_fences(path, text),
            *check_links(path, text),
            *check_names(text, known),
        ]
        faults += [(path, line, fault) for line, fault in found]
    for path, line, fault in faults:
        place = f":{line}" if line else ""
        print(f"{path.relative_to(ROOT)}{place}: {fault}")
    if not faults:
        print(f"{len(documents())} documents agree with the sources")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
