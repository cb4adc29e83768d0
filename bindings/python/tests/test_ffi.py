"""The declarations of snaproll/_ffi.py say what the headers say."""

import ast
import pathlib
import re

import snaproll
from conftest import ROOT
from snaproll._opening import DURABILITIES, MODES

HEADERS = ROOT / "capi" / "snaproll"
PACKAGE = pathlib.Path(snaproll.__file__).parent
C_NAMES = {
    "double": "double",
    "flag": "bool",
    "int32": "int32_t",
    "int64": "int64_t",
    "size": "size_t",
    "uint32": "uint32_t",
    "uint64": "uint64_t",
}
C_TYPES = {
    "chars": "char*",
    "chars_p": "char**",
    "flags_p": "uint8_t**",
    "ids_p": "snaproll_id**",
    "None": "void",
    "offsets_p": "size_t**",
    "times_p": "int64_t**",
    "user_data": "void*",
}
BY_VALUE = ("buf", "id", "migrate", "release", "view")


def c_types(name):
    """What a name of the table stands for in C."""
    if name == "text":
        return ["char*", "size_t"]
    if name in C_TYPES:
        return [C_TYPES[name]]
    base = name.removesuffix("_p")
    pointer = "*" if base != name else ""
    if base in C_NAMES:
        return [C_NAMES[base] + pointer]
    if base in BY_VALUE:
        return [f"snaproll_{base}{pointer}"]
    return [f"snaproll_{base}*{pointer}"]


def declared():
    """Name, arguments and result of each line of the table, in its order."""
    lines = []
    for node in ast.parse((PACKAGE / "_ffi.py").read_text()).body:
        if not (isinstance(node, ast.Expr) and isinstance(node.value, ast.Call)):
            continue
        call = node.value
        arguments = [c for a in call.args[1:] for c in c_types(ast.unparse(a))]
        result = ["int32_t"]
        if call.keywords:
            result = c_types(ast.unparse(call.keywords[0].value))
        else:
            arguments.append("snaproll_error**")
        lines.append((ast.literal_eval(call.args[0]), arguments, result[0]))
    return lines


def c_type(text):
    """A C type without names of parameters and without const."""
    text = re.sub(r"\bconst\b", " ", text)
    text = re.sub(r"\*\s+(?=\*)", "*", text)
    match = re.fullmatch(r"\s*(\w+)\s*(\**)\s*(?:\w+)?\s*(\[\d+\])?\s*", text)
    return match[1] + match[2] + ("*" if match[3] else "")


def in_headers():
    umbrella = (HEADERS.parent / "snaproll.h").read_text()
    lines = []
    for header in re.findall(r'#include "snaproll/(\w+\.h)"', umbrella):
        text = re.sub(r"/\*.*?\*/", "", (HEADERS / header).read_text(), flags=re.S)
        found = re.findall(r"SNAPROLL_API\s([^;]*?)(snaproll_\w+)\(([^;]*)\);", text)
        assert len(found) == len(re.findall(r"^SNAPROLL_API", text, re.M))
        for result, name, arguments in found:
            types = [c_type(argument) for argument in arguments.split(",")]
            lines.append((name, [] if types == ["void"] else types, c_type(result)))
    return lines


def test_declarations_are_those_of_the_headers_in_their_order():
    assert declared() == in_headers()


def test_every_function_is_used_by_the_binding():
    used = set()
    for path in PACKAGE.glob("*.py"):
        if path.name != "_ffi.py":
            text = path.read_text()
            used |= set(re.findall(r"lib\.(snaproll_\w+)", text))
            used |= {
                f"snaproll_{noun}_free"
                for noun in re.findall(r'(?:noun=|owner_of\()"(\w+)"', text)
            }
    missing = {name for name, _, _ in declared()} - used
    # The text of an id is what str() of its UUID gives; the code of an error
    # is the status that came with it; the version is checked while loading.
    assert missing == {
        "snaproll_id_text",
        "snaproll_error_code",
        "snaproll_version_number",
    }


def enumerators(name):
    for header in HEADERS.glob("*.h"):
        match = re.search(rf"enum {name} \{{(.*?)\}}", header.read_text(), re.S)
        if match:
            return {
                word.removeprefix("SNAPROLL_"): int(number)
                for word, number in re.findall(r"(\w+) = (-?\d+)", match[1])
            }
    raise AssertionError(name)


def members(enumeration, prefix=""):
    return {prefix + member.name: int(member) for member in enumeration}


def test_enumerations_are_those_of_the_headers():
    assert members(snaproll.Code) == enumerators("snaproll_code")
    assert members(snaproll.State) == enumerators("snaproll_state")
    assert members(snaproll.Outcome) == enumerators("snaproll_outcome")
    assert members(snaproll.Kind, "KIND_") == enumerators("snaproll_kind")
    assert members(snaproll.Limit, "LIMIT_") == enumerators("snaproll_limit")
    for name, numbers in (("durability", DURABILITIES), ("open_mode", MODES)):
        told = {
            word.removeprefix(f"{name.split('_')[0].upper()}_").lower(): number
            for word, number in enumerators(f"snaproll_{name}").items()
        }
        told = {"open_or_create" if w == "or_create" else w: n for w, n in told.items()}
        assert numbers == told
    flags = enumerators("snaproll_snapshot_flag")
    assert members(snaproll.SnapshotFlag, "SNAPSHOT_") == flags


def test_version_is_that_of_the_header_and_of_the_library():
    text = (HEADERS / "version.h").read_text()
    string = re.search(r'SNAPROLL_VERSION_STRING "([^"]+)"', text)[1]
    assert snaproll.__version__ == string == snaproll.version()
