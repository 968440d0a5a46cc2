"""Decides an AssumeRole request as AWS does. Pure: standard library only, no clock, disk, network or environment."""
