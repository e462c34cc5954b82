"""What a scenario is and how it is read."""

from sim.scenario.editor import schema_json
from sim.scenario.fields import FieldHelp, field_help, numbers
from sim.scenario.layers import parse_override
from sim.scenario.reading import build, digest, files_of, load, outline_path, resolved
from sim.scenario.schema import Distribution, Scenario

__all__ = [
    "Distribution",
    "FieldHelp",
    "Scenario",
    "build",
    "digest",
    "field_help",
    "files_of",
    "load",
    "numbers",
    "outline_path",
    "parse_override",
    "resolved",
    "schema_json",
]
