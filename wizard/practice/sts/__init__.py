"""STS: who one is, and how one becomes somebody else."""
