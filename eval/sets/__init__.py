"""The sets that can be run: cases, and how a system does on one."""
