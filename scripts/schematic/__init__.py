"""Schematic ward boundaries, drawn from positions and official areas alone: see docs/schematic-boundaries.md."""
