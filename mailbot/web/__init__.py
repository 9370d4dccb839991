"""The review page: where staff look at what is unsure, with the evidence, and decide. A process beside the daemon."""
