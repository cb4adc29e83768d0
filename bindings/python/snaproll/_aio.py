"""What the async twins are made of."""

from __future__ import annotations

import asyncio
import contextvars
import inspect
import warnings
from collections.abc import Callable, Coroutine, Generator
from typing import Any, Concatenate, Generic, ParamSpec, Protocol, TypeVar

_P = ParamSpec("_P")
_R = TypeVar("_R")


def like(
    model: Callable[Concatenate[Any, _P], Any],
) -> Callable[
    [Callable[..., _R]],
    Callable[Concatenate[Any, _P], _R],
]:
    """Gives a method the parameters and the docstring of another one."""

    def decorated(method: Callable[..., _R]) -> Callable[Concatenate[Any, _P], _R]:
        method.__doc__ = method.__doc__ or model.__doc__
        setattr(method, "__signature__", inspect.signature(model))
        return method

    return decorated


def like_class(
    model: Callable[_P, Any],
) -> Callable[[Callable[..., _R]], Callable[Concatenate[Any, _P], _R]]:
    """As `like`, of a class method, below @classmethod."""

    def decorated(method: Callable[..., _R]) -> Callable[Concatenate[Any, _P], _R]:
        told = inspect.signature(model)
        first = inspect.Parameter("cls", inspect.Parameter.POSITIONAL_OR_KEYWORD)
        whole = told.replace(parameters=[first, *told.parameters.values()])
        setattr(method, "__signature__", whole)
        return method

    return decorated


class Closing(Protocol):
    """What an `async with` enters and leaves."""

    async def __aexit__(self, kind: Any, problem: Any, traceback: Any, /) -> None: ...


_C = TypeVar("_C", bound=Closing)


class Opening(Generic[_C]):
    """What is opened when it is awaited, and closed behind an `async with`.

    `one = await opening`, or `async with opening as one:`.
    """

    def __init__(self, make: Callable[[], Coroutine[Any, Any, _C]], what: str) -> None:
        self._make: Callable[[], Coroutine[Any, Any, _C]] | None = make
        self._what = what
        self._made: _C

    def _begun(self) -> Coroutine[Any, Any, _C]:
        make, self._make = self._make, None
        if make is None:
            raise RuntimeError(f"{self._what} was awaited before")
        return make()

    def __await__(self) -> Generator[Any, Any, _C]:
        return self._begun().__await__()

    async def __aenter__(self) -> _C:
        self._made = await self._begun()
        return self._made

    async def __aexit__(self, *told: Any) -> None:
        await self._made.__aexit__(*told)

    def __del__(self, warn: Any = warnings.warn) -> None:
        if self._make is not None:
            warn(f"{self._what} was never awaited", RuntimeWarning, stacklevel=2)


def can_wait(kind: type[BaseException] | None, traceback: Any) -> bool:
    """Whether an `async with` that ends by this may await.

    A coroutine that is dropped or closed may not. An async generator may, where
    a loop closes it.
    """
    if kind is not GeneratorExit or traceback is None:
        return kind is not GeneratorExit
    flags: int = traceback.tb_frame.f_code.co_flags
    if not flags & inspect.CO_ASYNC_GENERATOR:
        return False
    try:
        asyncio.get_running_loop()
    except RuntimeError:
        return False
    return True


async def called(
    function: Callable[..., Any], *arguments: Any, **named: Any
) -> tuple[Any, asyncio.CancelledError | None]:
    """What a function gives: one that is async on the loop, else by a thread.

    A thread can not be stopped. So where the task is cancelled meanwhile, it
    waits for the end and gives the result and the CancelledError.
    """
    if inspect.iscoroutinefunction(function):
        return await function(*arguments, **named), None
    context = contextvars.copy_context()
    outcome: list[tuple[Any, BaseException | None]] = []

    def work() -> None:  # A future takes no StopIteration.
        try:
            outcome.append((context.run(function, *arguments, **named), None))
        except BaseException as problem:
            outcome.append((None, problem))

    job = asyncio.get_running_loop().run_in_executor(None, work)
    cancelled: asyncio.CancelledError | None = None
    while not job.done():
        try:
            await asyncio.shield(job)
        except asyncio.CancelledError as problem:
            cancelled = problem
    result, failure = outcome.pop()
    try:
        if failure is not None:
            if cancelled is not None:
                raise cancelled from failure
            raise failure
    finally:  # Else its traceback holds what holds it.
        del failure
    if inspect.iscoroutine(result) and cancelled is not None:
        result.close()
        raise cancelled
    return (await result if inspect.isawaitable(result) else result), cancelled
