"""A cluster that Slurm shares out: what a file says of it, and the script that an array runs."""
