"""What a program of a dialect proves who it is with: credentials, each for one dialect, and the tokens they fetch."""
