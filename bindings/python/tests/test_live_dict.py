"""LiveDict: an object within a context, as a dict that writes through."""

import copy
import pickle
from collections.abc import MutableMapping

import pytest

import snaproll
from snaproll import LiveDict


@pytest.fixture
def items(context):
    context["d"] = {"a": 1, "b": {"c": []}, "e": None}
    return context["d"]


def test_reads_what_stands_there(items):
    assert isinstance(items, LiveDict) and isinstance(items, MutableMapping)
    assert len(items) == 3 and items["a"] == 1 and items["e"] is None
    assert list(items) == ["a", "b", "e"] == list(items.keys())
    assert list(items.values()) == [1, {"c": []}, None]
    assert dict(items.items()) == items.plain() == {**items}
    assert "e" in items and "x" not in items and 5 not in items
    assert "\ud800" not in items
    assert items.get("x") is None and items.get("x", 7) == 7
    assert items.get("b")["c"] == []
    with pytest.raises(KeyError) as caught:
        items["x"]
    assert caught.value.pointer == "/variables/d/x"
    for use in (lambda: items[5], lambda: items.get(5), lambda: items.pop(None)):
        with pytest.raises(TypeError):
            use()


def test_names_of_every_kind(context, items):
    for name in ("", "~", "/", "~1", "a/b~c", "-", "0", "é", "nul\0", "\u2028"):
        items[name] = {"l": []}
        items[name]["l"].append(name)
        assert items[name] == {"l": [name]} and name in items
        assert context.get_variable("d")[name] == {"l": [name]}
        del items[name]
        assert name not in items
    for name in ("\ud800", "x\udfff"):
        with pytest.raises(snaproll.ParseError):
            items[name] = 1
        with pytest.raises(snaproll.ParseError):
            items[name]
    for name in (5, None, b"x", ("x",)):
        with pytest.raises(snaproll.TypeMismatchError):
            items[name] = 1
        with pytest.raises(snaproll.TypeMismatchError):
            items.update({name: 1})
    assert len(items) == 3


def test_all_changes_of_a_dict(items):
    model = items.plain()
    for change in (
        lambda d: d.__setitem__("x", [1]),
        lambda d: d.update({"y": 1, "a": {"k": 2}}),
        lambda d: d.update([("z", 1)], w=2),
        lambda d: d.update(),
        lambda d: d.__delitem__("e"),
        lambda d: d.pop("x"),
        lambda d: d.pop("x", "none"),
        lambda d: d.pop("b"),
        lambda d: d.setdefault("a", 5),
        lambda d: d.setdefault("n"),
        lambda d: d.__ior__({"o": [3]}) and None,
        lambda d: d.popitem() if d.keys() == {"z"} else None,
        lambda d: d.clear(),
    ):
        assert change(items) == change(model)
        assert items == model and model == items
    with pytest.raises(KeyError):
        items.popitem()
    with pytest.raises(KeyError):
        items.pop("x")
    with pytest.raises(KeyError):
        del items["x"]
    with pytest.raises(TypeError):
        items.pop("x", 1, 2)


def test_popitem_takes_the_last_name(items):
    assert items.popitem() == ("e", None)
    name, item = items.popitem()
    assert (name, item) == ("b", {"c": []}) and type(item) is dict


def test_setdefault_gives_what_is_live(context, items):
    items.setdefault("l", []).append(1)
    items.setdefault("l", []).append(2)
    context.setdefault("m", {})["x"] = 3
    assert items["l"] == [1, 2] and context["m"] == {"x": 3}


def test_update_is_one_change(context, items):
    version = context.version
    with pytest.raises(snaproll.TypeMismatchError):
        items.update({"x": 1, "y": {2}})
    assert context.version == version and "x" not in items
    items.update({"x": 1, "y": 2})
    context.update({"p": 1, "q": 2})
    assert context.version == version + 2


def test_or_in_place_does_not_write_the_dict_again(context, items):
    version = context.version
    context["d"] |= {"x": 1}
    assert items["x"] == 1 and context.version == version + 1


def test_plain_copies_change_nothing(context, items):
    for taken in (items.plain(), items.copy(), copy.copy(items), items | {}):
        assert type(taken) is dict
        taken["b"]["c"].append(1)
        taken["new"] = 1
    assert copy.deepcopy(items) == items == pickle.loads(pickle.dumps(items))
    assert context.get_variable("d") == {"a": 1, "b": {"c": []}, "e": None}


def test_operators(items):
    assert items | {"a": 2} == {"a": 2, "b": {"c": []}, "e": None}
    assert {"a": 2, "z": 1} | items == {"a": 1, "b": {"c": []}, "e": None, "z": 1}
    assert items != {"a": 1} and items != [1] and items == items
    with pytest.raises(TypeError):
        hash(items)
    assert repr(items) == "LiveDict({'a': 1, 'b': {'c': []}, 'e': None})"
    assert items
    items.clear()
    assert not items


def test_view_whose_place_is_gone_says_so(context, items):
    del context["d"]
    for use in (
        lambda: items["a"],
        lambda: items.get("a"),
        lambda: "a" in items,
        lambda: len(items),
        lambda: list(items),
        lambda: items.update({"a": 1}),
        lambda: items.update(),
        lambda: items.pop("a", None),
        lambda: items.setdefault("a", 1),
        lambda: items.clear(),
        lambda: items == {},
        lambda: items.__setitem__("a", 1),
        lambda: items.__delitem__("a"),
    ):
        with pytest.raises(snaproll.NotFoundError) as caught:
            use()
        assert caught.value.pointer.startswith("/variables/d")
    assert repr(items) == "<LiveDict at '/variables/d': NOT_FOUND>"
    assert context == {}


def test_view_whose_place_holds_another_kind_says_so(context, items):
    for other in ([1], "text", 5, None):
        context["d"] = other
        for use in (
            lambda: items["0"],
            lambda: items.get("0"),
            lambda: items.update({"0": 1}),
            lambda: items.clear(),
            lambda: items.__setitem__("0", 5),
            lambda: items.__delitem__("0"),
        ):
            with pytest.raises(snaproll.TypeMismatchError) as caught:
                use()
            assert caught.value.pointer == "/variables/d"
        assert context.get_variable("d") == other


def test_views_follow_a_rollback(run):
    run["d"] = {"l": [1]}
    view = run["d"]["l"]
    before = run.snapshot()
    view.append(2)
    run.rollback_to(before)
    assert view == [1]
    view.append(3)
    assert run == {"d": {"l": [1, 3]}}
