"""Shapes on the wire: what is taken is checked strictly, what is given is documented."""
