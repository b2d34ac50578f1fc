"""Each mechanism disabled in turn: the test of its own has to fail, and no unrelated one."""
