"""SimPy generators, one file for each activity: they wait, ask the model, and record.

No process imports another; what they share they are given.
"""
