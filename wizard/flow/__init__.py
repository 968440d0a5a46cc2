"""The five steps as a model, shared by the screens and the plain mode. No Textual, no boto3, no printing."""
