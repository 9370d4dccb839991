"""What those who run mailbot see of it: whether all is well, alarms, figures."""
