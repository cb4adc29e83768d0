"""LiveList: an array within a context, as a list that writes through."""

import copy
import json
import pickle
from collections.abc import MutableSequence

import pytest

import snaproll
from snaproll import LiveDict, LiveList


@pytest.fixture
def items(context):
    context["l"] = [1, "x", {"a": []}, [2]]
    return context["l"]


def test_reads_what_stands_there(context, items):
    assert isinstance(items, LiveList) and isinstance(items, MutableSequence)
    assert len(items) == 4 and items[0] == 1 and items[-1] == [2]
    assert items[1:3] == ["x", {"a": []}] and type(items[1:3]) is list
    assert list(items) == [1, "x", {"a": []}, [2]]
    assert list(reversed(items))[0] == [2]
    assert "x" in items and [2] in items and "y" not in items
    assert items.index([2]) == 3 and items.count(1) == 1
    with pytest.raises(ValueError):
        items.index("y")
    for index in (4, -5):
        with pytest.raises(IndexError):
            items[index]
    with pytest.raises(TypeError):
        items["x"]


def test_writes_through(context, items):
    items.append({"role": "user"})
    items[0] = 5
    items[2]["a"].append(6)
    for part in items:
        if isinstance(part, LiveDict):
            part["seen"] = True
    assert context.get_variable("l") == [
        5,
        "x",
        {"a": [6], "seen": True},
        [2],
        {"role": "user", "seen": True},
    ]
    with pytest.raises(snaproll.NotFoundError):
        items[5] = 1


def test_all_changes_of_a_list(items):
    model = items.plain()
    for change in (
        lambda l: l.extend([7, {"k": 1}]),
        lambda l: l.insert(0, [0]),
        lambda l: l.insert(-1, "in"),
        lambda l: l.insert(99, "end"),
        lambda l: l.__setitem__(slice(1, 3), ["s"]),
        lambda l: l.__setitem__(slice(None, None, 3), ["t"] * len(l[::3])),
        lambda l: l.__delitem__(slice(0, 1)),
        lambda l: l.__delitem__(-1),
        lambda l: l.__delitem__(0),
        lambda l: l.__setitem__(-1, None),
        lambda l: l.pop(),
        lambda l: l.pop(0),
        lambda l: l.remove("in"),
        lambda l: l.reverse(),
        lambda l: l.sort(key=str, reverse=True),
        lambda l: l.__iadd__([1, 2]) and None,
        lambda l: l.extend([]),
        lambda l: l.clear(),
    ):
        assert change(items) == change(model)
        assert items == model and model == items
    for missing in (lambda: items.pop(), lambda: items.pop(3)):
        with pytest.raises(IndexError):
            missing()
    with pytest.raises(ValueError):
        items.remove(1)


def test_add_in_place_appends_and_does_not_write_the_list_again(context):
    context["l"] = [1]
    version = context.version
    context["l"] += [2, 3]
    assert context["l"] == [1, 2, 3] and context.version == version + 1
    context["d"] = {"l": [1]}
    context["d"]["l"] += (4,)
    assert context["d"] == {"l": [1, 4]}


def test_extend_is_one_change(context, items):
    version = context.version
    with pytest.raises(snaproll.TypeMismatchError):
        items.extend([1, {2}])
    assert context.version == version and len(items) == 4
    items.extend(range(5))
    assert context.version == version + 1


def test_extends_itself(context):
    context["l"] = [1, 2]
    context["l"].extend(context["l"])
    assert context["l"] == [1, 2, 1, 2]


def test_plain_copies_change_nothing(context, items):
    for taken in (items.plain(), items.copy(), items[:], copy.copy(items)):
        assert type(taken) is list
        taken.append(1)
        taken[2]["a"].append(1)
    assert copy.deepcopy(items) == items == pickle.loads(pickle.dumps(items))
    assert type(pickle.loads(pickle.dumps(items))) is list
    assert context.get_variable("l") == [1, "x", {"a": []}, [2]]
    assert json.dumps(items.plain())


def test_operators(items):
    assert items + [3] == [1, "x", {"a": []}, [2], 3]
    assert [3] + items == [3, 1, "x", {"a": []}, [2]]
    assert items != [1] and items != (1, "x") and items == items
    assert items == items._context["l"]
    with pytest.raises(TypeError):
        hash(items)
    assert repr(items) == "LiveList([1, 'x', {'a': []}, [2]])"
    assert items
    items.clear()
    assert not items


def test_parts_are_taken_from_elsewhere_as_they_are(context, items):
    context["m"] = items
    items.append(1)
    assert context["m"] == [1, "x", {"a": []}, [2]]
    items[0] = items[2]
    items.append(items[3])
    items.append(snaproll.Value([9]))
    items[2]["a"].append(3)
    assert items == [{"a": []}, "x", {"a": [3]}, [2], 1, [2], [9]]
    other = snaproll.Context("other")
    other["l"] = items[2]
    other["d"] = {"l": items, "n": [items[3]]}
    items[2]["a"].clear()
    assert other["l"] == {"a": [3]} and other["d"]["n"] == [[2]]


def test_view_whose_place_is_gone_says_so(context, items):
    part = items[2]["a"]
    del items[2]
    for use in (
        lambda: part.append(1),
        lambda: part.plain(),
        lambda: len(part),
        lambda: part == [],
        lambda: part.extend([1]),
        lambda: part.pop(),
    ):
        with pytest.raises(snaproll.SnaprollError):
            use()
    del context["l"]
    for use in (
        lambda: items.append(1),
        lambda: items.plain(),
        lambda: items[0],
        lambda: len(items),
        lambda: list(items),
        lambda: items.extend([]),
        lambda: items.insert(0, 1),
        lambda: items.extend([1, 2]),
        lambda: items.__setitem__(slice(0, 1), [1]),
        lambda: items.__delitem__(slice(0, 1)),
        lambda: items.pop(),
        lambda: items.clear(),
        lambda: items.sort(),
        lambda: items.__delitem__(0),
        lambda: items.__setitem__(0, 1),
        lambda: context.__setitem__("m", items),
    ):
        with pytest.raises(snaproll.NotFoundError) as caught:
            use()
        assert caught.value.pointer == "/variables/l"
    assert repr(items) == "<LiveList at '/variables/l': NOT_FOUND>"
    assert context == {}


def test_view_whose_place_holds_another_kind_says_so(context, items):
    for other in ({"0": 1}, "text", 5, None):
        context["l"] = other
        for use in (
            lambda: items[0],
            lambda: items.append(1),
            lambda: items.clear(),
            lambda: items.__delitem__(0),
            lambda: items.__setitem__(0, 1),
            lambda: items.insert(0, 1),
            lambda: items.extend([1, 2]),
            lambda: items.__setitem__(slice(0, 0), [1]),
            lambda: items.__delitem__(slice(0, 1)),
        ):
            with pytest.raises(snaproll.TypeMismatchError) as caught:
                use()
            assert caught.value.pointer == "/variables/l"
        assert context.get_variable("l") == other
    context["l"] = ["back"]
    assert items == ["back"]


def test_slices_and_their_like_are_one_splice(context, monkeypatch):
    calls = []
    splice = snaproll.Context.splice_json_at

    def counted(self, pointer, index, removed, text):
        calls.append((index, removed, text))
        splice(self, pointer, index, removed, text)

    def refused(*_):
        raise AssertionError("the whole list, or element by element")

    monkeypatch.setattr(snaproll.Context, "splice_json_at", counted)
    for name in ("set_json_at", "update_json_at", "append_json_at"):
        monkeypatch.setattr(snaproll.Context, name, refused)
    context["l"] = model = list(range(6))
    items = context["l"]
    for change, wanted in (
        (lambda l: l.insert(0, "x"), (0, 0, b'["x"]')),
        (lambda l: l.insert(-1, "y"), (6, 0, b'["y"]')),
        (lambda l: l.insert(99, "z"), (8, 0, b'["z"]')),
        (lambda l: l.extend([7, 8]), (9, 0, b"[7,8]")),
        (lambda l: l.__setitem__(slice(1, 3), "ab"), (1, 2, b'["a","b"]')),
        (lambda l: l.__setitem__(slice(4, 1), [1]), (4, 0, b"[1]")),
        (lambda l: l.__setitem__(slice(-2, None), []), (10, 2, b"[]")),
        (lambda l: l.__delitem__(slice(0, 2)), (0, 2, b"[]")),
        (lambda l: l.__delitem__(slice(4, 1, -1)), (2, 3, b"[]")),
        (lambda l: l.__delitem__(slice(None)), (0, 5, b"[]")),
    ):
        version = context.version
        change(items)
        change(model)
        assert items == model and context.version == version + 1
        assert calls.pop() == wanted and not calls


def test_extended_slices_are_one_change(context):
    context["l"] = model = list(range(10))
    items, version = context["l"], context.version
    for change in (
        lambda l: l.__setitem__(slice(None, None, 2), "abcde"),
        lambda l: l.__setitem__(slice(None, None, -3), iter("wxyz")),
        lambda l: l.__delitem__(slice(1, None, 3)),
        lambda l: l.__delitem__(slice(None, None, -2)),
    ):
        change(items)
        change(model)
        version += 1
        assert items == model and context.version == version


def test_errors_come_in_the_order_of_a_list(context):
    context["l"] = model = [0, 1, 2, 3]
    items, version = context["l"], context.version

    def broken():
        yield 1
        raise ZeroDivisionError

    for change, kind in (
        (lambda l: l.__setitem__(slice(0, 2), 5), TypeError),
        (lambda l: l.__setitem__(slice(0, 2), broken()), ZeroDivisionError),
        (lambda l: l.__setitem__(slice("a", 2), broken()), TypeError),
        (lambda l: l.__setitem__(slice(0, 2, 0), 5), ValueError),
        (lambda l: l.__setitem__(slice(0, 4, 2), broken()), ZeroDivisionError),
        (lambda l: l.__setitem__(slice(0, 4, 2), [1]), ValueError),
        (lambda l: l.__delitem__(slice(0, 2, 0)), ValueError),
        (lambda l: l.__delitem__(slice(0, "b")), TypeError),
        (lambda l: l.insert("a", 1), TypeError),
        (lambda l: l.insert(None, 1), TypeError),
        (lambda l: l.insert(2**70, 1), OverflowError),
        (lambda l: l.extend(5), TypeError),
        (lambda l: l.__iadd__(None), TypeError),
    ):
        for one in (items, model):
            with pytest.raises(kind):
                change(one)
    with pytest.raises(ValueError) as caught:
        items[::2] = [1]
    assert str(caught.value) == (
        "attempt to assign sequence of size 1 to extended slice of size 2"
    )
    for change in (
        lambda l: l.__setitem__(slice(0, 1), [1, {2}]),
        lambda l: l.insert(0, {2}),
        lambda l: l.extend([{2}]),
    ):
        with pytest.raises(snaproll.TypeMismatchError):
            change(items)
    extended = list(model)
    with pytest.raises(ZeroDivisionError):
        items.extend(broken())
    assert items == extended and context.version == version


def test_slices_take_what_iterates_once_and_live_parts(context):
    context["l"], context["m"] = [1, 2], [[3]]
    context["l"][1:1] = (n for n in (8, 9))
    context["l"].extend(iter([4]))
    context["l"][:1] = context["m"]
    context["l"].insert(0, context["m"])
    context["l"].insert(0, snaproll.Value({"v": 1}))
    assert context["l"] == [{"v": 1}, [[3]], [3], 8, 9, 2, 4]
    context["l"][:] = context["l"]
    assert len(context["l"]) == 7
