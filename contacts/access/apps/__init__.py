"""Apps that people sign in with: what names them, where their pages live, and how often they may ask."""
