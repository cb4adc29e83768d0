"""encode=: how items of types that JSON has not are written, by choice alone."""

import base64
import collections
import dataclasses
import datetime
import decimal
import enum
import fractions
import pathlib
import types
import uuid

import pytest
from hypothesis import given
from hypothesis import strategies as st

import snaproll
from conftest import fill
from snaproll import Context, Execution, Store, Value
from snaproll._json import encode as text_of
from snaproll._walk import Walk


@dataclasses.dataclass
class Order:
    id: uuid.UUID
    due: datetime.date
    prices: list


class Colour(enum.Enum):
    RED = "red"


def plain(item):
    """What the README shows: each type by its own line."""
    if dataclasses.is_dataclass(item) and not isinstance(item, type):
        return {f.name: getattr(item, f.name) for f in dataclasses.fields(item)}
    if isinstance(item, (datetime.datetime, datetime.date, datetime.time)):
        return item.isoformat()
    if isinstance(item, (decimal.Decimal, uuid.UUID, pathlib.PurePath)):
        return str(item)
    if isinstance(item, enum.Enum):
        return item.value
    if isinstance(item, (set, frozenset)):
        return sorted(item)
    if isinstance(item, (bytes, bytearray)):
        return base64.b64encode(item).decode()
    raise TypeError(f"no rule for {type(item).__name__}")


ID = uuid.UUID(int=7)
WRITTEN = [
    (Order(ID, datetime.date(2024, 2, 29), [decimal.Decimal("9.50")]),)
    + ({"id": str(ID), "due": "2024-02-29", "prices": ["9.50"]},),
    (datetime.datetime(2024, 1, 2, 3, 4, 5), "2024-01-02T03:04:05"),
    (decimal.Decimal("1E+400"), "1E+400"),
    (pathlib.PurePosixPath("/a/b"), "/a/b"),
    (Colour.RED, "red"),
    ({3, 1, 2}, [1, 2, 3]),
    (b"\0\xff", "AP8="),
]


@pytest.mark.parametrize("item, told", WRITTEN)
def test_types_of_the_standard_library_are_written_by_choice(item, told):
    with pytest.raises(snaproll.TypeMismatchError) as caught:
        Value({"a": [0, item]})
    assert caught.value.pointer == "/a/1"
    hint = caught.value.hint
    if isinstance(item, bytes):
        assert hint == "Execution.put_blob keeps bytes; encode= tells how to write them"
    else:
        assert hint == "encode= tells how to write it"
    assert Value({"a": [0, item]}, encode=plain).plain() == {"a": [0, told]}
    assert Value(item, encode=plain).plain() == told


DAY = datetime.date(2024, 1, 2)
TOLD = "2024-01-02"


def writes(run):
    """Each way to write an item, and what is written then."""
    run["list"], run["text"] = [], ""
    run["list"].append(DAY)
    run["list"].insert(0, [DAY])
    run["list"].extend([DAY, DAY])
    run["list"][1:2] = [DAY, {"d": DAY}]
    run["list"][0] = DAY
    run["list"] += [DAY]
    assert run["list"] == [TOLD, TOLD, {"d": TOLD}, TOLD, TOLD, TOLD]
    run["day"], run["deep"] = DAY, {"a": [DAY]}
    assert run["day"] == TOLD and run["deep"] == {"a": [TOLD]}
    run["deep"]["b"] = DAY
    run["deep"].update(c=DAY)
    assert run["deep"].setdefault("d", DAY) == TOLD
    assert run["deep"] == {"a": [TOLD], "b": TOLD, "c": TOLD, "d": TOLD}
    run.set_at("/variables/list/0", [DAY])
    run.append_at("/variables/list", DAY)
    run.splice_at("/variables/list", 1, 5, [DAY])
    run.test_at("/variables/list/0/0", DAY)
    run.update_at([{"op": "set", "pointer": "/variables/day", "value": [DAY]}])
    assert run["list"] == [[TOLD], TOLD, TOLD] and run["day"] == [TOLD]
    run.apply_patch([{"op": "add", "path": "/variables/p", "value": DAY}])
    with run.transaction() as t:
        t["t"] = DAY
    run.transact(lambda t: t.__setitem__("u", DAY))
    assert (run["p"], run["t"], run["u"]) == (TOLD, TOLD, TOLD)
    run.node_results["by hand"] = {"day": DAY}
    assert run.node_results["by hand"] == {"day": TOLD}


def test_every_way_to_write_an_execution():
    with Execution(encode=plain) as run:
        writes(run)
        assert run.step("n", lambda: [DAY]) == [TOLD]
        with run.step_begin("m") as step:
            step.output = DAY
        assert run.node_results["m"]["result"] == {"Success": TOLD}
        taken = run.snapshot(custom={"day": DAY})
        assert run.manager.get(taken).custom.plain() == {"day": TOLD}
        with Execution.from_context(run.context) as again:
            again["a"] = DAY
        with Execution.from_context(run.context, encode=lambda _: 1) as other:
            other["a"] = DAY
            assert other["a"] == 1


def test_every_way_to_write_a_context():
    with Context("flow", encode=plain) as made:
        writes(made)
        made.copy()["copied"] = DAY
        taken = made.take_snapshot(custom={"day": DAY})
        assert taken.custom.plain() == {"day": TOLD}
        manager = snaproll.Manager()
        manager.create_snapshot(made, custom={"day": DAY})
        assert manager.latest().custom.plain() == {"day": TOLD}
        again = Context.from_json(made.to_json(), encode=plain)
        again["a"] = DAY
        point = made.create_checkpoint()
        Context.resume_from_checkpoint(point, "flow", encode=plain)["a"] = DAY


def test_executions_of_a_store_write_as_it_was_told(path):
    with Store.open(path, encode=plain) as store:
        with store.execution("a") as run:
            writes(run)
            run.step("n", lambda: DAY)
        with store.execution("b", encode=lambda _: "own") as run:
            run["a"] = DAY
            assert run["a"] == "own"
        fill(store, "old", kind="k", schema=1)
        store.migration("k", 2, lambda s: {**s, "variables": {"at": DAY}})
        with store.execution("old", kind="k", schema=2) as run:
            assert run["at"] == TOLD
    with Store.open(path) as store, store.execution("a") as run:
        assert run.node_results["n"]["result"] == {"Success": TOLD}
        with pytest.raises(snaproll.TypeMismatchError):
            run["a"] = DAY


def test_what_is_no_function_is_refused(path):
    for call in (
        lambda bad: Value(1, encode=bad),
        lambda bad: Context("flow", encode=bad),
        lambda bad: Execution(encode=bad),
        lambda bad: Store.open(path, encode=bad),
    ):
        for bad in ("str", 1, [str]):
            with pytest.raises(snaproll.TypeMismatchError) as caught:
                call(bad)
            assert "encode has to be a function" in caught.value.message
    assert not path.exists()


# What it may do wrong.


def refused(kind, item, encode):
    with pytest.raises(kind) as caught:
        Value({"a/b": [1, item]}, encode=encode)
    with pytest.raises(kind) as walked:
        Walk(encode).text({"a/b": [1, item]})
    assert str(walked.value) == str(caught.value)
    return caught.value


def test_what_it_raises_is_the_cause_and_the_place_is_told():
    for raised in (
        *(ValueError("no"), TypeError("no"), RuntimeError(), RecursionError("deep")),
        *(KeyError(1), snaproll.NotFoundError("x", pointer="/other")),
    ):

        def encode(_, raised=raised):
            raise raised

        problem = refused(snaproll.TypeMismatchError, DAY, encode)
        assert problem.pointer == "/a~1b/1" and problem.__cause__ is raised
        assert type(raised).__name__ in problem.message

    class Stop(BaseException):
        pass

    def stop(_):
        raise Stop

    with pytest.raises(Stop):
        Value([DAY], encode=stop)


def test_what_it_gives_has_to_be_json_in_the_end():
    same = refused(snaproll.TypeMismatchError, DAY, lambda item: item)
    assert "gave it back" in same.message and same.pointer == "/a~1b/1"
    chain = refused(snaproll.LimitError, DAY, lambda _: object())
    assert "100 items in a row" in chain.message and chain.pointer == "/a~1b/1"
    deep = refused(snaproll.LimitError, DAY, lambda _: [object()])
    assert "more than 10000 levels" in deep.message
    keys = refused(snaproll.TypeMismatchError, DAY, lambda _: {"x": {1: 2}})
    assert "a key has to be a str" in keys.message and keys.pointer == "/a~1b/1/x"
    nan = refused(snaproll.RangeError, DAY, lambda _: {"n": float("nan")})
    assert nan.pointer == "/a~1b/1/n"
    text = refused(snaproll.ParseError, DAY, lambda _: ["\ud800"])
    assert text.pointer == "/a~1b/1/0"


def test_what_it_gives_may_not_hold_itself():
    cyclic = []
    cyclic.append(cyclic)
    problem = refused(snaproll.InvalidArgumentError, DAY, lambda _: cyclic)
    assert "holds itself" in problem.message and problem.pointer == "/a~1b/1/0"
    problem = refused(snaproll.InvalidArgumentError, DAY, lambda item: {"x": item})
    assert "holds itself" in problem.message and problem.pointer == "/a~1b/1/x"
    two = [object(), object()]
    turn = {two[0]: two[1], two[1]: two[0]}
    refused(snaproll.InvalidArgumentError, two[0], turn.get)
    assert Value([DAY, DAY], encode=lambda _: [1]).plain() == [[1], [1]]


def test_what_it_gives_may_be_what_it_writes_again():
    steps = {DAY: decimal.Decimal(5), decimal.Decimal(5): Value(["v"])}
    assert Value({"a": DAY}, encode=steps.get).plain() == {"a": ["v"]}


@given(
    st.recursive(
        st.one_of(st.integers(), st.text(max_size=3), st.uuids(), st.dates()),
        lambda part: st.one_of(
            st.lists(part, max_size=4),
            st.dictionaries(st.text("ab/~", max_size=3), part, max_size=4),
            st.frozensets(st.integers(), max_size=3),
        ),
        max_leaves=20,
    )
)
def test_both_encoders_write_the_same(item):
    assert "".join(Walk(plain).text(item)).encode() == text_of(item, plain)


# What needs no encode=: subclasses of the types of JSON.


class Text(str):
    def __str__(self):
        return "another"

    def encode(self, *_):
        return b"another"


class Number(int):
    def __repr__(self):
        return "another"


class Real(float):
    def __repr__(self):
        return "another"


class Names(str, enum.Enum):
    A = "a"

    def __str__(self):
        return "another"


Point = collections.namedtuple("Point", "x y")


def never(item):
    raise AssertionError(f"{item!r} is JSON")


@pytest.mark.parametrize("encode", [None, never])
@pytest.mark.parametrize(
    "item, text",
    [
        (Text("t"), '"t"'),
        (Number(5), "5"),
        (Real(1.5), "1.5"),
        (Names.A, '"a"'),
        (snaproll.State.FAILED, "2"),
        (snaproll.SnapshotFlag.AUTO, "1"),
        (snaproll.Time(10**18), "1000000000000000000"),
        (True, "true"),
        (Point(1, 2), "[1,2]"),
        (collections.OrderedDict(b=1, a=2), '{"a":2,"b":1}'),
        (collections.defaultdict(list, a=[1]), '{"a":[1]}'),
        (collections.Counter("aa"), '{"a":2}'),
        ({Text("k"): 1, Names.A: 2}, '{"a":2,"k":1}'),
    ],
)
def test_subclasses_are_written_as_what_they_are_of(item, text, encode):
    assert Value(item, encode=encode).to_json() == text
    assert Value([item], encode=encode).to_json() == f"[{text}]"
    assert "".join(Walk(encode).text(item)) == text
    with Context("flow", encode=encode) as context:
        context["a"] = item
        context.set_at("/variables/b", item)
        assert context.get_variable_json("a") == text
        assert context.get_json_at("/variables/b") == text


def test_not_a_number_is_refused_in_a_subclass_too():
    with pytest.raises(snaproll.RangeError) as caught:
        Value({"a": Real("nan")}, encode=never)
    assert caught.value.pointer == "/a"


def test_other_types_are_refused_unless_it_is_told_how():
    for item in (
        *(b"x", bytearray(b"x"), {1}, frozenset(), 1j, decimal.Decimal(1)),
        *(fractions.Fraction(1, 2), DAY, ID, pathlib.Path("x"), Colour.RED),
        *(range(2), iter([]), types.MappingProxyType({}), collections.deque()),
        *(memoryview(b""), Order, print, ..., dict.keys({}), dict.items({})),
    ):
        for where in ([item], {"a": item}, item):
            with pytest.raises(snaproll.TypeMismatchError):
                Value(where)
        assert Value([item], encode=lambda _: "told").plain() == ["told"]
