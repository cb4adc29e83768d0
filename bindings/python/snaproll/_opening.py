"""The options that stores, and executions on them, are opened with."""

from __future__ import annotations

import datetime
import os
from collections.abc import Mapping
from typing import Any, Literal

from ._error import InvalidArgumentError, TypeMismatchError
from ._ffi import lib
from ._handle import Owner, check, integer, natural, owner_of, pair, pointer_or_none
from .options import Options
from .types import duration

Durability = Literal["power", "process", "none"]
Mode = Literal["open_or_create", "existing", "create", "read"]
Save = Literal["steps", "manual"]

# The numbers of the C ABI, by their names.
DURABILITIES = {"power": 0, "process": 1, "none": 2}
MODES = {"open_or_create": 0, "existing": 1, "create": 2, "read": 3}
_SAVE_STEPS = {"steps": True, "manual": False}

_UINT32 = 2**32 - 1
_UINT64 = 2**64 - 1
_StoreOptionsOwner = owner_of("store_options")
_OpenOptionsOwner = owner_of("open_options")


def chosen_of(numbers: Mapping[str, int], name: str | Any, what: str) -> int:
    """The number of a name that has to be one of a few."""
    if isinstance(name, str) and name in numbers:
        return numbers[name]
    known = ", ".join(repr(one) for one in numbers)
    raise InvalidArgumentError(f"{what} is one of {known}, not {name!r}")


def store_options(
    *,
    durability: Durability,
    create: bool,
    read_only: bool,
    file_mode: int,
    busy_timeout: float | datetime.timedelta,
    memory_budget: int,
    compress: bool,
) -> Owner:
    """What a store is opened with."""
    owner = _StoreOptionsOwner()
    check(lib.snaproll_store_options_new, owner)
    number = chosen_of(DURABILITIES, durability, "durability")
    mode = natural(file_mode, "file_mode", _UINT32)
    wait = duration(busy_timeout, "busy_timeout")
    budget = natural(memory_budget, "memory_budget", _UINT64)
    check(lib.snaproll_store_options_set_durability, owner, number)
    check(lib.snaproll_store_options_set_create, owner, bool(create))
    check(lib.snaproll_store_options_set_read_only, owner, bool(read_only))
    check(lib.snaproll_store_options_set_file_mode, owner, mode)
    check(lib.snaproll_store_options_set_busy_timeout, owner, wait)
    check(lib.snaproll_store_options_set_memory_budget, owner, budget)
    check(lib.snaproll_store_options_set_compress, owner, bool(compress))
    return owner


def open_options(
    options: Options | None,
    *,
    mode: Mode,
    kind: str | None,
    schema: int | None,
    attributes: Mapping[str, str] | None,
    owner: str | None,
    take_over: bool,
    start_snapshot: bool,
    save: Save,
) -> Owner:
    """What an execution on a store is opened with."""
    made = _OpenOptionsOwner()
    check(lib.snaproll_open_options_new, made)
    number = chosen_of(MODES, mode, "mode")
    steps = bool(chosen_of(_SAVE_STEPS, save, "save"))
    given = pointer_or_none(options, Options)
    check(lib.snaproll_open_options_set_mode, made, number)
    if given is not None:
        check(lib.snaproll_open_options_set_options, made, given)
    if kind is not None:
        check(lib.snaproll_open_options_set_kind, made, *pair(kind, "kind"))
    if schema is not None:
        version = integer(schema, "schema")
        check(lib.snaproll_open_options_set_schema, made, version)
    for name, value in dict(attributes or {}).items():
        told = (*pair(name, "name"), *pair(value, f"attribute {name!r}"))
        check(lib.snaproll_open_options_add_attribute, made, *told)
    if owner is not None:
        check(lib.snaproll_open_options_set_owner, made, *pair(owner, "owner"))
    check(lib.snaproll_open_options_set_take_over, made, bool(take_over))
    check(lib.snaproll_open_options_set_start_snapshot, made, bool(start_snapshot))
    check(lib.snaproll_open_options_set_save_steps, made, steps)
    return made


def path_pair(path: Any) -> tuple[bytes, int]:
    """A path as the two arguments pointer and length."""
    try:
        data = os.fsencode(path)
    except TypeError:
        kind = type(path).__name__
        raise TypeMismatchError(f"a path is needed, not {kind}") from None
    return data, len(data)
