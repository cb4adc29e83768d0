#!/usr/bin/env python3
"""Writes a C program that gives every function of the C ABI bad arguments.

Made anew from the headers with each build, so that no function is missed. For
each pointer argument of each function, the others being good: NULL; for each
handle also one that was freed and one of another type; for each text also NULL
with a length, a length that no object has, and text that is not UTF-8. The call
must be INVALID_ARGUMENT with a message that names the argument, its outputs
must be cleared (but for statuses), and nothing may have changed. (Paths are
bytes and need not be UTF-8.)

    make_arguments.py <program.c>
"""

import pathlib
import re
import sys

ROOT = pathlib.Path(__file__).resolve().parents[2]
sys.path.insert(0, str(ROOT / "tools"))
from check_header import CAPI, FUNCTION  # noqa: E402

HANDLES = (
    "cancel checkpoint clock context erase_options execution execution_filter exporter "
    "field_history importer manager node_result open_options options patch "
    "rollback_plan rollback_result selector snapshot snapshot_filter "
    "snapshot_list snapshot_options snapshot_rules step step_options store "
    "store_options summary value"
).split()

# Arguments that may be NULL, by function (or for all) and name.
MAY_BE_NULL = {
    ("*", "options"), ("*", "cancel"), ("*", "metrics"), ("*", "selector"),
    ("snaproll_context_state", "message"),
    ("snaproll_snapshot_state", "message"),
    ("snaproll_checkpoint_state", "message"),
    ("snaproll_context_create_checkpoint", "out"),
    ("snaproll_manager_create_branch", "head"),
    ("snaproll_manager_create_snapshot", "out"),
    ("snaproll_manager_on_node_execute", "out"),
    ("snaproll_manager_on_node_execute", "taken"),
    ("snaproll_manager_prune_before", "removed"),
    ("snaproll_manager_set_snapshot_rules", "rules"),
    ("snaproll_options_set_snapshot_rules", "rules"),
    ("snaproll_execution_snapshot", "out"),
    ("snaproll_execution_snapshot_group", "out"),
    ("snaproll_execution_rollback_group", "results"),
    ("snaproll_store_executions", "filter"),
    ("snaproll_store_erase", "id"),
    ("snaproll_store_fork", "snapshot"),
}
# Functions that are called on their options or cancel.
OWN = re.compile(r"snaproll_(\w+_)?(options|cancel|selector)_")

# What text that is not UTF-8 gives where that is not PARSE: names and ids that
# are only looked up name nothing. By function, or by function and argument.
NOT_UTF8 = {
    "snaproll_id_parse": "SNAPROLL_INVALID_ARGUMENT",
    "snaproll_execution_is_done": "SNAPROLL_OK",
    "snaproll_execution_attempts": "SNAPROLL_OK",
    "snaproll_store_exists": "SNAPROLL_OK",
    # That nothing is told is seen first.
    "snaproll_store_erase": "SNAPROLL_INVALID_ARGUMENT",
    # Bytes are any, and a hash is digits alone.
    "snaproll_execution_put_blob": "SNAPROLL_OK",
    "snaproll_execution_get_blob": "SNAPROLL_INVALID_ARGUMENT",
    "snaproll_store_get_blob": "SNAPROLL_INVALID_ARGUMENT",
    **dict.fromkeys(
        [
            f"snaproll_{name}"
            for name in (
                "context_get_node_result context_get_node_result_value "
                "context_get_variable context_get_variable_bool "
                "context_get_variable_double context_get_variable_int64 "
                "context_get_variable_text context_get_variable_value "
                "context_remove_node_result context_remove_variable "
                "execution_switch_branch manager_release "
                "manager_remove_branch manager_switch_branch "
                "manager_untag store_delete store_erasures store_info value_find"
            ).split()
        ],
        "SNAPROLL_NOT_FOUND",
    ),
    ("snaproll_manager_rename_branch", "from"): "SNAPROLL_NOT_FOUND",
    ("snaproll_store_fork", "id"): "SNAPROLL_NOT_FOUND",
}

# Texts that are not UTF-8, where a bare byte is no fair test.
BROKEN = {"json": '\\"\\xff\\"', "pointer": "/variables/\\xff"}

# Good values of the other arguments.
GOOD = {
    "snaproll_migrate": "migrate_nothing",
    "snaproll_release": "NULL",
    "void*": "NULL",
}
TEXTS = {
    "id": "id", "json": "[1]", "pointer": "/variables/x",
    "policy": "keep-last=1",
    "paths": '{\\"secret\\":[\\"/variables/x\\"]}',
}


class Argument:
    def __init__(self, text):
        text = " ".join(text.split())
        self.type, self.name = re.fullmatch(
            r"(.*?[ *])(\w+)(?:\[\w*\])?", text
        ).groups()
        self.type = self.type.strip()
        self.array = text.endswith("]")
        handle = re.fullmatch(r"(?:const )?snaproll_(\w+)\*", self.type)
        self.handle = handle[1] if handle and handle[1] in HANDLES else None
        made = re.fullmatch(r"snaproll_(\w+)\*\*", self.type)
        self.made = made[1] if made and made[1] in HANDLES else None
        many = re.fullmatch(r"snaproll_(\w+)\* const\*", self.type)
        self.many = many[1] if many else None
        self.text = self.type == "const char*"
        self.id = self.type == "const snaproll_id*"
        self.output = not (
            self.handle or self.many or self.text or self.id
        ) and self.type != "void*" and (self.type.endswith("*") or self.array)

    def good(self):
        if self.type == "snaproll_error**":
            return "E"
        if self.handle:
            items = self.name == "items"  # has to be an array
            return "good.items" if items else f"good.{self.handle}"
        if self.many:
            return f"&good.{self.many}"
        if self.text:
            return f'"{TEXTS.get(self.name, "1")}"'
        if self.id:
            return "&good.id"
        if self.type in GOOD:
            return GOOD[self.type]
        if self.array:
            return "out.chars"
        if self.output:
            return f"({self.type})out.{self.name}"
        return "SNAPROLL_FAILED" if self.name == "state" else "1"


class Function:
    def __init__(self, match):
        self.name = match["name"]
        self.arguments = [
            Argument(text)
            for text in match["arguments"].split(",")
            if text.strip() != "void"
        ]

    def may_be_null(self, argument):
        if argument is self.arguments[0] and OWN.match(self.name):
            return False
        if argument.name == "result" and argument.made:
            return True
        return bool({("*", argument.name), (self.name, argument.name)}
                    & MAY_BE_NULL)

    def call(self, place, bad, size=None):
        values = []
        for at, argument in enumerate(self.arguments):
            before = self.arguments[at - 1] if at else None
            if at == place:
                values.append(bad)
            elif before is not None and before.text and (
                argument.type == "size_t"
            ):
                values.append(
                    size if at - 1 == place and size
                    else f"strlen({before.good()})"
                )
            else:
                values.append(argument.good())
        return f"{self.name}({', '.join(values)})"

    def bad(self, place, message, bad, size=None):
        """A call that is refused, and that its outputs are cleared."""
        yield f'BAD("{message}", {self.call(place, bad, size)});'
        for at, argument in enumerate(self.arguments):
            if argument.output and not argument.array and at != place and (
                argument.name not in ("error", "statuses")
            ):
                yield f"CLEARED({argument.type[:-1]}, {argument.name});"

    def cases(self):
        for place, argument in enumerate(self.arguments):
            name = argument.name
            null_is_bad = not self.may_be_null(argument)
            if argument.type == "snaproll_error**":
                continue
            if null_is_bad and not argument.text and (
                argument.handle or argument.many or argument.id
                or argument.output
            ):
                yield from self.bad(place, f"{name}: NULL", "NULL")
            if argument.handle:
                kind = argument.handle
                other = "clock" if kind == "value" else "value"
                dead = f"{name}: not a live snaproll_{kind}"
                yield from self.bad(place, dead, f"dead.{kind}")
                yield from self.bad(place, dead, f"(void*)good.{other}")
            elif argument.many:
                kind = argument.many
                yield from self.bad(place, f"{name}[0]: NULL", "&nothing")
                yield from self.bad(
                    place, f"{name}[0]: not a live snaproll_{kind}",
                    f"&dead.{kind}")
            elif argument.text:
                yield from self.bad(place, f"{name}: NULL", "NULL", "3")
                yield from self.bad(
                    place, f"{name}: a negative length", '"x"', "SIZE_MAX - 1")

    def not_utf8(self):
        usual = NOT_UTF8.get(self.name, "SNAPROLL_PARSE")
        for place, argument in enumerate(self.arguments):
            if argument.text and argument.name != "path":
                text = BROKEN.get(argument.name, "\\xff")
                size = f'sizeof("{text}") - 1'
                code = NOT_UTF8.get((self.name, argument.name), usual)
                yield f'NOT_UTF8({code}, {self.call(place, _quoted(text), size)});'
        if usual == "SNAPROLL_OK" and self.name.endswith(
            ("attempts", "put_blob")
        ):
            yield "snaproll_buf_dispose((snaproll_buf*)out.out);"


def _quoted(text):
    return f'"{text}"'


def read_functions():
    for header in sorted((CAPI / "snaproll").glob("*.h")):
        text = header.read_text(encoding="utf-8")
        for match in FUNCTION.finditer(text):
            # The others have no error to tell; their tests are by hand.
            if match["type"].strip() == "int32_t" and (
                "snaproll_error** error" in " ".join(match["arguments"].split())
            ):
                yield Function(match)


HEAD = """\
/* Made by make_arguments.py. */
#include "arguments.h"

"""


def main():
    functions = list(read_functions())
    lines = [HEAD]
    for function in functions:
        lines.append(f"static void {function.name}_arguments(void) {{\n")
        for line in (*function.cases(), *function.not_utf8()):
            lines.append(f"  {line}\n")
        lines.append(f'  check_unchanged("{function.name}");\n')
        lines.append("}\n\n")
    lines.append("int main(void) {\n  set_up();\n")
    lines += [f"  {function.name}_arguments();\n" for function in functions]
    lines.append("  tear_down();\n  return check_end();\n}\n")
    pathlib.Path(sys.argv[1]).write_text("".join(lines), encoding="utf-8")


if __name__ == "__main__":
    main()
