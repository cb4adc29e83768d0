"""The decorator `step`: functions that are steps wherever they are called."""

import datetime
import functools
import hashlib
import importlib.util
import inspect

import pytest

import snaproll
from snaproll import Execution


def test_function_is_run_once_for_each_node(run):
    calls = []

    @snaproll.step
    def fetch(run, url, *, times=1):
        """Fetches."""
        calls.append(url)
        run["last"] = url
        return (url, times)

    assert fetch(run, "a") == ["a", 1]
    assert fetch(run, "a") == fetch(run, url="a") == fetch(run=run, url="a") == ["a", 1]
    assert fetch(run, "a", times=1) == ["a", 1]  # As by default.
    assert calls == ["a"]
    assert fetch(run, "b") == ["b", 1] and fetch(run, "a", times=2) == ["a", 2]
    assert calls == ["a", "b", "a"] and run["last"] == "a"
    assert len(run.node_results) == 3
    assert all(node.startswith("fetch#") for node in run.node_results)


def test_names_are_the_same_in_every_process(run):
    @snaproll.step
    def fetch(run, url, limits=None):
        return None

    @snaproll.step
    def plan(run):
        return None

    fetch(run, "https://example.org", {"b": 1, "a": [True]})
    plan(run)
    told = b'{"limits":{"a":[true],"b":1}}{"url":"https://example.org"}'
    digest = hashlib.sha256(told).hexdigest()
    assert list(run.node_results) == [f"fetch#{digest[:16]}", "plan"]


def test_name_that_is_told_is_one_node_whatever_else_is_given(run):
    @snaproll.step("fetch")
    def fetch(run, url):
        return url

    assert fetch(run, "a") == "a" and fetch(run, "b") == "a"
    assert run.is_done("fetch")


def test_name_may_be_made_of_arguments(run):
    @snaproll.step("charge/{order[id]}/{currency}", irreversible=True)
    def charge(run, order, currency="EUR"):
        return order["id"]

    assert charge(run, {"id": 7}) == 7 and charge(run, {"id": 8}, "USD") == 8
    assert list(run.node_results) == ["charge/7/EUR", "charge/8/USD"]
    assert [attempt.irreversible for attempt in run.attempts()] == [True, True]
    with pytest.raises(KeyError):
        charge(run, {})
    assert len(run.attempts()) == 2


def test_failure_is_rolled_back_or_recorded_as_told(run):
    @snaproll.step
    def back(run):
        run["a"] = 1
        raise OSError("no")

    @snaproll.step(on_error="fail")
    def stay(run):
        run["b"] = 1
        raise OSError("no")

    for function in (back, stay):
        with pytest.raises(OSError, match="no"):
            function(run)
    assert run == {"b": 1}
    assert [one.outcome for one in run.attempts()] == ["rolled_back", "failed"]


class Agent:
    def __init__(self, name):
        self.name = name

    @snaproll.step("{self.name}/think/{about}")
    def think(self, run, about):
        return f"{self.name} on {about}"

    @classmethod
    @snaproll.step("{cls.__name__}/make")
    def make(cls, run):
        return cls.__name__

    @staticmethod
    @snaproll.step
    def rest(run, hours):
        return hours


def test_methods_take_the_execution_behind_self(run):
    one, two = Agent("one"), Agent("two")
    assert one.think(run, "x") == "one on x" == one.think(run, about="x")
    assert two.think(run=run, about="x") == "two on x"
    assert Agent.make(run) == "Agent" == one.make(run)
    assert Agent.rest(run, 8) == 8 == one.rest(run, 8)
    assert Agent.think(one, run, "y") == "one on y"
    names = list(run.node_results)
    assert names[:3] == ["one/think/x", "two/think/x", "Agent/make"]
    assert names[3].startswith("Agent.rest#") and names[4:] == ["one/think/y"]


def test_function_stays_what_it_was():
    def work(run: Execution, a: int, b: str = "x") -> dict:
        """What it does."""

    made = snaproll.step("w")(work)
    assert made.__name__ == "work" and made.__doc__ == "What it does."
    assert inspect.signature(made) == inspect.signature(work)
    assert made.__wrapped__ is work


def test_arguments_are_written_as_the_execution_is_told():
    @snaproll.step
    def fetch(run, day, *more, **named):
        return [str(day), *more, named]

    day = datetime.date(2024, 1, 2)
    with Execution(encode=str) as run:
        assert fetch(run, day) == ["2024-01-02", {}]
        assert fetch(run, day, 1, x=2) == ["2024-01-02", 1, {"x": 2}]
        assert fetch(run, day, x=2) == ["2024-01-02", {"x": 2}]
        assert fetch(run, day, y=2) == ["2024-01-02", {"y": 2}]
        assert len(run.node_results) == 4
    with Execution() as run:
        with pytest.raises(snaproll.TypeMismatchError) as caught:
            fetch(run, [day])
        assert caught.value.pointer == "/day/0"
        assert run.attempts() == []


def test_default_that_is_no_json_does_not_count(run):
    nothing = object()

    @snaproll.step
    def fetch(run, a=nothing, b=datetime.date(2024, 1, 2)):
        return a is nothing

    assert fetch(run) is True and fetch(run, nothing) is True
    assert fetch(run, 1) is False and fetch(run, b=3) is True
    assert len(run.node_results) == 3


def test_call_without_an_execution_is_told(run):
    @snaproll.step
    def fetch(run, url):
        return url

    for wrong in ("x", None, run.context):
        with pytest.raises(snaproll.TypeMismatchError) as caught:
            fetch(wrong, "x")
        assert "an Execution has to be its first argument" in caught.value.message
        assert type(wrong).__name__ in caught.value.message
    with pytest.raises(snaproll.TypeMismatchError, match="its second argument"):
        Agent("one").think("x", run)
    for wrong in ((run,), (run, 1, 2), ()):
        with pytest.raises(TypeError, match="argument"):
            fetch(*wrong)
    with pytest.raises(snaproll.UnusableError):
        run.close()
        fetch(run, "x")


def test_what_can_not_be_a_step_is_refused_when_it_is_defined():
    def refused(kind, text, make):
        with pytest.raises(kind, match=text):
            make()

    def work(run, a):
        return a

    def method(self, run):
        return None

    def pages(run):
        yield 1

    async def stream(run):
        yield 1

    wrong, bad = snaproll.TypeMismatchError, snaproll.InvalidArgumentError
    refused(wrong, "a generator is no step", lambda: snaproll.step(pages))
    refused(wrong, "a generator is no step", lambda: snaproll.step(stream))
    refused(wrong, "staticmethod", lambda: snaproll.step(staticmethod(work)))
    refused(wrong, "not of int", lambda: snaproll.step(5))
    refused(wrong, "not of type", lambda: snaproll.step("n")(Agent))
    refused(wrong, "not of partial", lambda: snaproll.step(functools.partial(work)))
    refused(wrong, "has to be the execution", lambda: snaproll.step(lambda: 1))
    refused(bad, "method's node has to be told", lambda: snaproll.step(method))
    refused(bad, "a lambda's node has to be told", lambda: snaproll.step(lambda r: 1))
    refused(bad, "the name is empty", lambda: snaproll.step("")(work))
    refused(bad, "names 'b', which is no arg", lambda: snaproll.step("{b}")(work))
    refused(bad, "names '', which is no arg", lambda: snaproll.step("{}")(work))
    refused(bad, "is no format", lambda: snaproll.step("{a")(work))
    refused(bad, "on_error", lambda: snaproll.step(on_error="ignore"))


def test_steps_may_call_steps(run):
    @snaproll.step
    def inner(run, n):
        run["n"] = n
        return n

    @snaproll.step
    def outer(run):
        return [inner(run, 1), inner(run, 2)]

    assert outer(run) == [1, 2] == outer(run)
    assert run["n"] == 2 and len(run.node_results) == 3


def test_no_module_has_the_name_of_the_decorator():
    assert importlib.util.find_spec("snaproll.step") is None
    assert callable(snaproll.step) and snaproll.Step.__module__ == "snaproll._step"
