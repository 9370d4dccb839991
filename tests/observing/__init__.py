"""What those who run mailbot see of it."""
