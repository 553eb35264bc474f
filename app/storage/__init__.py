"""Rows in, records out: the only place that knows SQLAlchemy. Flushes, never commits."""
