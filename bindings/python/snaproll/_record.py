"""Records: what the library tells, by name; they never change."""

from __future__ import annotations

from collections.abc import Mapping
from typing import TYPE_CHECKING, Any, ClassVar, NoReturn, TypeVar

if TYPE_CHECKING:
    from dataclasses import Field

    from typing_extensions import dataclass_transform
else:

    def dataclass_transform(**_):
        return lambda kind: kind


_Self = TypeVar("_Self", bound="Record")


class _Fields:
    """Makes a dataclass of a record when it is asked for its fields."""

    def __get__(self, record: Record | None, kind: type[Record]) -> Any:
        if kind is Record:
            raise AttributeError("a record has fields where it is a subclass")
        import dataclasses

        dataclasses.dataclass(init=False, repr=False, eq=False)(kind)
        return kind.__dict__["__dataclass_fields__"]


@dataclass_transform(frozen_default=True)
class Record:
    """Base of frozen dataclasses that cost nothing until they are used.

    The decorator of the standard library compiles code for each class: for all
    of this package longer than the rest of its import. Here the methods are
    general, and `dataclasses.fields`, `asdict` and `replace` work as ever.
    """

    if TYPE_CHECKING:
        __dataclass_fields__: ClassVar[dict[str, Field[Any]]]
    else:
        __dataclass_fields__ = _Fields()

        def __init__(self, *told: object, **named: object) -> None:
            names = self.__match_args__
            if len(told) > len(names):
                raise TypeError(f"{self._kind()} has {len(names)} fields")
            for name, value in zip(names, told):
                if name in named:
                    raise TypeError(f"{self._kind()}: {name} is given twice")
                named[name] = value
            for name in named:
                if name not in names:
                    raise TypeError(f"{self._kind()} has no field {name}")
            for name in names:
                if name not in named and not hasattr(type(self), name):
                    raise TypeError(f"{self._kind()}: {name} is missing")
            self.__dict__.update(named)

    def __init_subclass__(cls) -> None:
        setattr(cls, "__match_args__", tuple(cls.__annotations__))

    __match_args__: ClassVar[tuple[str, ...]] = ()

    def _kind(self) -> str:
        return type(self).__name__

    def _values(self) -> tuple[Any, ...]:
        return tuple(getattr(self, name) for name in self.__match_args__)

    def __eq__(self, other: object) -> bool:
        if not isinstance(other, Record) or type(other) is not type(self):
            return NotImplemented
        return self._values() == other._values()

    def __hash__(self) -> int:
        return hash(self._values())

    def __repr__(self) -> str:
        told = zip(self.__match_args__, self._values())
        return f"{self._kind()}({', '.join(f'{n}={value!r}' for n, value in told)})"

    def __setattr__(self, name: str, value: object) -> NoReturn:
        raise AttributeError(f"{self._kind()} can not be changed")

    def __delattr__(self, name: str) -> NoReturn:
        raise AttributeError(f"{self._kind()} can not be changed")


def known(kind: type[_Self], told: Mapping[str, Any]) -> _Self:
    """A record of what the library told; a newer one may tell more."""
    return kind(**{name: told[name] for name in kind.__match_args__})
