"""Sweeps: experiments over a design of factors, from a file to points, and to what they say."""
