"""Types: the strictest checkers find nothing, neither here nor in a user's program."""

import enum
import inspect
import json
import os
import subprocess
import sys

import snaproll
from conftest import ROOT
from snaproll._record import Record

TWINS = "snaproll.aio.Async"
BINDING = ROOT / "bindings" / "python"


def checked(*command, where=BINDING, **environment):
    """What a checker says; it is a module of the Python that runs this."""
    return subprocess.run(
        [sys.executable, "-m", *map(str, command)],
        cwd=where,
        env={**os.environ, **environment},
        capture_output=True,
        text=True,
        timeout=600,
    )


def test_mypy_finds_nothing_in_the_strict_mode(tmp_path):
    done = checked("mypy", "--cache-dir", tmp_path)
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.startswith("Success: no issues found in ")


def test_pyright_finds_nothing_in_the_strict_mode():
    done = checked("pyright", "-p", ".")
    assert done.returncode == 0, done.stdout + done.stderr
    assert done.stdout.splitlines()[-1] == "0 errors, 0 warnings, 0 informations"


def test_every_public_symbol_has_a_known_type():
    command = ("--verifytypes", "snaproll", "--ignoreexternal", "--outputjson")
    done = checked("pyright", *command, PYTHONPATH=str(BINDING))
    told = json.loads(done.stdout)["typeCompleteness"]
    unknown = [
        (symbol["name"], [one["message"] for one in symbol["diagnostics"]])
        for symbol in told["symbols"]
        if symbol["isExported"] and not symbol["isTypeKnown"]
        # The async twins have the types of their originals, by a ParamSpec.
        and not (symbol["isTypeAmbiguous"] and symbol["name"].startswith(TWINS))
    ]
    assert unknown == []
    assert told["packageName"] == "snaproll" and len(told["symbols"]) > 400


def test_a_misuse_that_is_taken_is_found(tmp_path):
    """The test of the tests: an `ignore` that nothing needs is an error."""
    wrong = tmp_path / "wrong.py"
    wrong.write_text("import snaproll\n\nprint(snaproll.UNLIMITED)  # type: ignore\n")
    done = checked("mypy", "--strict", "--cache-dir", tmp_path, wrong, where=BINDING)
    assert 'Unused "type: ignore" comment' in done.stdout, done.stdout + done.stderr


def public():
    """Every public name, and every public member of the classes among them."""
    for name in snaproll.__all__:
        item = getattr(snaproll, name)
        yield name, item
        if not inspect.isclass(item):
            continue
        for kind in item.__mro__:
            if not kind.__module__.startswith("snaproll"):
                continue
            for member, value in vars(kind).items():
                if not member.startswith("_") or member == "__init__":
                    yield f"{name}.{member}", value


def functions(item):
    """The functions behind a name: of a property those that read and write."""
    if isinstance(item, property):
        return [one for one in (item.fget, item.fset) if one]
    item = getattr(item, "__func__", item)
    return [item] if inspect.isfunction(item) else []


def bare(function):
    """The parameters, and the result, that have no annotation."""
    signature = inspect.signature(function)
    for name, parameter in signature.parameters.items():
        if name not in ("self", "cls") and parameter.annotation is parameter.empty:
            yield name
    if signature.return_annotation is signature.empty:
        yield "return"


def test_every_parameter_and_result_is_annotated():
    seen = 0
    for name, item in public():
        for function in functions(item):
            if function.__module__.startswith("snaproll"):  # Not of an enumeration.
                assert list(bare(function)) == [], name
                seen += 1
    assert seen > 400


def test_every_public_name_has_a_docstring():
    missing = [
        name
        for name, item in public()
        if not name.endswith("__init__")
        and (functions(item) or inspect.isclass(item))
        and not inspect.getdoc(item)
    ]
    assert missing == []


def test_every_public_class_and_function_has_an_example():
    """They run as tests of their own. What tells or names things has none."""
    without = {
        name
        for name in snaproll.__all__
        if callable(item := getattr(snaproll, name))
        and ">>>" not in (inspect.getdoc(item) or "")
        and not (inspect.isclass(item) and issubclass(item, TOLD))
    }
    # Live is the base of two that have examples; each of the others is in that
    # of its counterpart.
    assert without == {"Live", "rollback_group"}


TOLD = (snaproll.SnaprollError, enum.Enum, Record)
