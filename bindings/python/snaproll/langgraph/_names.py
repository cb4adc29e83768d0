"""How threads, namespaces, channels and tasks are named in a store.

Our own variables begin with `$`; a channel that does so has one more. Names of
tasks are percent-encoded up to the space behind which the path of the task is.
"""

from __future__ import annotations

import hashlib
import json
from collections.abc import Iterable
from typing import Any

from langchain_core.runnables import RunnableConfig

from .._walk import escape

KIND = "langgraph"
CHECKPOINT, WRITES, HISTORY = "$checkpoint", "$writes", "$history"
OURS = frozenset({CHECKPOINT, WRITES, HISTORY})
_LONGEST_ID = 255


def configured(config: RunnableConfig) -> dict[str, Any]:
    """What a config tells of thread, namespace and checkpoint."""
    told: dict[str, Any] = config.get("configurable", {})
    return told


def execution_id(thread_id: str, namespace: str) -> str:
    """The id of the execution: both readably, or a hash where that is no id."""
    named = thread_id.replace("%", "%25").replace("/", "%2F")
    named += f"/{namespace}" if namespace else ""
    if thread_id and len(named.encode(errors="surrogatepass")) <= _LONGEST_ID:
        return named
    told = json.dumps([thread_id, namespace]).encode()
    return f"{KIND}-{hashlib.blake2b(told, digest_size=16).hexdigest()}"


def variable(channel: str) -> str:
    """The variable of a channel."""
    return f"${channel}" if channel.startswith("$") else channel


def channel(variable: str) -> str:
    """The channel of a variable that is none of ours."""
    return variable[1:] if variable.startswith("$") else variable


def place(*names: str) -> str:
    """The JSON Pointer of what stands below the variables."""
    joined = "/".join(("/variables", *names))
    if "~" in joined or joined.count("/") > len(names) + 1:
        return "/variables" + "".join(f"/{escape(name)}" for name in names)
    return joined


def task_key(task_id: str, path: str) -> str:
    """The member of a task's writes: its id, and its path where it has one."""
    named = task_id.replace("%", "%25").replace(" ", "%20").replace("$", "%24")
    return f"{named} {path}" if path else named


def task_of(key: str) -> tuple[str, str]:
    """The id and the path of a task."""
    named, _, path = key.partition(" ")
    plain = named.replace("%24", "$").replace("%20", " ").replace("%25", "%")
    return plain, path


def private(channels: Iterable[str]) -> list[str]:
    """Private paths of channels: their values, and what is written to them.

    A write stands at the member "<index> <channel>", see `_writes`.
    """
    paths: list[str] = []
    for name in channels:
        token = escape(variable(name)).replace("*", "~2")
        paths.append(f"/variables/{token}")
        paths.append(f"/variables/{HISTORY}/{escape(name).replace('*', '~2')}")
        paths.append(f"/variables/{WRITES}/*/*/* {escape(name).replace('*', '~2')}")
    return paths
