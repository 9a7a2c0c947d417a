"""`python -m fibrocare` is the `fibrocare` command."""

from fibrocare.cli.main import main

main()
