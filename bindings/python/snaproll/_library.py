"""Finds and loads the library, and names the C types of its declarations.

Looked for, in this order: the file that the environment variable
SNAPROLL_LIBRARY names, a libsnaproll.so beside this package, and the release
build of the checkout that this package lies in.
"""

from __future__ import annotations

import os
from collections.abc import Callable
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

Function = Callable[..., Any]
"""A function of the library; here Any begins, and _handle ends it."""

VERSION = "0.1.0"
SIZE_MAX = c_size_t(-1).value
NO_TIME = -(2**63)
STATUS = object()  # What most functions return: 0, or the code of an error.


class View(Structure):
    """Text borrowed from a handle; data is None where the text is absent."""

    _fields_ = [("data", c_void_p), ("size", c_size_t)]


class Buf(Structure):
    """Text that the library made, to be given back; a NUL stands behind it."""

    _fields_ = [("data", c_char_p), ("size", c_size_t), ("owner_", c_void_p)]


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


class Library(CDLL):
    """The library, whose functions get their types when they are named first.

    A program uses a part of them, and to set the types of all costs more than
    the rest of the import.
    """

    def __getattr__(self, name: str) -> Any:
        declared = _declared.get(name)
        if declared is None:
            raise AttributeError(f"no function {name} is declared")
        try:
            function = self[name]
        except AttributeError:
            raise ImportError(
                f"snaproll: {self._name} has no {name}; it was built from other "
                f"sources than this package of version {VERSION}"
            ) from None
        function.argtypes, function.restype = declared
        setattr(self, name, function)
        return function


_declared: dict[str, tuple[list[Any], Any]] = {}


def declare(name: str, *arguments: Any, returns: Any = STATUS) -> None:
    """Declares one function. One that returns a status takes the error last."""
    types: list[Any] = []
    for argument in arguments:
        if argument is text:
            types += text
        else:
            types.append(argument)
    if returns is STATUS:
        types.append(error_p)
        returns = c_int32
    _declared[name] = types, returns


def _candidates() -> list[str]:
    named = os.environ.get("SNAPROLL_LIBRARY")
    if named:
        return [named]
    package = os.path.dirname(os.path.realpath(__file__))
    checkout = os.path.dirname(os.path.dirname(os.path.dirname(package)))
    built = os.path.join(checkout, "build", "release", "capi")
    return [os.path.join(folder, "libsnaproll.so") for folder in (package, built)]


def _load() -> Library:
    candidates = _candidates()
    for path in candidates:
        if os.path.isfile(path):
            try:
                return Library(path)
            except OSError as problem:
                raise ImportError(f"snaproll: {path} can not be loaded: {problem}")
    raise ImportError(
        "snaproll: the library is at none of "
        + ", ".join(candidates)
        + "; build it, or set SNAPROLL_LIBRARY to the path of libsnaproll.so"
    )


def _check_version(library: CDLL) -> None:
    """Refuses a library of another minor version: its ABI may differ.

    VERSION is that of the header which the declarations were made from, and
    below a minor version nothing that is declared changes.
    """
    try:
        number = library["snaproll_version_number"]
    except AttributeError:
        raise ImportError(f"snaproll: {library._name} is not libsnaproll") from None
    number.argtypes, number.restype = (), c_uint32
    found: int = number()
    major, minor = (int(part) for part in VERSION.split(".")[:2])
    if found // 1000 != major * 1000 + minor:
        raise ImportError(
            f"snaproll: {library._name} has version {found // 1000000}."
            f"{found // 1000 % 1000}.{found % 1000}, this package {VERSION} needs "
            f"{major}.{minor}; install both of the same version, or set "
            f"SNAPROLL_LIBRARY to the path of a libsnaproll.so of {major}.{minor}"
        )


lib = _load()
_check_version(lib)
