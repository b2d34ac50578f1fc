"""Sweeps on many machines: engines on Dask and on Slurm, and the scripts of jobs."""
