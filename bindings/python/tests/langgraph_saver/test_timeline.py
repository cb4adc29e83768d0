"""What is shown of a thread: its steps, what was said, and nothing that could run."""

import re

import pytest
from langchain_core.messages import AIMessage, HumanMessage, ToolMessage

import snaproll
from hostile import ELEMENTS, PARTS, Text, read
from old_files import ALLOWED, GRAPHS, make, where
from saver_model import config, put
from snaproll.langgraph import SnaprollSaver, import_sqlite


@pytest.fixture
def saver(path):
    with SnaprollSaver(path) as made:
        yield made


def shown(saver, thread):
    """All texts of what a notebook shows, one behind the other."""
    found = read(saver.timeline(thread)._repr_html_())
    assert found.elements <= ELEMENTS
    return " ".join("\n".join(found.texts).split())


def ran(saver, name):
    build, run = GRAPHS[name]
    run(build().compile(checkpointer=saver), name)


@pytest.fixture(params=range(len(PARTS)))
def text(request):
    return Text(request.param)


def test_texts_stay_text(saver, text, folder):
    thread, namespace, channel = text("thread"), text("namespace"), text("channel")
    call = {
        "name": text("tool"),
        "args": {text("arg"): text("given")},
        "id": text("id"),
    }
    said = [
        HumanMessage(text("human"), name=text("name")),
        AIMessage([{"type": "text", "text": text("block")}, {"type": text("kind")}]),
        AIMessage("", tool_calls=[{**call, "type": "tool_call"}]),
        ToolMessage(text("answer"), tool_call_id=text("call")),
    ]
    for where_ in ("", namespace):
        told = config(thread, None, where_)
        made = {
            "v": 4,
            "id": text("checkpoint"),
            "ts": "2026-01-01T00:00:00+00:00",
            "channel_values": {channel: said, text("other"): text("value")},
            "channel_versions": {channel: 1},
            "versions_seen": {text("node"): {channel: 1}},
        }
        metadata = {"source": "loop", "step": 1, text("member"): text("metadata")}
        at = saver.put(told, made, metadata, {channel: 1})
        saver.put_writes(at, [("__interrupt__", text("interrupt"))], text("task"))
        saver.put_writes(at, [("__error__", text("error"))], text("task"))
    page = read(saver.show(thread, folder / "page.html").read_text())
    assert "script" not in page.elements
    told = "\n".join([*read(saver.timeline(thread)._repr_html_()).texts, *page.texts])
    wanted = ("thread", "namespace", "human", "name", "block", "kind", "tool", "answer")
    wanted += ("checkpoint", "node", "interrupt", "error")
    for one in wanted:
        assert f"{one}:{PARTS[0]}" in told or f"{one}:{text.bad[:20]}" in told, one


def test_each_step_tells_who_ran_and_what_was_said(saver):
    ran(saver, "chat")
    told = shown(saver, "chat")
    for line in (
        "step -1: input",
        "step 0: start",
        "step 1: plan",
        "step 2: ask",
        "human hi",
        "ai let me see",
        'search({"q":"\u00e9"})',
        "tool found",
        "ai so yes",
        "human again",
        "Waits interrupt",
    ):
        assert line in told, line
    assert "{'question': 'sure?'}" in told
    # What the saver keeps for itself is not shown.
    assert "$checkpoint" not in told
    assert "$writes" not in told


def test_a_subgraph_is_shown_below(saver):
    ran(saver, "nested")
    told = shown(saver, "nested")
    assert "Thread nested" in told
    assert re.search(r"1 subgraph|2 subgraphs", told)
    assert "step 0: start" in told
    assert "sub:" in told
    assert "pause" in told


def test_a_fork_is_told(saver):
    ran(saver, "fan")
    assert "a fork" in shown(saver, "fan")


def test_an_imported_thread_is_shown_alike(saver, folder):
    make(folder / "old.db", "chat")
    import_sqlite(folder / "old.db", saver)
    told = shown(saver, "chat")
    assert "step 2: ask" in told
    assert "ai so yes" in told


def test_types_that_may_not_be_loaded_do_not_hinder(saver):
    ran(saver.with_allowlist(ALLOWED), "typed")
    assert "step 1: make" in shown(saver, "typed")


def test_secret_channels_are_masked(path):
    with SnaprollSaver(path, secret=["messages", "__interrupt__"]) as saver:
        ran(saver, "chat")
        told = shown(saver, "chat")
    assert "step 2: ask" in told
    for hidden in ("let me see", "so yes", "found", "question"):
        assert hidden not in told, hidden


def test_only_the_newest_are_shown_where_there_are_many(saver):
    for number in range(80):
        said = [HumanMessage(f"m{at}") for at in range(number)]
        put(saver, number, {"messages": said}, parent=number - 1 if number else None)
    told = shown(saver, "t")
    assert "30 older checkpoints not shown" in told
    assert "step 79: loop" in told
    assert "human m78" in told
    assert "human m0" not in told


def test_many_messages_of_one_step_are_cut(saver):
    put(saver, 1, {"messages": [HumanMessage(f"m{at}.") for at in range(50)]})
    told = shown(saver, "t")
    assert "30 messages before these" in told
    assert "human m49." in told
    assert "human m29." not in told


def test_a_thread_that_is_not_there(saver, folder):
    timeline = saver.timeline("no")
    assert "there is no thread" in " ".join(read(timeline._repr_html_()).texts)
    with pytest.raises(snaproll.NotFoundError, match="^there is no thread 'no'"):
        timeline.show(folder / "page.html")
    assert not (folder / "page.html").exists()
    assert repr(timeline) == "<Timeline of thread 'no'>"


def test_the_log_of_the_store_tells_steps_and_nodes(saver):
    ran(saver, "chat")
    with saver.store.execution("chat", mode="read") as run:
        told = [snapshot.reason for snapshot in run.snapshots()][::-1]
    assert told[:4] == [
        "step -1: input",
        "step 0: start",
        "step 1: plan",
        "step 2: ask",
    ]


def test_an_update_and_a_fork_tell_their_source(saver):
    ran(saver, "chat")
    graph = GRAPHS["chat"][0]().compile(checkpointer=saver)
    graph.update_state(where("chat"), {"messages": []}, as_node="plan")
    with saver.store.execution("chat", mode="read") as run:
        assert run.snapshots()[0].reason.endswith(": update")
