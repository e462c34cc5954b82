"""A tab of the pages in this process, without a browser: its state, and its widgets by a trait of theirs."""

from __future__ import annotations

import json
import time

import ipyvue
import ipyvuetify
import solara

from sim.view.app import Shell
from sim.view.state import TabState


class Opened:
    """A tab: its state, and its widgets by a trait that only they have."""

    def __init__(self, query):
        self.state = TabState(query)
        _, self.context = solara.render(Shell(self.state), handle_error=False)

    def all(self, trait):
        return [one for one in self.context.find(ipyvue.VueTemplate).widgets if one.has_trait(trait)]

    def one(self, trait):
        (found,) = self.all(trait)
        return found

    def text(self):
        return json.dumps([one.get_state() for one in self.all("template")], default=str, ensure_ascii=False)

    def words(self):
        """What stands in plain elements."""

        def within(widget):
            for child in getattr(widget, "children", ()):
                yield from [child] if isinstance(child, str) else within(child)

        return [words for top in self.context.find(ipyvuetify.Html).widgets for words in within(top)]

    def field(self, key):
        return next(
            field for form in self.all("groups_text") for field in fields_of(form) if field["key"] == key
        )

    def change(self, key, value):
        form = next(form for form in self.all("groups_text") if any(f["key"] == key for f in fields_of(form)))
        form.vue_change({"key": key, "value": value})


def fields_of(form):
    return [field for group in form.groups_text.data for field in group["fields"]]


def wait(done, seconds=90.0):
    end = time.monotonic() + seconds
    while not done():
        assert time.monotonic() < end, "it takes too long"
        time.sleep(0.05)
