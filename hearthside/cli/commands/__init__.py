"""One module a command: HELP, arguments(parser), run(arguments) -> exit code."""
