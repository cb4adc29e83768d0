"""Compiled graphs: what LangGraph itself does on the saver."""

import asyncio
import operator
import os
import signal
from typing import Annotated, TypedDict

import pytest
from langchain_core.messages import AIMessage, HumanMessage
from langgraph.channels.delta import DeltaChannel
from langgraph.checkpoint.memory import InMemorySaver
from langgraph.graph import END, START, MessagesState, StateGraph
from langgraph.types import Command, Send, interrupt

import snaproll
from conftest import ROOT, finish, start
from snaproll.langgraph import SnaprollSaver

WHERE = {"configurable": {"thread_id": "1"}}


@pytest.fixture
def saver(path):
    with SnaprollSaver(path) as made:
        yield made


class State(TypedDict):
    log: Annotated[list[str], operator.add]


def line(saver, *nodes, state=State, **options):
    """A graph whose nodes run one after the other."""
    built = StateGraph(state)
    before = START
    for name, work in nodes:
        built.add_node(name, work)
        built.add_edge(before, name)
        before = name
    return built.compile(checkpointer=saver, **options)


def says(text):
    return text, lambda state: {"log": [text]}


def history(graph):
    return [(state.values, state.next) for state in graph.get_state_history(WHERE)]


@pytest.mark.parametrize("durability", ["sync", "async", "exit"])
def test_a_graph_has_the_history_that_it_has_in_memory(saver, durability):
    graphs = [line(one, says("a"), says("b")) for one in (saver, InMemorySaver())]
    for graph in graphs:
        graph.invoke({"log": ["in"]}, WHERE, durability=durability)
        graph.invoke({"log": ["again"]}, WHERE, durability=durability)
    assert history(graphs[0]) == history(graphs[1])


def test_messages_are_the_same_after_a_restart(path):
    def answer(state: MessagesState):
        return {"messages": [AIMessage(f"{len(state['messages'])}")]}

    for turn in range(3):
        with SnaprollSaver(path) as saver:
            graph = line(saver, ("answer", answer), state=MessagesState)
            found = graph.invoke({"messages": [HumanMessage("hi")]}, WHERE)
            assert len(found["messages"]) == 2 * turn + 2
    assert [one.content for one in found["messages"]] == [
        "hi",
        "1",
        "hi",
        "3",
        "hi",
        "5",
    ]
    assert type(found["messages"][0]) is HumanMessage


def test_an_interrupt_is_resumed_in_another_process(path):
    runs = []

    def first(state):
        runs.append("first")
        return {"log": ["first"]}

    def ask(state):
        return {"log": [interrupt("name?")]}

    with SnaprollSaver(path) as saver:
        graph = line(saver, ("first", first), ("ask", ask))
        assert graph.invoke({"log": []}, WHERE)["__interrupt__"][0].value == "name?"
    with SnaprollSaver(path) as saver:
        graph = line(saver, ("first", first), ("ask", ask))
        assert graph.get_state(WHERE).tasks[0].interrupts[0].value == "name?"
        assert graph.invoke(Command(resume="ada"), WHERE)["log"] == ["first", "ada"]
    assert runs == ["first"]


def test_tasks_that_were_done_are_not_run_again_after_an_error(saver):
    ran, broken = [], [True]

    def work(state):
        ran.append(state["n"])
        if state["n"] == 2 and broken:
            raise RuntimeError("broken")
        return {"log": [str(state["n"])]}

    built = StateGraph(State)
    built.add_node("work", work)
    built.add_conditional_edges(
        START, lambda state: [Send("work", {"n": n}) for n in range(4)], ["work"]
    )
    graph = built.compile(checkpointer=saver)
    with pytest.raises(RuntimeError, match="broken"):
        graph.invoke({"log": []}, WHERE)
    first = sorted(ran)
    broken.clear()
    assert graph.invoke(None, WHERE)["log"] == ["0", "1", "2", "3"]
    assert len(ran) < 2 * len(first) + 1 and ran.count(2) == 2


def test_subgraphs_have_namespaces_of_their_own(saver):
    inner = StateGraph(State)
    inner.add_node("ask", lambda state: {"log": [interrupt("inner?")]})
    inner.add_edge(START, "ask")
    graph = line(saver, says("a"), ("inner", inner.compile()), says("z"))
    graph.invoke({"log": []}, WHERE)
    told = [one.attributes["checkpoint_ns"] for one in saver.store.executions()]
    assert sorted(name.partition(":")[0] for name in told) == ["", "inner"]
    state = graph.get_state(WHERE, subgraphs=True)
    assert state.tasks[0].state.values == {"log": ["a"]}
    assert graph.invoke(Command(resume="yes"), WHERE)["log"][-2:] == ["yes", "z"]


def test_time_travel_replays_from_a_checkpoint(saver):
    count = []
    graph = line(
        saver,
        ("a", lambda s: count.append(1) or {"log": [f"a{len(count)}"]}),
        says("b"),
    )
    graph.invoke({"log": []}, WHERE)
    before = next(one for one in graph.get_state_history(WHERE) if one.next == ("a",))
    assert graph.invoke(None, before.config)["log"] == ["a2", "b"]
    assert graph.get_state(WHERE).values["log"] == ["a2", "b"]
    values = [one.values["log"] for one in graph.get_state_history(WHERE)]
    assert ["a1", "b"] in values and ["a2", "b"] in values


def test_a_fork_by_update_state_leaves_the_other_branch_as_it_is(saver):
    graph = line(saver, says("a"), says("b"))
    graph.invoke({"log": []}, WHERE)
    after = next(one for one in graph.get_state_history(WHERE) if one.next == ("b",))
    fork = graph.update_state(after.config, {"log": ["forked"]})
    assert graph.invoke(None, fork)["log"] == ["a", "forked", "b"]
    ends = [one.values["log"] for one in graph.get_state_history(WHERE) if not one.next]
    assert ends == [["a", "forked", "b"], ["a", "b"]]
    copy = graph.update_state(WHERE, None, as_node="__copy__")
    assert graph.get_state(copy).values["log"] == ["a", "forked", "b"]


def add(one, more):
    return one + sum(more, [])


class Delta(TypedDict):
    log: Annotated[list[str], DeltaChannel(add)]


def test_a_fork_sees_no_writes_of_the_branch_that_was_left(saver):
    graph = line(saver, says("a"), says("b"), says("c"), state=Delta)
    graph.invoke({"log": ["in"]}, WHERE)
    after = next(one for one in graph.get_state_history(WHERE) if one.next == ("b",))
    forks = [graph.update_state(after.config, {"log": [name]}) for name in "xy"]
    for fork, name in zip(forks, "xy"):
        assert graph.invoke(None, fork)["log"] == ["in", "a", name, "b", "c"]
        assert graph.get_state(WHERE).values["log"] == ["in", "a", name, "b", "c"]
    ends = [one.values["log"] for one in graph.get_state_history(WHERE) if not one.next]
    assert ends == [
        ["in", "a", "y", "b", "c"],
        ["in", "a", "x", "b", "c"],
        ["in", "a", "b", "c"],
    ]


def test_two_runs_at_once_on_one_thread_do_not_both_win(saver):
    graph = line(saver, says("a"), says("b"))
    graph.invoke({"log": []}, WHERE)
    other = []

    def meanwhile(state):
        if not other:
            other.append(graph.invoke({"log": ["other"]}, WHERE))
        return {"log": ["mine"]}

    mine = line(saver, ("meanwhile", meanwhile))
    with pytest.raises(snaproll.ConflictError):
        mine.invoke({"log": ["start"]}, WHERE, durability="exit")
    assert graph.get_state(WHERE).values["log"] == ["a", "b", "other", "a", "b"]


STRESS = """
import asyncio, operator, sys
from typing import Annotated, TypedDict
from langgraph.graph import END, START, StateGraph
from snaproll.langgraph import SnaprollSaver

class State(TypedDict):
    log: Annotated[list[str], operator.add]

def graph(saver, steps):
    built = StateGraph(State)
    built.add_node("a", lambda state: {"log": [f"{len(state['log'])}"]})
    built.add_edge(START, "a")
    built.add_conditional_edges(
        "a", lambda state: "a" if len(state["log"]) % steps else END)
    return built.compile(checkpointer=saver)

async def main(path, name, graphs, steps):
    async with SnaprollSaver.from_path(path) as saver:
        made = graph(saver, steps)
        runs = (made.ainvoke({"log": []}, {"configurable": {"thread_id": f"{name}{n}"}})
                for n in range(graphs))
        for found in await asyncio.gather(*runs):
            assert found["log"] == [str(n) for n in range(steps)], found

asyncio.run(main(sys.argv[1], sys.argv[2], int(sys.argv[3]), int(sys.argv[4])))
"""


def test_16_graphs_at_once_in_two_processes(path):
    SnaprollSaver(path).close()
    for process in [start(STRESS, path, name, 8, 10) for name in "ab"]:
        finish(process)
    with SnaprollSaver(path) as saver:
        threads = {one.attributes["thread_id"] for one in saver.store.executions()}
        assert threads == {f"{name}{number}" for name in "ab" for number in range(8)}
        for thread in threads:
            where = {"configurable": {"thread_id": thread}}
            found = saver.get_tuple(where).checkpoint["channel_values"]["log"]
            assert found == [str(number) for number in range(10)]
        assert saver.store.check().ok


SUPERSTEP = """
import operator, os, signal, sys, time
from typing import Annotated, TypedDict
from langgraph.graph import START, StateGraph
from langgraph.types import Send
from snaproll.langgraph import SnaprollSaver

class State(TypedDict):
    log: Annotated[list[str], operator.add]

def stored():
    return sum(one[1] == "log" for one in saver.get_tuple(where).pending_writes)

def work(state):
    if state["n"] == 3 and sys.argv[2] == "die":
        while stored() < 3:
            time.sleep(0.01)
        os.kill(os.getpid(), signal.SIGKILL)
    os.write(1, f"{state['n']}\\n".encode())
    return {"log": [str(state["n"])]}

with SnaprollSaver.from_path(sys.argv[1]) as saver:
    built = StateGraph(State)
    built.add_node("work", work)
    built.add_conditional_edges(
        START, lambda state: [Send("work", {"n": n}) for n in range(4)], ["work"])
    graph = built.compile(checkpointer=saver)
    where = {"configurable": {"thread_id": "1"}}
    given = {"log": []} if sys.argv[2] == "die" else None
    print(graph.invoke(given, where, durability="sync")["log"])
"""


def test_kill_9_within_a_superstep_runs_only_the_rest_again(path):
    process = start(SUPERSTEP, path, "die")
    out, _ = process.communicate(timeout=60)
    assert process.returncode == -signal.SIGKILL
    assert sorted(out.split()) == ["0", "1", "2"]
    out = finish(start(SUPERSTEP, path, "live"))
    assert out == "3\n['0', '1', '2', '3']\n"


def test_the_async_graph_blocks_no_loop(saver):
    async def main():
        graph = line(saver, says("a"), says("b"))
        ticks = []

        async def tick():
            while True:
                ticks.append(1)
                await asyncio.sleep(0)

        ticking = asyncio.create_task(tick())
        found = await graph.ainvoke({"log": []}, WHERE)
        states = [one.values async for one in graph.aget_state_history(WHERE)]
        ticking.cancel()
        return found, len(states), len(ticks)

    found, states, ticks = asyncio.run(main())
    assert found == {"log": ["a", "b"]} and states == 4 and ticks > 20


def test_the_example_of_the_docs_prints_its_output(folder):
    examples = ROOT / "examples" / "python"
    program = (examples / "langgraph_threads.py").read_text()
    process = start(f"import os\nos.chdir({str(folder)!r})\n{program}")
    assert finish(process) == (examples / "langgraph_threads.output").read_text()


def test_importing_snaproll_imports_no_langgraph():
    program = "import sys, snaproll, snaproll.aio; print('langgraph' in sys.modules)"
    assert finish(start(program)) == "False\n"


def test_without_langgraph_the_import_tells_what_to_install():
    program = """
import sys
sys.modules["langgraph"] = None
try:
    import snaproll.langgraph
except ImportError as problem:
    print(problem)
"""
    told = "snaproll.langgraph needs LangGraph: pip install snaproll[langgraph]\n"
    assert finish(start(program)) == told
