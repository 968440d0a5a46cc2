"""An AWS of our own on this machine that really denies, and the lessons that run on it."""
