"""A workflow as the host reads it from a file: nodes with shell commands."""

import dataclasses
import pathlib

import snaproll


class BadInput(Exception):
    """The workflow file, or the work folder, can not be used."""


@dataclasses.dataclass
class Node:
    """One node of the file."""

    id: str
    command: str
    compensate: str = ""  # Run when the recorded result is taken back.
    depends_on: list[str] = dataclasses.field(default_factory=list)
    irreversible: bool = False
    retries: int = 0
    back_to: str = ""


def member(place, told, name, kind, default=None):
    """A member of an object of the file; it is missing where there is no default."""
    item = told.get(name, default)
    if type(item) is not kind or (default is None and not item):
        raise BadInput(f"{place}{name}: {kind.__name__} expected")
    return item


def read_node(place, told):
    if type(told) is not dict:
        raise BadInput(f"{place}: an object expected")
    fields = {field.name: field for field in dataclasses.fields(Node)}
    for name in told:
        if name not in fields:
            raise BadInput(f"{place}/{name}: no such member is known")
    node = Node(
        id=member(place + "/", told, "id", str),
        command=member(place + "/", told, "command", str),
        compensate=member(place + "/", told, "compensate", str, ""),
        depends_on=member(place + "/", told, "depends_on", list, []),
        irreversible=member(place + "/", told, "irreversible", bool, False),
        retries=member(place + "/", told, "retries", int, 0),
        back_to=member(place + "/", told, "back_to", str, ""),
    )
    for need in node.depends_on:
        if type(need) is not str:
            raise BadInput(f"{place}/depends_on: str expected")
    return node


def arrange(nodes):
    """The nodes in an order that respects what they depend on."""
    names = [node.id for node in nodes]
    for node in nodes:
        if names.count(node.id) > 1:
            raise BadInput(f"two nodes are called '{node.id}'")
        for need in node.depends_on:
            if need not in names:
                raise BadInput(
                    f"node '{node.id}' depends on '{need}', which is not there"
                )
    order, placed = [], set()
    while len(order) < len(nodes):
        ready = (
            n for n in nodes if n.id not in placed and placed.issuperset(n.depends_on)
        )
        node = next(ready, None)
        if node is None:
            raise BadInput("nodes depend on each other, or on such nodes")
        order.append(node)
        placed.add(node.id)
    return order


def check_ways_back(nodes):
    """There must be a snapshot to go back to."""
    for at, node in enumerate(nodes):
        if node.back_to and node.back_to not in (n.id for n in nodes[:at]):
            raise BadInput(
                f"node '{node.id}' goes back to '{node.back_to}',"
                " which does not run before it"
            )


def read_workflow(path):
    """The members of the file, its nodes in the order in which they run."""
    try:
        text = pathlib.Path(path).read_bytes()
        told = snaproll.Value.parse(text).plain()
    except OSError as problem:
        raise BadInput(problem.strerror) from None
    except snaproll.SnaprollError as problem:
        raise BadInput(f"at byte {problem.offset}: {problem.message}") from None
    if type(told) is not dict:
        raise BadInput("an object expected")
    for name in told.keys() - {"id", "source", "report", "nodes"}:
        raise BadInput(f"/{name}: no such member is known")
    listed = member("/", told, "nodes", list)
    nodes = [read_node(f"/nodes/{i}", item) for i, item in enumerate(listed)]
    nodes = arrange(nodes)
    check_ways_back(nodes)
    return (
        member("/", told, "id", str),
        member("/", told, "source", str, ""),
        member("/", told, "report", str, ""),
        nodes,
    )
