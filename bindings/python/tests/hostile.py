"""Executions whose every text tries to become markup, and readers of HTML."""

import html.parser
import xml.etree.ElementTree

import snaproll

PARTS = (
    "<script>alert(1)</script>",
    '"><img src=x onerror=alert(1)>',
    "]]>",
    "&amp;&",
    "'",
    "<!--",
    "</style></title>",
)
# All that is ever made; no script, no picture, no link that leads elsewhere.
ELEMENTS = set(
    "a body circle code dd details div dl dt footer g h1 h2 head header html li main "
    "meta ol p path rect section span strong style summary svg table tbody td text th "
    "thead time title tr ul".split()
)
ATTRIBUTES = set(
    "aria-hidden aria-label charset class content cx cy d height href http-equiv id "
    "lang name r role scope tabindex title transform viewbox width x xmlns y".split()
)


class Text:
    """Texts of which each is known again: what they are for is their beginning."""

    def __init__(self, turn=0):
        turned = PARTS[turn:] + PARTS[:turn]
        self.bad = "".join(turned)
        self.made = []

    def __call__(self, what):
        self.made.append(f"{what}:{self.bad}")
        return self.made[-1]


class Reader(html.parser.HTMLParser):
    """What a browser finds in a text."""

    def __init__(self, text):
        super().__init__(convert_charrefs=True)
        self.elements, self.attributes, self.texts = set(), set(), []
        self.open = []
        self.odd = []
        self.feed(text)
        self.close()

    def handle_starttag(self, name, attributes):
        self.elements.add(name)
        for key, value in attributes:
            self.attributes.add(key)
            self.texts.append(value or "")
            if key == "href" and not value.startswith("#"):
                self.odd.append(value)

    def handle_data(self, data):
        self.texts.append(data)

    def handle_comment(self, data):
        self.odd.append(data)

    def unknown_decl(self, data):
        self.odd.append(data)

    def handle_pi(self, data):
        self.odd.append(data)


def read(text):
    """Reads HTML that has to be of known parts, and well-formed XML as well."""
    found = Reader(text)
    assert found.elements <= ELEMENTS
    assert found.attributes <= ATTRIBUTES
    assert found.odd == []
    xml.etree.ElementTree.fromstring(text.removeprefix("<!DOCTYPE html>\n"))
    return found


def grow(run, text):
    """Puts a text into everything that an execution shows."""
    run[text("variable")] = {text("member"): [text("element")], "n": 1}
    with run.step_begin(text("node")) as step:
        step.output = {"told": text("output")}
    run.snapshot(
        label=text("label"),
        reason=text("reason"),
        created_by=text("created_by"),
        trigger_node=text("trigger_node"),
        custom={text("custom name"): text("custom value")},
    )
    run.tag("latest", text("tag"))
    run.hold("latest", text("hold"), reason=text("hold reason"))
    run.create_branch(text("branch"))
    run.set_edges([(text("from"), text("to"))])
    run.step_begin(text("failing node"), irreversible=True).fail(text("error"))
    snaproll.snapshot_group([run], label=text("group"))
    run["gone"] = 1
    run.erase(pointer="/variables/gone", reason=text("erase reason"))
    run[text("later")] = text("later value")
    run.context.set_state(snaproll.State.FAILED, text("failure"))
    return run
