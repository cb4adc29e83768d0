"""The decorator `step`: a function that is a step wherever it is called."""

from __future__ import annotations

import functools
import string
from collections.abc import Callable
from typing import TYPE_CHECKING, Any, TypeVar, overload

from ._error import InvalidArgumentError, SnaprollError, TypeMismatchError
from ._json import encode
from ._walk import Encode
from .execution import Execution
from ._step import OnError, checked

if TYPE_CHECKING:
    import inspect

_F = TypeVar("_F", bound=Callable[..., Any])
_DIGITS = 16  # Of the digest of the arguments, in the name of a node.


class AsyncRun:
    """Base of AsyncExecution, which need not be imported to be known."""

    _run: Execution  # That it is the twin of.


@overload
def step(function: _F, /) -> _F: ...


@overload
def step(
    name: str | None = None,
    /,
    *,
    irreversible: bool = False,
    on_error: OnError = "rollback",
) -> Callable[[_F], _F]: ...


def step(
    told: Any = None,
    /,
    *,
    irreversible: bool = False,
    on_error: OnError = "rollback",
) -> Any:
    """Makes a function a step of the execution that is its first argument.

        @snaproll.step
        def fetch(run, url): ...

        @snaproll.step("charge/{order[id]}", irreversible=True)
        def charge(run, order): ...

        with snaproll.Execution() as run:
            page = fetch(run, "https://example.org")

    A call does what `run.step` does: it runs the function once for each node,
    and gives the recorded result, as plain Python, from then on. In a method the
    execution stands behind `self`.

    The node has the name of the function and, where there are arguments behind
    the execution, a digest of them: a call with other arguments is another node.
    What is as by default does not count. The arguments have to be JSON then, or
    what `encode` of the execution makes so. A name that is told may be made of
    arguments, as `str.format` does it; calls of the same name are one node,
    whatever else they are given. A method needs such a name, and a lambda;
    functions of one name, wherever they are defined, would share their nodes.

    A function that is not async takes an Execution; one that is async takes an
    AsyncExecution, and is awaited. The function itself is `__wrapped__`.

    >>> import snaproll
    >>> @snaproll.step("charge/{order}")
    ... def charge(run, order):
    ...     return {"paid": order}
    >>> run = snaproll.Execution()
    >>> charge(run, 7), run.is_done("charge/7")
    ({'paid': 7}, True)
    """
    action: Any = checked(on_error)

    def decorated(function: Any) -> Any:
        plan = _Plan(function, told)
        if plan.is_async:

            @functools.wraps(function)
            async def run_async(*arguments: Any, **named: Any) -> Any:
                run, node = plan.of(arguments, named, AsyncRun)
                call = functools.partial(function, *arguments, **named)
                options = {"irreversible": irreversible, "on_error": action}
                return await run.step(node, call, **options)

            return run_async

        @functools.wraps(function)
        def run_now(*arguments: Any, **named: Any) -> Any:
            run, node = plan.of(arguments, named, Execution)
            call = functools.partial(function, *arguments, **named)
            return run.step(node, call, irreversible=irreversible, on_error=action)

        return run_now

    if told is None or isinstance(told, str):
        return decorated
    function, told = told, None
    return decorated(function)


class _Plan:
    """Which argument of a function is the execution, and how nodes are named."""

    def __init__(self, function: Any, template: str | None) -> None:
        import inspect  # Slow to import, and needed here alone.

        if not inspect.isfunction(function):
            raise TypeMismatchError(
                "step makes a step of a function, not of "
                f"{type(function).__name__} (which may stand above it)"
            )
        if inspect.isgeneratorfunction(function) or inspect.isasyncgenfunction(
            function
        ):
            raise TypeMismatchError(f"{function.__qualname__}: a generator is no step")
        self.is_async = inspect.iscoroutinefunction(function)
        self._signature = inspect.signature(function)
        names = list(self._signature.parameters)
        self._name = function.__qualname__.rpartition("<locals>.")[2]
        self._method = names[:1] in (["self"], ["cls"])
        self._before = names[: 1 + self._method]
        if len(self._before) < 1 + self._method:
            raise TypeMismatchError(
                f"{self._name}: its first argument has to be the execution"
            )
        self._template = template
        if template is not None:
            self._check_template(template, names)
        elif function.__name__ == "<lambda>":
            raise InvalidArgumentError(
                "the name of a lambda's node has to be told: all of them have one"
            )
        elif self._method:
            raise InvalidArgumentError(
                f"{self._name}: the name of a method's node has to be told, as "
                f"@step({function.__name__!r}): which object it is called on is in "
                "no digest"
            )

    def _check_template(self, template: str, names: list[str]) -> None:
        """Refuses what no call could be named by."""
        if not template:
            raise InvalidArgumentError(f"{self._name}: the name is empty")
        try:
            fields = [one[1] for one in string.Formatter().parse(template)]
        except ValueError as problem:
            raise InvalidArgumentError(
                f"{self._name}: {template!r} is no format: {problem}"
            ) from None
        for field in fields:
            name = None if field is None else field.split(".")[0].split("[")[0]
            if name is not None and name not in names:
                raise InvalidArgumentError(
                    f"{self._name}: {template!r} names {name!r}, which is no argument"
                )

    def of(
        self, arguments: tuple[Any, ...], named: dict[str, Any], kind: type[Any]
    ) -> tuple[Any, str]:
        """The execution of a call, and the name of its node."""
        bound = self._signature.bind(*arguments, **named)
        run = bound.arguments.get(self._before[-1])
        if not isinstance(run, kind):
            raise TypeMismatchError(self._wrong(run, kind))
        if self._template is None:
            return run, self._digested(run, bound)
        bound.apply_defaults()
        return run, self._template.format_map(bound.arguments)

    def _wrong(self, run: Any, kind: type[Any]) -> str:
        wanted, place = "an Execution", "second" if self._method else "first"
        if kind is AsyncRun:
            wanted = "an AsyncExecution (it is async)"
        elif isinstance(run, AsyncRun):
            wanted = "an Execution (it is not async)"
        return (
            f"{self._name}: {wanted} has to be its {place} argument, "
            f"not {type(run).__name__}"
        )

    def _digested(self, run: Any, bound: inspect.BoundArguments) -> str:
        """The name with a digest of all that is not as by default."""
        function = (run._run if isinstance(run, AsyncRun) else run).context._encode
        parts: list[bytes] = []
        for name, item in sorted(bound.arguments.items()):
            parameter = self._signature.parameters[name]
            if name in self._before or item is parameter.default:
                continue
            text = encode({name: item}, function)  # A fault is at /name.
            if text != _encoded(parameter, function):
                parts.append(text)
        if not parts:
            return self._name
        import hashlib  # Slow to import, and seldom needed.

        digest = hashlib.sha256(b"".join(parts)).hexdigest()
        return f"{self._name}#{digest[:_DIGITS]}"


def _encoded(parameter: inspect.Parameter, function: Encode | None) -> bytes | None:
    """Its default as if told; None of no default, and of one that is no JSON."""
    if parameter.default is parameter.empty:
        return None
    try:
        return encode({parameter.name: parameter.default}, function)
    except SnaprollError:
        return None
