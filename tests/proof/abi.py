"""B16: what was built against an older header runs with today's library.

For each version in tests/golden/abi: each function, type and constant of its
header is there as it was, in today's headers and in the library; a program of
that time is compiled with its header and runs. The recorded ABI is compared by
abidiff, with the headers and with the library. Nothing else is exported.

    abi.py [--control removed|changed|exported]
"""

import pathlib
import re
import subprocess
import sys
import tempfile

from report import GOLDEN, ROOT, Report, library, parser, seeded

sys.path.insert(0, str(ROOT / "tools"))
import check_abi  # noqa: E402
from check_header import FUNCTION, read_headers  # noqa: E402

REPLAY = "tests/proof/abi.py"
MAP = ROOT / "capi" / "snaproll.map"
CONSTANT = re.compile(r"^\s*(SNAPROLL_[A-Z0-9_]+) = (-?\w+(?: << \w+)?)", re.M)
STRUCT = re.compile(r"typedef struct (\w+) \{(.*?)\} \w+;", re.S)
TABLE = """#include "snaproll.h"
typedef void (*function)(void);
function table[] = {%s 0};
int main(void) {
  int i = 0;
  while (table[i] != 0) ++i;
  return i != %d;
}
"""


def squeezed(text):
    return re.sub(r"\s+", "", text)


def functions(text):
    """Name and declaration of each function of a header."""
    return {
        found["name"]: squeezed(f"{found['type']}({found['arguments']})")
        for found in FUNCTION.finditer(text)
    }


def today():
    """All of today's headers, without comments."""
    text = "\n".join(
        path.read_text(encoding="utf-8")
        for path in sorted((ROOT / "capi" / "snaproll").glob("*.h"))
    )
    return re.sub(r"/\*.*?\*/", "", text, flags=re.S)


def exported():
    """The names that the library defines for others."""
    told = subprocess.run(
        ["nm", "-D", "--defined-only", library()],
        check=True, capture_output=True, text=True,
    ).stdout
    rows = (line.split() for line in told.splitlines())
    return {row[2].split("@")[0] for row in rows if row[1] != "A"}


def declared(report, recorded, version):
    """Functions, constants and structs of a recorded header, one by one."""
    now, there = today(), exported()
    declarations = functions(now)
    for name, wanted in functions(recorded).items():
        report.same(declarations.get(name), wanted, f"{name} of {version}", REPLAY)
        report.same(name in there, True, f"{name} is exported", REPLAY)
    for pattern, what in ((CONSTANT, "constant"), (STRUCT, "struct")):
        found = {one[1]: squeezed(one[2]) for one in pattern.finditer(now)}
        for one in pattern.finditer(recorded):
            told = f"{what} {one[1]} of {version}"
            report.same(found.get(one[1]), squeezed(one[2]), told, REPLAY)


def compiled(folder, source, header):
    """Compiles a program with a recorded header and runs it with the library."""
    where = library().absolute().parent
    program = folder / (pathlib.Path(source).stem + ".out")
    done = subprocess.run(
        ["cc", "-std=c99", "-Wall", "-Wextra", "-Wno-cast-function-type",
         f"-I{header}", "-o", program, source, f"-L{where}", "-lsnaproll",
         f"-Wl,-rpath,{where}"],
        capture_output=True, text=True,
    )
    if done.returncode == 0:
        done = subprocess.run([program], capture_output=True, text=True)
    return done


def programs(report, recorded, version, folder):
    """Those of that time, and one that has the address of each function."""
    header = folder / "header"
    header.mkdir()
    (header / "snaproll.h").write_text(recorded, encoding="utf-8")
    names = sorted(functions(recorded))
    table = folder / "table.c"
    table.write_text(
        TABLE % ("".join(f"(function){name}," for name in names), len(names)),
        encoding="utf-8")
    for source in [table, *sorted((GOLDEN / "abi" / version).glob("*.c"))]:
        done = compiled(folder, source, header)
        report.cases += 1
        if done.returncode:
            told = (done.stdout + done.stderr)[-600:]
            report.violation(f"{source.name} of {version}: {told}", REPLAY)


def compared(report, folder):
    """The recorded ABI with that of the headers and that of the library."""
    if not check_abi.RECORD.exists():
        print(f"no {check_abi.RECORD}: types are not compared on this machine")
        return
    now = folder / "now.abi"
    check_abi.write_abi(now, folder)
    for told, path in (("the headers", now), ("the library", library())):
        done = subprocess.run(["abidiff", check_abi.RECORD, path],
                              capture_output=True, text=True)
        changes = re.search(r"Functions changes summary: (.*)", done.stdout)
        counts = [int(n) for n in re.findall(r"\d+", changes[1])] if changes else []
        # The record has variables that name enums, which the library has not.
        report.same(counts[:2] or [0, 0], [0, 0], f"abidiff with {told}", REPLAY)
    report.same(subprocess.run([sys.executable, ROOT / "tools/check_abi.py"],
                               stdout=subprocess.DEVNULL).returncode,
                0, "tools/check_abi.py", REPLAY)


def exports(report, more):
    """What is exported is what the map names, and is named as it has to be."""
    named = set(re.findall(r"^\s+(snaproll_\w+);", MAP.read_text("utf-8"), re.M))
    for name in sorted(exported() | more):
        report.same(name.startswith("snaproll_"), True, f"export {name}", REPLAY)
        report.same(name in named, True, f"{name} is in the map", REPLAY)
    for one in read_headers():
        report.same(one.name in named, True, f"{one.name} is in the map", REPLAY)


def controlled(text, control):
    """A header that does not fit today's library."""
    if control == "removed":
        return text.replace("#ifdef __cplusplus\n}",
                            "SNAPROLL_API int32_t snaproll_gone(void);\n"
                            "#ifdef __cplusplus\n}", 1)
    if control == "changed":
        return text.replace("snaproll_execution_rollback_n(\n    snaproll_execution* "
                            "execution, size_t", "snaproll_execution_rollback_n(\n"
                            "    snaproll_execution* execution, int32_t").replace(
                                "SNAPROLL_PARSE = -2", "SNAPROLL_PARSE = -3")
    return text


def main():
    made = parser(__doc__)
    made.add_argument("--control", choices=("removed", "changed", "exported"))
    told = made.parse_args()
    report = Report("B16", seeded(told.seed),
                    "functions, constants, structs, exports and programs compared")
    for header in sorted((GOLDEN / "abi").glob("*/snaproll.h")):
        recorded = controlled(header.read_text(encoding="utf-8"), told.control)
        declared(report, recorded, header.parent.name)
        with tempfile.TemporaryDirectory() as folder:
            programs(report, recorded, header.parent.name, pathlib.Path(folder))
    with tempfile.TemporaryDirectory() as folder:
        compared(report, pathlib.Path(folder))
    exports(report, {"sqlite3_open"} if told.control == "exported" else set())
    return report.end()


if __name__ == "__main__":
    sys.exit(main())
