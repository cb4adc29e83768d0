"""For the examples in the docstrings of the package, which run as tests."""

import pytest

import snaproll


@pytest.fixture(autouse=True)
def examples(doctest_namespace):
    """An example begins where `import snaproll` was said."""
    doctest_namespace["snaproll"] = snaproll
