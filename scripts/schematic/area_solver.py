"""Weights that give every cell of a power diagram its prescribed area.

This is semi-discrete optimal transport: the areas are the gradient of a concave function of the weights and the border
lengths its second derivative, so Newton's method with a step that never lets a cell vanish converges from any start
with no empty cell (Kitagawa, Mérigot, Thibert, "Convergence of a Newton algorithm for semi-discrete optimal transport",
JEMS 21, 2019). With a free rim it is the partial transport of Lévy, "Partial optimal transport for a constant-volume
Lagrangian mesh", J. Comput. Phys. 451, 2022.
"""

from __future__ import annotations

from dataclasses import dataclass

import numpy as np
from scipy.sparse import coo_array, diags_array
from scipy.sparse.linalg import spsolve

from scripts.schematic.arrays import Floats
from scripts.schematic.power_diagram import PowerDiagram, power_diagram
from scripts.schematic.territory import Cut, Territory

MOST_STEPS = 100
SHORTEST_STEP = 1e-4


@dataclass(frozen=True)
class Division:
    """A territory divided: the weights found and the diagram they make, whole and cut to the territory."""

    sites: Floats
    weights: Floats
    diagram: PowerDiagram
    cut: Cut


def divide(territory: Territory, sites: Floats, areas: Floats, start: Floats, *, tolerance: float = 1e-9) -> Division:
    """The division of `territory` in which site i holds `areas[i]` m², to `tolerance` of the greatest cell's error.

    `start` are the weights to begin with; the search falls back on equal weights when they leave a cell empty.
    Raises ValueError when a site has no land of its own or the areas cannot be reached.
    """
    division = _first(territory, sites, start)
    floor = 0.5 * min(float(division.cut.areas.min()), float(areas.min()))
    for _ in range(MOST_STEPS):
        if float(np.abs(division.cut.areas / areas - 1.0).max()) <= tolerance:
            return division
        division = _damped_step(territory, division, areas, floor)
    raise ValueError(f"areas not reached in {MOST_STEPS} steps; check that they fit the territory")


def _first(territory: Territory, sites: Floats, start: Floats) -> Division:
    division = _division(territory, sites, start)
    if division.cut.areas.min() <= 0:
        division = _division(territory, sites, np.full(len(sites), float(start.mean())))
    if division.cut.areas.min() <= 0:
        raise ValueError(f"site {int(division.cut.areas.argmin())} has no land; the outline must hold every site")
    return division


def _division(territory: Territory, sites: Floats, weights: Floats) -> Division:
    diagram = power_diagram(sites, weights)
    return Division(sites, weights, diagram, territory.cut(diagram, sites, weights))


def _damped_step(territory: Territory, division: Division, areas: Floats, floor: float) -> Division:
    """One Newton step, halved until no cell falls below `floor` and the error shrinks."""
    direction = _newton_direction(division, areas)
    error = float(np.linalg.norm(division.cut.areas - areas))
    step = 1.0
    while step >= SHORTEST_STEP:
        moved = _division(territory, division.sites, division.weights + step * direction)
        shrunk = float(np.linalg.norm(moved.cut.areas - areas)) <= (1.0 - 0.5 * step) * error
        if shrunk and moved.cut.areas.min() >= floor:
            return moved
        step /= 2.0
    raise ValueError("no step brings the areas nearer; check that they fit the territory")


def _newton_direction(division: Division, areas: Floats) -> Floats:
    """The change of weights that would mend the areas were they linear: a weighted graph Laplacian, solved."""
    count = len(areas)
    first, second = division.diagram.pairs.T
    apart = np.hypot(*(division.sites[first] - division.sites[second]).T)
    flow = division.cut.ridge_lengths / (2.0 * apart)
    exchange = coo_array(
        (np.concatenate([flow, flow]), (np.concatenate([first, second]), np.concatenate([second, first]))),
        shape=(count, count),
    ).tocsr()
    system = diags_array(exchange.sum(axis=1) + division.cut.rim_growth) - exchange
    missing = areas - division.cut.areas
    direction = np.zeros(count)
    if division.cut.rim_growth.any():
        direction[:] = spsolve(system.tocsc(), missing)
    elif count > 1:  # A fixed outline knows weights only up to a constant: the first one stays.
        direction[1:] = spsolve(system.tocsc()[1:, 1:], missing[1:])
    return direction
