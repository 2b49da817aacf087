"""Readers of job traces: pure, streaming, bounded."""
