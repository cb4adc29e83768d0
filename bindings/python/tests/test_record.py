"""Records: dataclasses that are made such when they are asked."""

import copy
import dataclasses
import pickle

import pytest

import snaproll
from snaproll import Branch, PrivatePaths
from snaproll._record import Record

ID = snaproll.new_id()
MAIN = Branch("main", ID, True)


def test_records_are_dataclasses_for_who_asks():
    assert dataclasses.is_dataclass(Branch) and dataclasses.is_dataclass(MAIN)
    names = [field.name for field in dataclasses.fields(Branch)]
    assert names == ["name", "head", "selected"]
    assert dataclasses.asdict(MAIN) == {"name": "main", "head": ID, "selected": True}
    assert dataclasses.replace(MAIN, name=None) == Branch(None, ID, True)
    assert dataclasses.fields(Branch) is not dataclasses.fields(snaproll.Tag)
    assert not dataclasses.is_dataclass(Record)
    paths = PrivatePaths(transient=("/variables/a",))
    assert dataclasses.asdict(paths) == {"transient": ("/variables/a",), "secret": ()}


def test_records_can_be_matched_compared_hashed_and_shown():
    match MAIN:
        case Branch(name, head, True):
            assert (name, head) == ("main", ID)
        case _:
            raise AssertionError("a branch was not matched")
    assert MAIN == Branch(name="main", head=ID, selected=True)
    assert MAIN != Branch("main", ID, False) and MAIN != ("main", ID, True)
    assert len({MAIN, Branch("main", ID, True)}) == 1
    assert repr(MAIN) == f"Branch(name='main', head={ID!r}, selected=True)"


def test_records_never_change():
    with pytest.raises(AttributeError, match="^Branch can not be changed$"):
        MAIN.name = "other"
    with pytest.raises(AttributeError, match="^Branch can not be changed$"):
        del MAIN.name
    assert copy.copy(MAIN) == copy.deepcopy(MAIN) == MAIN
    assert pickle.loads(pickle.dumps(MAIN)) == MAIN


def test_records_are_made_of_each_field_once():
    for make, message in (
        (lambda: Branch("main", ID), "Branch: selected is missing"),
        (lambda: Branch("main", ID, True, 1), "Branch has 3 fields"),
        (lambda: Branch("main", ID, True, name="x"), "Branch: name is given twice"),
        (lambda: Branch("main", ID, True, other=1), "Branch has no field other"),
    ):
        with pytest.raises(TypeError, match=f"^{message}$"):
            make()
    assert PrivatePaths() == PrivatePaths((), ())
