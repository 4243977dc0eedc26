"""What `scripts/bench` is made of: servers to measure, ways to load them, and tables."""
