"""SnaprollSaver: what LangGraph checkpoints into a Snaproll store.

    from snaproll.langgraph import SnaprollSaver

    with SnaprollSaver.from_path("threads.db") as saver:
        graph = builder.compile(checkpointer=saver)
        graph.invoke(inputs, {"configurable": {"thread_id": "1"}})

A thread and namespace of LangGraph is an execution of kind "langgraph", a
checkpoint a snapshot whose label is the checkpoint's id, a channel a variable.
So all that reads a store reads threads: `log`, `diff`, `history /variables/messages`.

Nothing of this package is imported by the rest of snaproll.
"""

try:
    import langgraph.checkpoint.base  # noqa: F401
except ImportError as problem:
    raise ImportError(
        "snaproll.langgraph needs LangGraph: pip install snaproll[langgraph]"
    ) from problem

from .saver import SnaprollSaver

__all__ = ["SnaprollSaver"]
