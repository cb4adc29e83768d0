"""Functions that the library calls back, to migrate the state of an execution.

The library holds a number for each; the functions stay here until it lets go.
"""

from __future__ import annotations

import itertools
from collections.abc import Callable
from ctypes import c_void_p
from typing import Any

from ._error import Code, SnaprollError, remember_cause
from ._ffi import lib, migrate, release
from ._handle import check, pair
from ._walk import Encode
from .value import Value, value_of

_numbers = itertools.count(1)
_functions: dict[int, tuple[Callable[[Any], Any], Encode | None]] = {}


def hold(function: Callable[[Any], Any], encode: Encode | None) -> int:
    """A number for the function, which is held until `let_go`.

    What it makes is written by `encode`.
    """
    number = next(_numbers)
    _functions[number] = (function, encode)
    return number


def let_go(number: Any) -> None:
    """Drops the function of that number."""
    _functions.pop(number, None)


def _migrated(number: Any, given: Value) -> Value:
    """What the function makes of the state, or made it into."""
    function, encode = _functions[number]
    state = given.plain()
    made = function(state)
    return value_of(state if made is None else made, encode)


def _migrate(number: Any, state: Any, out: Any, error: Any) -> int:
    try:
        with Value._make(lib.snaproll_value_ref, c_void_p(state)) as given:
            with _migrated(number, given) as made:
                check(lib.snaproll_value_ref, made._pointer, out)
        return Code.OK
    except BaseException as problem:
        code: int = Code.INVALID_ARGUMENT
        told = f"{type(problem).__name__}: {problem}"
        if isinstance(problem, SnaprollError):
            code, told = problem.code, problem.message
        line = " ".join(told.encode(errors="replace").decode().split())
        line = line or type(problem).__name__
        remember_cause(problem, line)
        error[0] = lib.snaproll_error_new(code, *pair(line))
        return int(code)


# They live as long as the library may call them.
MIGRATE = migrate(_migrate)
LET_GO = release(let_go)
