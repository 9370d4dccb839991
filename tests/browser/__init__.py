"""The review page as staff use it: a real browser (Chromium) before a real ``mailbot serve``."""
