"""The stages: who does what in one time step, each written once, over a state of any container.

start        the first state of a run
hear         last step's news reaches every place, older news fades
assess       strengths, threats, connections and beliefs as they stand: what everybody reads
formations   feel; hold, break, retreat, obey, counter-attack, arrive
groups       rest, set out, march, pause, press, turn back
communities  rise or calm down
backers      step back or forward, send men, urge exile
command      cedes, reinforces, pays, leaves
rumours      false reports and denials
control      places change hands; the corridor is cut or opened
over         from when nothing that is recorded can change, nobody acts any more

tell, roads and survey are used by several of them: sending evidence, searches along the roads, and what
follows from who holds what.
"""
