// How time goes by in a soak: the org's and the program's clock together, an hour at
// once, as soon as most of what was published has arrived.

export const HOUR_MS = 3_600_000;

/** However many records there are. */
export const SOAK_HOURS = 100;
export const HOURS_A_TENTH = SOAK_HOURS / 10;
