"""Faults to plant in `docs/examples/example-order.yaml`, and what is said of each.

A fault is what stands in the file and what is put there instead; then a piece of the line that must be named, the
pointer, and a piece of the Vietnamese and of the English sentence, which holds the cure.
"""
