"""Who asks and what that may: tokens, rights, rates."""
