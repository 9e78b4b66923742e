// How time goes by in a soak: the org's and the program's clock together, an hour at
// once, as soon as most of what was published has arrived.

export const HOUR_MS = 3_600_000;

/** However many records there are: tenths are of ten hours each. */
export const SOAK_HOURS = 100;
