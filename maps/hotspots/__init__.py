"""Published counts -> hot and cold places with their uncertainty: what is more than noise and chance.

`spot` tests a published map against the exact distribution of chance plus the noise we added; `getis` is the
classical Gi* on exact counts, for organizers only and never for publication: on noisy counts it finds hot
cells in pure noise. `graph` gives neighbours, `tail` the null's tails, `trend` and `course` compare releases.

May import numpy, scipy and `maps.disclosure`; no clock, no database, never a report.
"""
