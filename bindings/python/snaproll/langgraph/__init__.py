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
    from ._export import Exported, export_sqlite
    from ._import import Imported, NotAllowedTypes, import_sqlite
    from .saver import SnaprollSaver
except ModuleNotFoundError as _problem:
    if (_problem.name or "").startswith("snaproll"):
        raise
    raise ImportError(
        "snaproll.langgraph needs LangGraph: pip install snaproll[langgraph]"
    ) from _problem

__all__ = [
    "Exported",
    "Imported",
    "NotAllowedTypes",
    "SnaprollSaver",
    "export_sqlite",
    "import_sqlite",
]
