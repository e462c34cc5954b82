"""The agents of the Mesa model: who decides, in objects that can be read, watched and subclassed."""

from __future__ import annotations

from sim.agents.actor import Actor
from sim.agents.backer import Backer
from sim.agents.command import Command
from sim.agents.community import Community
from sim.agents.country import Country
from sim.agents.formation import Formation
from sim.agents.group import Group
from sim.agents.journal import Event
from sim.agents.muster import Kinds
from sim.agents.place import Place

__all__ = [
    "Actor",
    "Backer",
    "Command",
    "Community",
    "Country",
    "Event",
    "Formation",
    "Group",
    "Kinds",
    "Place",
]
