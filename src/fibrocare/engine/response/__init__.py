"""Is it helping? Change against the person's own baseline, what each therapy did, flares, and trials of one person.

`trial` needs numpy and scipy (the extra `response`); everything else here runs on the standard library.
"""
