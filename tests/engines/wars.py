"""A small war that several tests share: everything can happen in it, within days."""

from __future__ import annotations

from typing import Any

from stages.bench import three


def war() -> dict[str, Any]:
    """Capital, Gate, Pass, Town, Border in a row; North comes from Border, a backer through Gate."""
    tree = three()
    tree["scenario"] |= {"horizon_days": 12.0, "tick_hours": 12.0}
    places = tree["places"]
    places["Pass"] = {"lat": 10.3, "lon": 20.0, "prestige": 1.0}
    places["Gate"] = {"lat": 10.1, "lon": 20.2, "prestige": 1.0}
    places["Far"] = {"lat": 10.6, "lon": 20.4, "prestige": 0.5}
    roads = (("Capital", "Gate"), ("Gate", "Pass"), ("Pass", "Town"), ("Town", "Border"), ("Pass", "Far"))
    tree["roads"] = {f"{a} {b}": {"between": [a, b], "km": 40} for a, b in roads}
    for place, men in (("Pass", 500), ("Gate", 400), ("Far", 300)):
        tree["units"][f"{place} brigade"] = {
            "place": place,
            "men": men,
            "cohesion": 0.9,
            "conscript_share": 0.5,
        }
    tree["units"]["Gate brigade"] |= {"backer": "Ally", "adviser_share": 0.8}
    tree["groups"]["North"] |= {"men": 1900, "reach_km": 400}
    tree["backers"]["Ally"] |= {"entry": ["Gate"], "patience": 0.6}
    tree["backers"]["Envoy"]["patience"] = 0.9
    tree["mechanisms"] |= {"recovery": False}
    tree["parameters"] |= {
        "break_rate": 1.0, "break_steepness": 10.0, "advance_rate": 3.0, "press_rate": 3.0,
        "readiness_rate": 0.8, "fall_rate": 2.0, "recovery_rate": 0.4, "leave_rate": 1.0,
        "cede_rate": 1.0, "cede_lost": 0.0, "exile_rate": 0.3, "exile_belief": 0.75, "exile_support": 0.95,
        "exposure_threatened": 0.5, "expected_days": 20.0, "news_everywhere": 0.3,
    }  # fmt: skip
    return tree


def busy_war() -> dict[str, Any]:
    """The same with everything switched on: rumours, risings, orders, counter-attacks, men from abroad."""
    tree = war()
    tree["scenario"] |= {"army_men": 5000, "refuge": "Far"}
    tree["communities"]["Farmers"] = {"place": "Far", "loyal": True}
    tree["units"]["Far brigade"]["community"] = "Farmers"
    tree["units"]["Traders' guard"] = {"place": "Pass", "men": 250, "community": "Traders", "dormant": True}
    tree["places"]["Rear"] = {"lat": 11.0, "lon": 20.0, "prestige": 0.2, "controller": "North"}
    tree["roads"]["Border Rear"] = {"between": ["Border", "Rear"], "km": 70}  # too far to be retaken
    tree["mechanisms"] |= {"recovery": True, "rumours": True, "stands": True}
    tree["backers"]["Ally"] |= {"reinforcement_men": 60, "reinforcements_per_day": 0.2}
    tree["parameters"] |= {
        "rumours_per_day": 1.0, "counter_attacks_per_day": 1.0, "counter_attack_morale": 0.2,
        "counter_attack_ratio": 0.5, "officers_rate": 0.8, "officers_back_per_day": 0.3, "turn_rate": 0.3,
        "fatigue_rate": 0.2, "combat_loss_rate": 0.02, "rise_rate": 0.7, "calm_rate": 0.4, "return_rate": 0.2,
        "reinforce_rate": 0.5, "pay_rate": 0.3, "pay_lost": 0.1, "handover_rate": 0.5, "cohesion_spread": 0.4,
        "near_km": 30.0, "starvation_rate": 0.05, "cede_km": 0.0,
        "deal_rate": 0.03, "mobilise_rate": 1.0,
    }  # fmt: skip
    return tree
