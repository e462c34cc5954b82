"""``rout schema``: the JSON Schema of scenario files."""

from __future__ import annotations

import json


def schema() -> None:
    """Print the JSON Schema of scenario files, for editors that check and complete.

    Example: [bold]rout schema > rout.schema.json[/bold], then [bold]#:schema rout.schema.json[/bold] as a
    scenario's first line.
    """
    from sim.scenario.editor import schema_json

    print(json.dumps(schema_json(), indent=2, ensure_ascii=False))
