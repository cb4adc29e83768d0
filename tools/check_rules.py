#!/usr/bin/env python3
"""Fails where a rule of docs/rules.md has no test that names it.

A test names rules in the comment above it, or in its name: C4, M7 to M10. The
document lists, below each rule, the tests that name it; --write brings the
lists up to date, and without it they are compared.
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parent.parent
DOCUMENT = ROOT / "docs/rules.md"
# How many rules there are of each letter.
COUNTS = {"C": 8, "S": 5, "M": 18, "J": 8}

TEST = re.compile(
    r"(?P<comment>(?:^//[^\n]*\n)+|^/\*(?:(?!\*/).)*\*/\n)?"
    r"^(?:TEST(?:_F|_P)?\((?P<suite>\w+), (?P<name>\w+)\)"
    r"|static void (?P<function>\w+)\(void\)) \{",
    re.DOTALL | re.MULTILINE,
)
RULE = re.compile(r"\b([CSMJ])(\d+)(?: to \1(\d+))?\b")
ENTRY = re.compile(r"^- \*\*([CSMJ]\d+)\*\* ", re.MULTILINE)
LIST = re.compile(r"\n  \*Tests:\*.*?(?=\n- |\n\n|\n*\Z)", re.DOTALL)


def rules_in(text):
    for letter, first, last in RULE.findall(text):
        for number in range(int(first), int(last or first) + 1):
            yield f"{letter}{number}"


def read_tests():
    """Rule -> the tests that name it, those in C++ first."""
    tests = {}
    sources = [
        *sorted((ROOT / "tests").rglob("*_test.cpp")),
        *sorted((ROOT / "tests/capi").glob("*_test.c")),
    ]
    for source in sources:
        text = source.read_text(encoding="utf-8")
        for match in TEST.finditer(text):
            if match["function"]:
                name = f"{source.stem.removesuffix('_test')}.{match['function']}"
            else:
                name = f"{match['suite']}.{match['name']}"
            for rule in rules_in((match["comment"] or "") + name):
                tests.setdefault(rule, []).append(name)
    return tests


def with_tests(text, tests):
    """The document with the list of tests below each rule."""
    text = LIST.sub("", text)
    pieces = re.split(r"(?m)^(?=- \*\*[CSMJ]\d+\*\* )", text)
    for at, piece in enumerate(pieces):
        entry = ENTRY.match(piece)
        if not entry:
            continue
        body = re.match(r".*?(?=\n\n|\n*\Z)", piece, re.DOTALL)[0]
        names = ", ".join(f"`{name}`" for name in tests.get(entry[1], []))
        pieces[at] = f"{body}\n  *Tests:* {names}{piece[len(body):]}"
    return "".join(pieces)


def main():
    tests = read_tests()
    text = DOCUMENT.read_text(encoding="utf-8")
    if sys.argv[1:] == ["--write"]:
        DOCUMENT.write_text(with_tests(text, tests), encoding="utf-8")
        return 0
    if sys.argv[1:]:
        sys.exit("usage: tools/check_rules.py [--write]")
    rules = [f"{k}{n}" for k, count in COUNTS.items()
             for n in range(1, count + 1)]
    faults = [f"{rule}: no test names it" for rule in rules
              if rule not in tests]
    faults += [f"{rule}: tests name it, but there is no such rule"
               for rule in sorted(set(tests) - set(rules))]
    where = DOCUMENT.relative_to(ROOT)
    if ENTRY.findall(text) != rules:
        faults.append(f"{where} does not list the rules in their order")
    elif with_tests(text, tests) != text:
        faults.append(f"{where} lists other tests than there are; write them"
                      " with tools/check_rules.py --write")
    count = len({name for names in tests.values() for name in names})
    print("\n".join(faults) if faults else
          f"{count} tests prove {len(rules)} rules")
    return 1 if faults else 0


if __name__ == "__main__":
    sys.exit(main())
