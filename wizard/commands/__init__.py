"""One file per sub-command, each thin: parse, call the room that knows, print."""
