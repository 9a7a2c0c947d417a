"""The command line: `fibrocare assess | explain | knowledge | doctor`."""
