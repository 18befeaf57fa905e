"""What to do about a message: frozen values in, a Plan out; pure, no input or output."""
