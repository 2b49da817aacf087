"""Faults: real processes are killed, stopped and lied to at chosen points; what the guarantee says must hold after."""
