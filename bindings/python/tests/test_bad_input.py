"""Bad input: an error with a code and a clear line, never a crash."""

import inspect

import pytest
from hypothesis import given
from hypothesis import strategies as st

import snaproll
from snaproll._handle import Handle
from test_lifetime import handles

BAD = [
    *(None, True, -1, 2**63, 2**64, 10**400, 1.5, float("nan"), 1j),
    *("", "\0", "\ud800", "x" * 70_000, "/variables", "~2", b"", b"\xff{"),
    *([], {}, {1: 2}, [[[]]], set(), object(), type, print, ...),
    *(snaproll.State.FAILED, snaproll.Value([1]), snaproll.Cancel()),
]
EXPECTED = (snaproll.SnaprollError, TypeError, ValueError, LookupError)


def methods(handle):
    for name, member in inspect.getmembers(type(handle)):
        if name == "show":
            continue  # It writes files: test_html_page.py.
        if name.startswith("_") and name not in (
            *("__getitem__", "__setitem__", "__delitem__", "__contains__"),
            *("__eq__", "__ior__", "__iter__", "__len__"),
        ):
            continue
        if inspect.isfunction(member) or inspect.ismethod(member):
            yield name, getattr(handle, name)


def tried(method, arguments):
    try:
        result = method(*arguments)
    except EXPECTED:
        return
    if inspect.isgenerator(result):
        list(result)


@pytest.mark.parametrize("noun", handles())
def test_bad_arguments_of_every_method(noun):
    for name, method in methods(handles()[noun]):
        for bad in BAD:
            for arguments in ((), (bad,), (bad, bad), ("a", bad), (bad, "a")):
                handle = handles()[noun] if name in ("close", "commit") else None
                tried(getattr(handle, name) if handle else method, arguments)


def test_bad_arguments_of_every_constructor():
    for kind in vars(snaproll).values():
        if not isinstance(kind, type) or not issubclass(kind, Handle):
            continue
        options = inspect.signature(kind).parameters
        for bad in BAD:
            for arguments in ((), (bad,), (bad, bad)):
                tried(kind, arguments)
            for option in options:
                try:
                    kind(**{option: bad})
                except EXPECTED:
                    pass


@given(st.binary(max_size=60))
def test_bytes_that_may_be_json(data):
    for read in (
        snaproll.Value.parse,
        snaproll.Context.from_json,
        snaproll.Snapshot.from_json,
        snaproll.Checkpoint.from_json,
        snaproll.NodeResult.from_json,
        snaproll.RollbackResult.from_json,
    ):
        tried(read, (data,))


@given(st.text(max_size=20), st.text(max_size=20))
def test_text_that_may_be_a_pointer_or_a_name(a, b):
    with snaproll.Context("flow") as context:
        context.update({"a": {"b": [1, {"c": "x"}]}})
        for call in (
            lambda: context.get_at(a),
            lambda: context.get_at(f"/variables/a{a}"),
            lambda: context.set_at(f"/variables/a/b/{a}", b),
            lambda: context.append_text_at(f"/variables/a/b/1/c{a}", b),
            lambda: context.remove_at(f"/variables{a}"),
            lambda: context.record_node_result(a, b),
            lambda: context.take_snapshot(a, reason=b),
            lambda: context.__setitem__(a, b),
            lambda: snaproll.Time.parse(a),
            lambda: snaproll.Manager().get(a),
        ):
            tried(call, ())
        assert snaproll.Context.from_json(context.to_json()).plain() == context.plain()


def test_text_of_64_mib_is_held_and_one_byte_more_is_a_limit(context):
    text = "x" * (64 * 2**20)
    context["a"] = text
    with pytest.raises(snaproll.LimitError):
        context["a"] = text + "x"
    with pytest.raises(snaproll.LimitError):
        context.append_text_at("/variables/a", "x")
    assert context.get_value_at("/variables/a").size == len(text)


def test_name_of_64_kib_is_held_and_one_byte_more_is_a_limit(context):
    context["d"] = {}
    for items in (context, context["d"]):
        items["x" * 65_536] = 1
        with pytest.raises(snaproll.LimitError):
            items["x" * 65_537] = 1
        assert items["x" * 65_536] == 1


def test_floats_and_flags_of_other_types(context):
    result = snaproll.NodeResult()
    for bad in ("x", None, 1j):
        with pytest.raises(snaproll.TypeMismatchError):
            result.set_cost_usd(bad)
    with pytest.raises(snaproll.RangeError):
        result.set_cost_usd(10**400)
    with pytest.raises(snaproll.TypeMismatchError):
        result.retry_count = "1"


def test_lone_surrogates_are_no_names(context):
    for call in (
        lambda: context.__setitem__("\ud800", 1),
        lambda: context["\ud800"],
        lambda: context.get_at("/variables/\ud800"),
        lambda: context.record_node_result("\ud800", 1),
        lambda: snaproll.Context("\ud800"),
        lambda: snaproll.Execution(execution_id="a\ud800"),
    ):
        with pytest.raises(snaproll.ParseError) as caught:
            call()
        assert "lone surrogate" in caught.value.message
        assert caught.value.offset is not None
    assert "\ud800" not in context and context == {}
