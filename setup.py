"""What pyproject.toml cannot say: templates/ is installed inside mailbot, where the letters look for it."""

from setuptools import find_namespace_packages, setup

setup(
    packages=[*find_namespace_packages(include=["mailbot*"]), "mailbot.templates"],
    package_dir={"mailbot.templates": "templates"},
)
