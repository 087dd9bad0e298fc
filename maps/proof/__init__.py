"""How the release's claims are measured: privacy by a black-box audit, usefulness on points.

`audit` draws many releases of neighbouring data through the real code and bounds ε from what comes out;
`mistakes` plants what would break the promise, which the audit must catch; `world` is the data both use;
`utility` compares the map with flat grids. Run by hand or by CI; nothing of the program imports it.

May import numpy, scipy and the other folders of this room.
"""
