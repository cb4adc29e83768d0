"""Errors: a class and a code for each, with the place where there is one."""

import pickle
import re

import pytest

import snaproll
from conftest import ROOT
from snaproll import Code
from snaproll._error import python_names


def test_each_code_has_one_class():
    classes = {
        kind.default_code
        for kind in vars(snaproll).values()
        if isinstance(kind, type)
        and issubclass(kind, snaproll.SnaprollError)
        and kind is not snaproll.SnaprollError
    }
    assert classes == set(Code) - {Code.OK}


@pytest.mark.parametrize(
    "kind, bases",
    [
        (snaproll.InvalidArgumentError, (ValueError,)),
        (snaproll.ParseError, (ValueError,)),
        (snaproll.TypeMismatchError, (TypeError,)),
        (snaproll.RangeError, (ValueError,)),
        (snaproll.LimitError, (ValueError,)),
        (snaproll.NotFoundError, (LookupError, KeyError, IndexError)),
        (snaproll.NoMemoryError, (MemoryError,)),
        (snaproll.InternalError, (RuntimeError,)),
    ],
)
def test_classes_are_those_of_python_too(kind, bases):
    assert all(issubclass(kind, base) for base in bases)


def test_parse_error_tells_offset_and_hint(context):
    with pytest.raises(snaproll.ParseError) as caught:
        context.set_variable_json("a", '{"b": nope}')
    assert caught.value.code is Code.PARSE
    assert caught.value.code_name == "PARSE"
    assert caught.value.offset == 7
    with pytest.raises(snaproll.ParseError) as caught:
        context.set_variable_json("a", "plain text")
    assert caught.value.offset == 0
    assert "Context.set_variable_text" in caught.value.hint
    assert caught.value.hint in str(caught.value)
    assert "a" not in context


def test_hints_name_what_is_there_in_python():
    sources = (ROOT / "capi" / "src").glob("*.cpp")
    texts = "".join(path.read_text() for path in sources)
    hints = re.findall(r'"[^"\n]*(snaproll_[a-z]+_[a-z0-9_]+)[^"\n]*"', texts)
    named = [name for hint in hints for name in python_names(hint).split(" with ")]
    assert named
    for name in named:
        thing = snaproll
        for part in name.split("."):
            thing = getattr(thing, part)


def test_not_found_error_tells_the_pointer(context):
    context["a"] = {"b": 1}
    with pytest.raises(snaproll.NotFoundError) as caught:
        context.get_at("/variables/a/c")
    assert caught.value.code is Code.NOT_FOUND
    assert caught.value.pointer == "/variables/a/c"
    assert caught.value.offset is None
    assert caught.value.native == 0
    assert str(caught.value).startswith(caught.value.message)


def test_type_error_of_a_form_tells_the_pointer():
    with pytest.raises(snaproll.TypeMismatchError) as caught:
        snaproll.Context.from_json('{"execution_id": 7}')
    assert caught.value.pointer == "/execution_id"


def test_missing_member_of_a_form_is_not_found_with_its_pointer():
    with pytest.raises(snaproll.NotFoundError) as caught:
        snaproll.Context.from_json('{"execution_id": "x"}')
    assert caught.value.pointer == "/workflow_id"


def test_repeated_member_of_a_form_exists():
    with pytest.raises(snaproll.ExistsError) as caught:
        snaproll.Context.from_json('{"execution_id": "x", "execution_id": "x"}')
    assert caught.value.pointer == "/execution_id"


def test_error_of_a_failed_rollback_carries_the_result(context):
    manager = snaproll.Manager()
    with pytest.raises(snaproll.NotFoundError) as caught:
        manager.rollback(context)
    assert caught.value.message == "No snapshots available"
    result = caught.value.result
    assert not result.success
    assert result.error == "No snapshots available"
    assert result.applied_snapshot_id is None


def test_errors_can_be_pickled():
    error = snaproll.ParseError("no", hint="so", pointer="/a", offset=3, native=5)
    again = pickle.loads(pickle.dumps(error))
    assert type(again) is snaproll.ParseError
    assert vars(again) == vars(error)
    assert str(again) == 'no at "/a" at byte 3 (so)'


def test_error_of_a_failed_rollback_keeps_its_result_when_pickled(run):
    with pytest.raises(snaproll.InvalidArgumentError) as caught:
        run.rollback_n(0)
    again = pickle.loads(pickle.dumps(caught.value))
    assert str(again) == "Cannot rollback 0 steps"
    assert again.result.to_json() == caught.value.result.to_json()


def test_text_of_an_error_tells_the_place(context):
    with pytest.raises(snaproll.ParseError) as caught:
        context.set_json_at("/variables/a", "[1,]")
    assert str(caught.value) == "expected a JSON value at byte 3"
    with pytest.raises(snaproll.NotFoundError) as caught:
        context.get_at("/variables/a")
    assert str(caught.value) == (
        'nothing stands at this pointer at "/variables/a"'
    )


def test_code_that_is_not_known_is_a_snaproll_error():
    from ctypes import c_void_p

    from snaproll._error import take

    error = take(-99, c_void_p())
    assert type(error) is snaproll.SnaprollError
    assert error.code == -99
    assert error.code_name == "UNKNOWN_CODE"


def test_stopped_error_of_a_triggered_cancel(context):
    cancel = snaproll.Cancel()
    assert context.to_json(cancel)
    cancel.trigger()
    with pytest.raises(snaproll.StoppedError) as caught:
        context.to_json(cancel)
    assert caught.value.code is Code.STOPPED
    with pytest.raises(snaproll.StoppedError):
        snaproll.Value.parse("[1]", cancel=cancel)


def test_limit_error_of_each_limit():
    long = {
        "depth": (2, [1], [[1]]),
        "integer_digits": (3, 999, 1000),
        "number_bytes": (4, 1.25, 1.125),
        "text_bytes": (3, "abc", "abcd"),
        "members": (2, [1, 2], [1, 2, 3]),
    }
    for name, (limit, fits, exceeds) in long.items():
        context = snaproll.Context("flow", limits={name: limit})
        context.set_json_at("/variables/a", snaproll.Value(fits).to_json())
        with pytest.raises(snaproll.LimitError) as caught:
            context.set_json_at("/variables/a", snaproll.Value(exceeds).to_json())
        assert caught.value.code is Code.LIMIT
        assert context["a"] == fits
    context = snaproll.Context("f", execution_id="x", limits={"name_bytes": 2})
    context["ab"] = 1
    with pytest.raises(snaproll.LimitError):
        context["abc"] = 1
    context = snaproll.Context("f", execution_id="x", limits={"id_bytes": 9})
    context.record_node_result("x" * 9, 1)
    with pytest.raises(snaproll.LimitError):
        context.record_node_result("x" * 10, 1)
    context = snaproll.Context("flow", limits={"state_bytes": 1_000})
    with pytest.raises(snaproll.LimitError):
        context["a"] = "x" * 1_000
    assert len(context) == 0


def test_limit_that_is_none_is_refused():
    with pytest.raises(snaproll.InvalidArgumentError) as caught:
        snaproll.Options(limits={"height": 3})
    assert "depth, integer_digits" in str(caught.value)
    for limit, value in (("depth", 0), ("depth", 10_001), (99, 1), (None, 1)):
        with pytest.raises(snaproll.InvalidArgumentError):
            snaproll.Options(limits={limit: value})
    with pytest.raises(snaproll.RangeError):
        snaproll.Options(limits={"depth": -1})
