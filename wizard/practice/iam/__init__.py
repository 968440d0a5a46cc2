"""IAM: users, groups, roles, policies, MFA devices and identity providers of one account."""
