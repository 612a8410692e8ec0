"""Second factors at the desk: the second step of signing in, one's own account, and a colleague who lost theirs."""
