"""One time step, in order: the model in ten lines."""

from __future__ import annotations

from sim.model.stages.assess import assess
from sim.model.stages.backers import act_backers
from sim.model.stages.command import act_command
from sim.model.stages.communities import act_communities
from sim.model.stages.control import resolve_control
from sim.model.stages.counter_attacks import plan_counter_attacks
from sim.model.stages.formations import act_formations
from sim.model.stages.groups import act_groups
from sim.model.stages.hear import hear
from sim.model.stages.over import watch_end
from sim.model.stages.rumours import spread_rumours
from sim.model.state import State


def step(s: State) -> None:
    """Advance one run by one step.

    1. Hear         last step's news reaches every place, older news fades
    2. Assess       strengths, threats, connections and beliefs as they stand: what everybody reads
    3. Plan         garrisons choose what to counter-attack, and with whom
    4. Formations   feel; hold, break, retreat, obey, counter-attack, arrive
    5. Groups       rest, set out, march, pause, press, turn back
    6. Communities  rise or calm down
    7. Backers      step back or forward, send men, urge exile
    8. Command      gives dated orders, cedes, reinforces, pays, leaves
    9. Rumours      false reports and denials
    10. Control     places change hands; the corridor is cut or opened
    11. Over        from when nothing that is recorded can change, nobody acts any more
    """
    if s.nation.over == 0:
        hear(s)
        assess(s)
        plan_counter_attacks(s)
        act_formations(s)
        act_groups(s)
        act_communities(s)
        act_backers(s)
        act_command(s)
        spread_rumours(s)
        resolve_control(s)
        watch_end(s)
    s.nation.tick += 1
