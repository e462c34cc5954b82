"""The rules: one process a file, each a pure scalar equation with its source or its assumption.

news       hear: how far an event is heard, how it fades, how much it counts
belief     believe: from what was heard to the belief that comrades hold
morale     feel: a target that is a sum of causes, and how fast morale follows it
officers   leave before their men
breaking   decide: when a formation breaks, where it goes, whether it still goes as one
advance    groups: set out, for where, press, turn back
combat     losses, and the point where defenders are overrun
rising     communities: a step towards rising, or back
backing    backers: a step back, or forward again
command    the leadership: cede, leave
"""
