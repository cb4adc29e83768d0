"""The builder: what is no markup can not become any."""

import xml.etree.ElementTree

import pytest
from hypothesis import given
from hypothesis import strategies as st

from hostile import PARTS, Reader
from snaproll import _html
from snaproll._html import Markup, cut, join, styles, tag, visible


def test_text_is_escaped():
    made = tag("p", "a<b>&\"'", tag("code", "]]>"), 7, None, class_="x", title='"<')
    assert str(made) == (
        '<p class="x" title="&quot;&lt;">a&lt;b&gt;&amp;&quot;&#39;'
        "<code>]]&gt;</code>7</p>"
    )


def test_attributes_are_named_as_python_can():
    made = tag("meta", http_equiv="x", content="y")
    assert str(made) == '<meta http-equiv="x" content="y"/>'
    made = tag("details", open=True, id=None, title=False)
    assert str(made) == '<details open=""></details>'
    assert str(tag("rect", x=1.5, y=2)) == '<rect x="1.5" y="2"/>'


@pytest.mark.parametrize(
    ("make", "message"),
    [
        (lambda: tag("script", "x"), "no element 'script' is made here"),
        (lambda: tag("p><script"), "no element 'p><script' is made here"),
        (lambda: tag("p", onclick="x"), "no attribute 'onclick' is made here"),
        (lambda: tag("p", style="x"), "no attribute 'style' is made here"),
        (lambda: tag("a", href="javascript:alert(1)"), "a link leads to a place"),
        (lambda: tag("a", href="https://example.org"), "a link leads to a place"),
        (lambda: tag("a", href='#x"'), "a link leads to a place"),
        (lambda: tag("a", href="#x\n"), "a link leads to a place"),
        (lambda: tag("meta", "x"), "meta has no children"),
        (lambda: tag("style", "x"), "styles are made by `styles`"),
        (lambda: styles("</style>"), "a style sheet with markup in it"),
    ],
)
def test_what_could_run_is_refused(make, message):
    with pytest.raises(ValueError, match="^" + message.replace("(", r"\(")):
        make()


def test_markup_is_made_by_the_builder_alone():
    with pytest.raises(TypeError, match="^markup is made by tag and join$"):
        Markup()
    with pytest.raises(TypeError):
        tag("p") + "<script>"
    with pytest.raises(TypeError, match="^bytes is neither text nor markup$"):
        tag("p", b"<script>")
    with pytest.raises(TypeError, match="^list is neither text nor markup$"):
        join([["<script>"]])
    # A str of it is text again.
    assert str(tag("p", str(tag("p")))) == "<p>&lt;p&gt;&lt;/p&gt;</p>"


def test_what_is_not_seen_is_shown():
    assert visible("a\n\t\r\0b") == "a\\n\\t\\r\\u0000b"
    assert visible("x\u202ey\ufeff\u2066\ud800\ufffe") == (
        "x\\u202ey\\ufeff\\u2066\\ud800\\ufffe"
    )
    assert visible("\U000e0041") == "\\udb40\\udc41"
    assert visible("\u00e9\u05d0\u200d\U0001f600") == "\u00e9\u05d0\u200d\U0001f600"


def test_cut_leaves_what_fits():
    assert cut("abc", 3) == "abc"
    assert cut("abcd", 3) == "ab…"
    assert cut("abcd", 0) == "…"


@given(st.text(st.characters()), st.text(st.characters()))
def test_any_text_stays_text(text, other):
    made = str(tag("p", text, tag("code", other, title=text), title=other))
    made.encode()
    found = Reader(made)
    assert (found.elements, found.odd) == ({"p", "code"}, [])
    assert found.attributes == {"title"}
    # A browser and a reader of XML see the same, which is what was meant.
    read = xml.etree.ElementTree.fromstring(made)
    assert "".join(read.itertext()) == visible(text) + visible(other)
    assert read.get("title") == visible(other)
    shown = [one for one in found.texts if one]
    assert "".join(shown) == "".join(map(visible, (other, text, text, other)))


@pytest.mark.parametrize("part", PARTS)
def test_parts_stay_text(part):
    found = Reader(str(tag("title", part)) + str(tag("p", part)))
    assert found.elements == {"title", "p"}
    assert "".join(found.texts) == part * 2


def test_nothing_of_a_state_is_a_name():
    assert "script" not in _html.ELEMENTS
    assert not {name for name in _html.ATTRIBUTES if name.startswith("on")}
    assert not {"src", "style", "action", "srcdoc"} & _html.ATTRIBUTES
