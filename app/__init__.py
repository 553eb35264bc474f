"""Khoanh Vùng: epidemic zone management for a city or a district."""

__version__ = "0.1.0"
