"""Handing messages over: when they may go, who holds them meanwhile, over which wire, and what came of it."""
