"""What a checkpoint writes is what changed, and what changed is always written."""

import copy
import random

import pytest
from hypothesis import given
from hypothesis import strategies as st
from langchain_core.messages import AIMessage, HumanMessage

import snaproll
from saver_model import checkpoint, config, exact, put
from snaproll.langgraph import SnaprollSaver


def words(number):
    """500 bytes that are like no other ones."""
    return f"{number:08}".join(f"{(number * 7919 + at) % 99991:05}" for at in range(39))


class Line:
    """Checkpoints one after the other on one thread."""

    def __init__(self, saver, thread="t"):
        self.saver, self.thread, self.number, self.versions = saver, thread, 0, {}

    def put(self, values, changed, writes=()):
        if writes:
            told = config(self.thread, f"{self.number:08}")
            self.saver.put_writes(told, writes, f"task {self.number}")
        parent = f"{self.number:08}" if self.number else None
        self.number += 1
        new = {name: self.number for name in changed}
        self.versions |= new
        made = checkpoint(self.number, values, dict(self.versions))
        told = {"source": "loop", "step": self.number, "parents": {}}
        self.saver.put(config(self.thread, parent), made, told, new)

    def values(self, number=None):
        told = config(self.thread, number and f"{number:08}")
        return self.saver.get_tuple(told).checkpoint["channel_values"]


def record_bytes(saver):
    return saver.store.stats().record_bytes


@pytest.mark.parametrize("kind", ["text", "dict", "message"])
def test_the_bytes_of_a_step_do_not_grow_with_the_steps(path, kind):
    made = {
        "text": words,
        "dict": lambda n: {"role": "user", "content": words(n), "n": n},
        "message": lambda n: HumanMessage(words(n), id=str(n)),
    }[kind]
    with SnaprollSaver(path) as saver:
        line, document = Line(saver), {f"s{n}": words(n) for n in range(500)}
        messages, sizes = [], []
        for step in range(400):
            if step in (100, 200, 300, 399):
                sizes.append(record_bytes(saver))
            new = made(step)
            messages = [*messages, new]
            values = {"document": document, "messages": messages, "score": step}
            changed = values if step == 0 else ("messages", "score")
            line.put(values, changed, step and [("messages", [new]), ("score", step)])
        early, late = sizes[1] - sizes[0], sizes[3] - sizes[2]
        assert late <= 1.05 * early, sizes
        assert early <= 100 * 1_800  # Both the write and the element, and their names.
        assert exact(line.values()["messages"], messages)


def test_bytes_that_grow_share_what_they_were(path):
    with SnaprollSaver(path) as saver:
        line, model = Line(saver), random.Random(7).randbytes(300_000)
        line.put({"model": model, "n": 0}, ["model", "n"])
        first = saver.store.stats().blob_bytes
        for step in range(20):
            model += random.Random(step).randbytes(200)
            line.put({"model": model, "n": step}, ["model", "n"])
        grown = saver.store.stats().blob_bytes - first
        assert grown <= 20 * 10_000, grown
        assert record_bytes(saver) <= 22 * 1_000
        assert line.values()["model"] == model
        assert line.values(1)["model"] == model[:300_000]
        saver.prune(["t"])
        saver.store.compact()
        assert saver.store.stats().blobs == 1
        assert line.values()["model"] == model


def test_the_writes_of_a_task_and_a_checkpoint_are_a_commit_each(path):
    with SnaprollSaver(path) as saver:
        line = Line(saver)
        line.put({"n": 0}, ["n"])
        before = saver.store.stats()
        for step in range(100):
            line.put({"n": step}, ["n"], writes=[("n", step), ("other", step)])
        after = saver.store.stats()
    assert after.commits - before.commits == 200
    assert after.syncs - before.syncs <= 1.1 * 200


def test_a_member_of_a_large_dict_is_written_alone(path):
    with SnaprollSaver(path) as saver:
        line, state = Line(saver), {f"k{n}": [words(n)] for n in range(500)}
        line.put({"d": state}, ["d"])
        before = record_bytes(saver)
        for step in range(20):
            state = {**state, f"k{step}": [words(step), step], f"new {step}": step}
            line.put({"d": state}, ["d"])
        assert record_bytes(saver) - before <= 20 * 1_000
        assert exact(line.values()["d"], state)


def test_a_list_within_the_root_is_written_element_by_element(path):
    with SnaprollSaver(path) as saver:
        line, root = Line(saver), {"messages": [words(n) for n in range(500)], "n": 0}
        line.put({"__root__": root}, ["__root__"])
        before = record_bytes(saver)
        for step in range(20):
            root = {"messages": [*root["messages"], words(1_000 + step)], "n": step}
            line.put({"__root__": root}, ["__root__"])
        assert record_bytes(saver) - before <= 20 * 1_500
        assert exact(line.values()["__root__"], root)


def test_bytes_are_written_once_where_they_stay(path):
    with SnaprollSaver(path) as saver:
        line, blob = Line(saver), bytes(range(256)) * 4_000
        line.put({"blob": blob, "n": 0}, ["blob", "n"])
        before = record_bytes(saver)
        for step in range(1, 20):
            line.put({"blob": blob, "n": step}, ["n"])
        assert record_bytes(saver) - before <= 19 * 1_000
        assert line.values()["blob"] == blob


# In-place changes.


def test_the_list_that_was_given_may_grow_in_place(path):
    with SnaprollSaver(path) as saver:
        line, messages = Line(saver), [words(n) for n in range(100)]
        for step in range(5):
            line.put({"m": messages}, ["m"])
            assert line.values()["m"] == messages
            messages.append(words(100 + step))


@pytest.mark.parametrize("at", [-1, -16])
def test_a_change_in_place_near_the_end_is_found_at_once(path, at):
    with SnaprollSaver(path) as saver:
        line, items = Line(saver), [{"n": n} for n in range(200)]
        line.put({"m": items}, ["m"])
        items[at]["n"] = "changed"
        line.put({"m": [*items]}, ["m"])
        assert line.values()["m"] == items


def test_a_change_in_place_of_what_was_written_in_this_step_is_found_at_once(path):
    with SnaprollSaver(path) as saver:
        line, items = Line(saver), [HumanMessage(str(n)) for n in range(200)]
        line.put({"m": items}, ["m"])
        items[5].content = "changed"
        line.put({"m": [*items]}, ["m"], writes=[("m", [items[5]])])
        assert line.values()["m"] == items


def test_a_change_in_place_is_found_in_its_turn(path):
    with SnaprollSaver(path) as saver:
        line, items = Line(saver), [{"n": n} for n in range(200)]
        line.put({"m": items}, ["m"])
        items[50]["n"] = "changed"
        for _ in range(200 // 16 + 1):
            line.put({"m": [*items]}, ["m"])
        assert line.values()["m"] == items


def test_compare_all_finds_each_change_in_place(path):
    with SnaprollSaver(path, compare="all") as saver:
        line, items = Line(saver), [{"n": n} for n in range(200)]
        named = {f"k{n}": [n] for n in range(200)}
        line.put({"m": items, "d": named}, ["m", "d"])
        items[50]["n"] = named["k50"][0] = "changed"
        line.put({"m": [*items], "d": {**named}}, ["m", "d"])
        assert line.values() == {"m": items, "d": named}


def test_compare_takes_one_of_two_words(path):
    with pytest.raises(snaproll.InvalidArgumentError, match="'recent' or 'all'"):
        SnaprollSaver(path, compare="none")


def test_what_was_read_is_known_as_written(path):
    with SnaprollSaver(path) as saver:
        line = Line(saver)
        line.put({"m": [{"n": words(n)} for n in range(300)]}, ["m"])
    with SnaprollSaver(path) as saver:
        line.saver = saver
        items = line.values()["m"]
        before = record_bytes(saver)
        line.put({"m": [*items[:100], *items[101:], {"n": "x"}]}, ["m"])
        assert record_bytes(saver) - before <= 2_000
        assert line.values()["m"] == [*items[:100], *items[101:], {"n": "x"}]


items = st.one_of(
    st.integers(0, 5),
    st.dictionaries(st.sampled_from(["b", "a", "$x"]), st.integers(0, 3), max_size=2),
    st.builds(AIMessage, st.sampled_from(["a", "b"])),
)


@given(st.data())
def test_any_edit_of_a_long_list_or_a_large_dict_comes_back(data):
    """Elements are inserted, removed, moved, replaced, and put back as copies."""
    with SnaprollSaver(":memory:") as saver:
        line = Line(saver)
        current = [{"n": n} if n % 3 else n for n in range(70)]
        named = {f"k{n}": [n] for n in range(70)}
        for _ in range(data.draw(st.integers(1, 5))):
            current, named = [*current], {**named}
            for _ in range(data.draw(st.integers(0, 3))):
                begin = data.draw(st.integers(0, len(current)))
                end = data.draw(st.integers(begin, min(len(current), begin + 20)))
                new = data.draw(st.lists(items, max_size=20))
                current[begin:end] = data.draw(
                    st.sampled_from([new, current[begin:end][::-1] + new])
                )
                name = f"k{data.draw(st.integers(0, 80))}"
                named.pop(name, None)
                if data.draw(st.booleans()):
                    named[name] = data.draw(items)
            if data.draw(st.booleans()):
                current, named = copy.deepcopy(current), copy.deepcopy(named)
            line.put({"m": current, "d": named}, ["m", "d"])
            found = line.values()
            assert exact(found["m"], current) and exact(found["d"], named)
