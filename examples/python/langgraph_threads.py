"""An agent of LangGraph whose threads are in a store, as docs/langgraph.md tells it."""

from langchain_core.messages import AIMessage
from langgraph.graph import START, MessagesState, StateGraph


def answer(state: MessagesState):
    return {"messages": [AIMessage(f"answer {len(state['messages']) // 2 + 1}")]}


builder = StateGraph(MessagesState)
builder.add_node("answer", answer)
builder.add_edge(START, "answer")

# [saver]
from snaproll.langgraph import SnaprollSaver  # noqa: E402

saver = SnaprollSaver.from_path("threads.db")
graph = builder.compile(checkpointer=saver)

thread = {"configurable": {"thread_id": "ada"}}
for text in ("hi", "and now?"):
    state = graph.invoke({"messages": [("user", text)]}, thread)
print([message.content for message in state["messages"]])
# [/saver]

# [fork]
first = next(
    state
    for state in graph.get_state_history(thread)
    if len(state.values["messages"]) == 2
)
fork = graph.update_state(
    first.config, {"messages": [("user", "or else?")]}, "__start__"
)
state = graph.invoke(None, fork)
print([message.content for message in state["messages"]])
# [/fork]

# [store]
with saver.store.execution("ada", mode="read") as run:
    for change in reversed(run.history("/variables/messages")[:3]):
        print(len(change.before or []), "->", len(change.after), "messages")
# [/store]

saver.close()
