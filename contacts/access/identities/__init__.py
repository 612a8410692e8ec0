"""What people sign in with or say of themselves: how it is compared, whom it means, and what its proof brings."""
