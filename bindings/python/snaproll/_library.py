"""Finds and loads the library, and names the C types of its declarations.

Looked for, in this order: the file that the environment variable
SNAPROLL_LIBRARY names, a libsnaproll.so beside this package, and the release
build of the checkout that this package lies in.
"""

from __future__ import annotations

import os
import pathlib
from ctypes import (
    CDLL,
    CFUNCTYPE,
    POINTER,
    Structure,
    c_bool,
    c_char_p,
    c_double,
    c_int32,
    c_int64,
    c_size_t,
    c_uint8,
    c_uint32,
    c_uint64,
    c_void_p,
)
from typing import Any

VERSION = "0.1.0"
SIZE_MAX = c_size_t(-1).value
NO_TIME = -(2**63)
STATUS = object()  # What most functions return: 0, or the code of an error.


class View(Structure):
    """Text borrowed from a handle; data is None where the text is absent."""

    _fields_ = [("data", c_void_p), ("size", c_size_t)]


class Buf(Structure):
    """Text that the library made, to be given back."""

    _fields_ = [("data", c_void_p), ("size", c_size_t), ("owner_", c_void_p)]


class Id(Structure):
    """The 16 bytes of a UUID."""

    _fields_ = [("bytes", c_uint8 * 16)]


# Names of the table in _ffi: a handle is a void pointer there, since the
# library itself refuses a handle of another noun; `_p` is a pointer to it.
cancel = checkpoint = clock = context = error = execution = manager = c_void_p
field_history = snapshot_rules = c_void_p
node_result = options = rollback_result = snapshot = snapshot_list = c_void_p
patch = rollback_plan = selector = c_void_p
snapshot_options = step = step_options = summary = value = c_void_p
execution_filter = exporter = importer = open_options = c_void_p
erase_options = snapshot_filter = store = store_options = c_void_p
cancel_p = checkpoint_p = clock_p = context_p = error_p = POINTER(c_void_p)
field_history_p = snapshot_rules_p = POINTER(c_void_p)
execution_p = manager_p = node_result_p = options_p = POINTER(c_void_p)
patch_p = rollback_plan_p = selector_p = POINTER(c_void_p)
rollback_result_p = snapshot_p = snapshot_list_p = POINTER(c_void_p)
snapshot_options_p = step_p = step_options_p = POINTER(c_void_p)
summary_p = value_p = POINTER(c_void_p)
execution_filter_p = exporter_p = importer_p = open_options_p = POINTER(c_void_p)
erase_options_p = snapshot_filter_p = store_p = POINTER(c_void_p)
store_options_p = POINTER(c_void_p)

text = (c_char_p, c_size_t)  # A pair: pointer and length.
chars = c_char_p
chars_p = POINTER(c_void_p)
view, view_p = View, POINTER(View)
buf_p = POINTER(Buf)
id_p = POINTER(Id)
flag, flag_p = c_bool, POINTER(c_bool)
double, double_p = c_double, POINTER(c_double)
int32, int32_p = c_int32, POINTER(c_int32)
int64, int64_p = c_int64, POINTER(c_int64)
uint32, uint32_p = c_uint32, POINTER(c_uint32)
uint64, uint64_p = c_uint64, POINTER(c_uint64)
size, size_p = c_size_t, POINTER(c_size_t)
# Callbacks, and what they are given.
user_data = c_void_p
migrate = CFUNCTYPE(c_int32, c_void_p, c_void_p, value_p, error_p)
release = CFUNCTYPE(None, c_void_p)
# Columns: pointers to the first element of an array.
ids_p = POINTER(POINTER(Id))
times_p = POINTER(POINTER(c_int64))
flags_p = POINTER(POINTER(c_uint8))
offsets_p = POINTER(POINTER(c_size_t))


def _candidates() -> list[pathlib.Path]:
    named = os.environ.get("SNAPROLL_LIBRARY")
    if named:
        return [pathlib.Path(named)]
    package = pathlib.Path(__file__).resolve().parent
    return [
        package / "libsnaproll.so",
        *(
            folder / "build" / "release" / "capi" / "libsnaproll.so"
            for folder in package.parents[2:3]
        ),
    ]


def _load() -> CDLL:
    candidates = _candidates()
    for path in candidates:
        if path.is_file():
            try:
                return CDLL(os.fspath(path))
            except OSError as problem:
                raise ImportError(f"snaproll: {path} can not be loaded: {problem}")
    raise ImportError(
        "snaproll: the library is at none of "
        + ", ".join(str(path) for path in candidates)
        + "; build it, or set SNAPROLL_LIBRARY to the path of libsnaproll.so"
    )


def _check_version(library: CDLL) -> None:
    """Refuses a library of another minor version: its ABI may differ."""
    try:
        number = library.snaproll_version_number
    except AttributeError:
        raise ImportError(f"snaproll: {library._name} is not libsnaproll") from None
    number.argtypes, number.restype = (), c_uint32
    found = number()
    major, minor = (int(part) for part in VERSION.split(".")[:2])
    if found // 1000 != major * 1000 + minor:
        raise ImportError(
            f"snaproll: {library._name} has version {found // 1000000}."
            f"{found // 1000 % 1000}.{found % 1000}, this package needs "
            f"{major}.{minor}"
        )


def declare(name: str, *arguments: Any, returns: Any = STATUS) -> None:
    """Declares one function. One that returns a status takes the error last."""
    types: list[Any] = []
    for argument in arguments:
        types.extend(argument if isinstance(argument, tuple) else (argument,))
    if returns is STATUS:
        types.append(error_p)
        returns = c_int32
    function = getattr(lib, name)
    function.argtypes, function.restype = types, returns


lib = _load()
_check_version(lib)
