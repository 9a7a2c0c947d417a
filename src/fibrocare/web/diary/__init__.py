"""The diary: how the days are, in half a minute, without a network too; what helps, what harms, and flares."""
