"""The five screens, in Textual. Thin: a screen shows one value of the flow and posts one message."""
