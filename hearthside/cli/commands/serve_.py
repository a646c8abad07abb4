"""serve"""
HELP="x"
def arguments(parser): ...
def run(arguments): return 1
