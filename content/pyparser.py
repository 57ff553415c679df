"""The pure-Python stand-in for libyaml's parser, for a PyYAML built without it."""

from yaml.parser import Parser
from yaml.reader import Reader
from yaml.scanner import Scanner


class PyParser(Reader, Scanner, Parser):
    """Turn text into YAML events, as `yaml.cyaml.CParser` does, only slower."""

    def __init__(self, text: str) -> None:
        Reader.__init__(self, text)
        Scanner.__init__(self)
        Parser.__init__(self)
