"""What Lighterman knows and decides: plain, synchronous Python that touches nothing outside itself."""
