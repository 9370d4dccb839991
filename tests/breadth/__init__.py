"""Breadth: submissions put together from cultures, layouts, formats and languages, with their truth by construction.

``python -m tests.breadth --seed S --count N [--misses]`` measures the reading on them; ``test_breadth`` keeps the
figures of one seed. A culture or State is a table in ``cultures.toml`` or ``states.toml``, a language a file in
``languages/``, a layout a function in ``layouts.py``, a format one in ``plain.py`` or ``documents.py``.
"""
