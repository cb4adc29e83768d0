"""Lists, policies, pruning, copies, private channels: what keeps a thread and how."""

import asyncio
import operator
import pickle
from typing import Annotated, TypedDict

import pytest
from langgraph.channels.delta import DeltaChannel
from langgraph.checkpoint.base import CheckpointTuple
from langgraph.graph import END, START, StateGraph

import snaproll
from saver_model import config, put, told
from snaproll.langgraph import SnaprollSaver


@pytest.fixture
def saver(path):
    with SnaprollSaver(path) as made:
        yield made


def ids(found):
    return [one.config["configurable"]["checkpoint_id"] for one in found]


def test_a_list_may_be_iterated_while_the_saver_is_called(saver):
    for number in range(1, 8):
        put(saver, number, {"n": number}, parent=number - 1 or None)
    seen = []
    for one in saver.list(config()):
        seen.append(one.checkpoint["channel_values"]["n"])
        put(saver, 10 + len(seen), {"n": 0}, parent=7)
        saver.put_writes(one.config, [("n", 1)], "task")
        assert saver.get_tuple(one.config) is not None
    assert seen == [7, 6, 5, 4, 3, 2, 1]
    assert len(list(saver.list(config()))) == 14


def test_an_async_list_may_be_iterated_while_the_saver_is_called(saver):
    async def main():
        for number in range(1, 4):
            put(saver, number, {"n": number})
        seen = []
        async for one in saver.alist(config()):
            seen.append(one.checkpoint["channel_values"]["n"])
            await saver.aget_tuple(config())
            await saver.aput_writes(one.config, [("n", 1)], "task")
        return seen

    assert asyncio.run(main()) == [3, 2, 1]


def test_what_a_list_gives_is_a_plain_tuple_in_all_that_is_done_with_it(saver):
    put(saver, 1, {"n": {"b": 1, "a": 2}})
    saver.put_writes(config(checkpoint="00000001"), [("n", 5)], "task")
    (lazy,) = saver.list(config())
    whole = saver.get_tuple(lazy.config)
    assert (
        isinstance(lazy, CheckpointTuple)
        and lazy == whole
        and told(lazy) == told(whole)
    )
    where, made, metadata, parent, writes = lazy
    assert (made, writes) == (whole.checkpoint, whole.pending_writes)
    assert lazy[1]["channel_values"] == {"n": {"b": 1, "a": 2}}
    assert type(lazy.checkpoint) is dict and type(lazy.pending_writes) is list
    assert pickle.loads(pickle.dumps(lazy)) == whole
    assert lazy._replace(metadata={}).checkpoint == whole.checkpoint
    assert repr(lazy) == repr(whole)


def test_a_checkpoint_of_a_list_that_was_deleted_meanwhile_tells_so(saver):
    put(saver, 1, {"n": 1})
    (lazy,) = saver.list(config())
    saver.delete_thread("t")
    with pytest.raises(snaproll.NotFoundError, match="thread 't' was deleted"):
        lazy.checkpoint


def test_all_threads_are_listed_by_id_newest_first(saver):
    for number in range(1, 7):
        put(saver, number, thread=f"t{number % 3}")
    assert ids(saver.list(None)) == [f"{number:08}" for number in range(6, 0, -1)]
    assert ids(saver.list(None, limit=2)) == ["00000006", "00000005"]
    assert ids(saver.list(None, before=config("any", "00000003"))) == [
        "00000002",
        "00000001",
    ]


def test_a_policy_keeps_the_last_checkpoints_and_what_they_need(path):
    with SnaprollSaver(path, retain="keep-last=3") as saver:
        for number in range(1, 20):
            if number > 1:
                saver.put_writes(config(checkpoint=f"{number - 1:08}"), [("n", 1)], "t")
            put(saver, number, {"n": list(range(number))}, parent=number - 1 or None)
        assert ids(saver.list(config())) == ["00000019", "00000018", "00000017"]
        assert saver.get_tuple(config(checkpoint="00000001")) is None
        found = saver.get_tuple(config(checkpoint="00000017"))
        assert found.checkpoint["channel_values"] == {"n": list(range(17))}
        assert found.pending_writes == [("t", "n", 1)]


def test_a_policy_that_can_not_be_read_is_an_error(path):
    with pytest.raises(snaproll.ParseError, match="keep-lats"):
        SnaprollSaver(path, retain="keep-lats=3")


def test_threads_that_rest_are_let_go_when_the_saver_is_opened(path):
    with SnaprollSaver(path, retain="expire-idle=1s") as saver:
        put(saver, 1, {"n": 1})
    with snaproll.Store.open(path) as store:
        later = store.info("t").last_commit + 2_000_000_000
        assert store.expire(now=later).removed == 1


class Delta(TypedDict):
    items: Annotated[list, DeltaChannel(lambda one, more: one + sum(more, []))]
    n: Annotated[int, operator.add]


def delta_graph(saver, count):
    built = StateGraph(Delta)
    built.add_node("node", lambda state: {"items": [state["n"]], "n": 1})
    built.add_edge(START, "node")
    built.add_conditional_edges(
        "node", lambda state: END if state["n"] % count == 0 else "node"
    )
    return built.compile(checkpointer=saver)


def test_pruning_does_not_empty_a_delta_channel(saver):
    graph, where = delta_graph(saver, 12), {"configurable": {"thread_id": "t"}}
    graph.invoke({"items": [], "n": 0}, where)
    before = graph.get_state(where).values
    assert before["items"] == list(range(12))
    saver.prune(["t"])
    assert len(list(saver.list(config()))) == 1
    assert graph.get_state(where).values == before
    assert graph.invoke({"items": ["more"], "n": 0}, where)["items"] == [
        *range(12),
        "more",
        *range(12, 24),
    ]


def test_a_policy_does_not_empty_a_delta_channel(path):
    with SnaprollSaver(path, retain="keep-last=2") as saver:
        graph, where = delta_graph(saver, 12), {"configurable": {"thread_id": "t"}}
        graph.invoke({"items": [], "n": 0}, where)
        assert graph.get_state(where).values["items"] == list(range(12))
        states = list(graph.get_state_history(where))
        assert [state.values["items"] for state in states] == [
            list(range(12)),
            list(range(11)),
        ]


def test_pruning_by_a_strategy_that_is_none_is_an_error(saver):
    with pytest.raises(snaproll.InvalidArgumentError, match="not 'some'"):
        saver.prune(["t"], strategy="some")


def test_a_copy_goes_on_without_the_other(saver):
    for number in range(1, 4):
        put(saver, number, {"n": [number]}, parent=number - 1 or None)
    saver.put_writes(config(checkpoint="00000003"), [("n", "pending")], "task")
    saver.copy_thread("t", "copy")
    put(saver, 4, {"n": [4]}, parent=3, thread="copy")
    assert ids(saver.list(config())) == ["00000003", "00000002", "00000001"]
    assert len(list(saver.list(config("copy")))) == 4
    found = saver.get_tuple(config("copy", "00000003"))
    assert found.pending_writes == [("task", "n", "pending")]
    assert found.parent_config["configurable"]["thread_id"] == "copy"
    with pytest.raises(snaproll.ExistsError):
        saver.copy_thread("t", "copy")
    saver.delete_thread("t")
    assert saver.get_tuple(config("copy")).checkpoint["channel_values"] == {"n": [4]}


def test_a_run_that_is_deleted_leaves_nothing_in_the_live_state(saver):
    put(saver, 1, {"n": "kept"}, metadata={"run_id": "a"})
    put(saver, 2, {"n": "to be gone"}, parent=1, metadata={"run_id": "b"})
    saver.put_writes(config(checkpoint="00000002"), [("n", "gone too")], "task")
    saver.delete_for_runs(["b"])
    assert ids(saver.list(config())) == ["00000001"]
    with saver.store.execution("t", mode="read") as run:
        assert "gone" not in run.context.to_json()
    put(saver, 3, {"n": "more"}, parent=1)
    assert saver.get_tuple(config()).checkpoint["channel_values"] == {"n": "more"}


def test_transient_channels_are_in_no_file(path):
    with SnaprollSaver(path, transient=["token", "a*/~$"]) as saver:
        put(saver, 1, {"token": "TOP-SECRET", "n": 1, "a*/~$": "TOP-SECRET"})
        saver.put_writes(config(checkpoint="00000001"), [("token", "TOP-SECRET")], "t")
        put(saver, 2, {"token": "TOP-SECRET", "n": 2}, parent=1)
        found = saver.get_tuple(config(checkpoint="00000001"))
        assert found.checkpoint["channel_values"] == {"n": 1}
    assert all(b"TOP-SECRET" not in file.read_bytes() for file in path.parent.iterdir())


def test_secret_channels_are_masked_where_they_are_shown(path):
    with SnaprollSaver(path, secret=["key"]) as saver:
        put(saver, 1, {"key": "", "n": 1})
        put(saver, 2, {"key": "4711", "n": 1}, parent=1)
        assert saver.get_tuple(config()).checkpoint["channel_values"]["key"] == "4711"
        with saver.store.execution("t", mode="read") as run:
            after, before = run.snapshots()
            assert "4711" not in str(before.diff(after))
            assert '/variables/key: "***"' in str(before.diff(after))


def test_the_next_version_is_a_number_or_goes_on_with_a_text(saver):
    assert saver.get_next_version(None, None) == 1
    assert saver.get_next_version(7, None) == 8
    following = saver.get_next_version(f"{41:032}.{0.5:016}", None)
    assert following.startswith(f"{42:032}.") and len(following) >= 49


def test_a_checkpoint_that_is_put_again_takes_the_place_of_the_first(saver):
    put(saver, 1, {"n": 1})
    put(saver, 2, {"n": "old", "gone": 1}, parent=1)
    saver.put_writes(config(checkpoint="00000002"), [("n", "write")], "task")
    put(saver, 2, {"n": "new"}, parent=1, metadata={"again": True})
    assert ids(saver.list(config())) == ["00000002", "00000001"]
    found = saver.get_tuple(config())
    assert found.checkpoint["channel_values"] == {"n": "new"}
    assert found.metadata["again"] and found.pending_writes == [("task", "n", "write")]


def test_more_threads_than_stay_open_are_all_there(saver):
    for turn in (1, 2):
        for number in range(80):
            thread = f"t{number}"
            if turn == 2:
                assert saver.get_tuple(config(thread)).checkpoint["id"] == "00000001"
            put(saver, turn, {"n": turn}, parent=turn - 1 or None, thread=thread)
    assert len(list(saver.list(None))) == 160


def test_a_saver_of_a_store_leaves_that_open(store):
    with SnaprollSaver(store) as saver:
        put(saver, 1, {"n": 1})
    assert not store.closed and store.exists("t")


def test_from_conn_string_is_the_name_that_others_have(path):
    with SnaprollSaver.from_conn_string(str(path)) as saver:
        saver.setup()
        put(saver, 1, {"n": 1})
    assert saver.store.closed
