"""What joining a call does: one module for each place a call can be at."""
