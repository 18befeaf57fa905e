"""What a message says: octets to frozen values and back; pure, total, no input or output."""
