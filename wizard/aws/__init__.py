"""Everything that speaks to AWS: the protocol that the flow knows, and boto3 behind it."""
