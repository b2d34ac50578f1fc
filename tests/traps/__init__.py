"""Naive choices that give plausible wrong results, each with the check that reveals it."""
