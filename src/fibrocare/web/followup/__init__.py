"""The questions after a plan began: asked again before its review and every three months, so that a change can be judged."""
