"""Rout: an agent-based simulation of military morale."""
