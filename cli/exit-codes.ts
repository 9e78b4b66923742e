// What the exit code says.

export const EXIT_OK = 0;
/** Something failed while running. */
export const EXIT_FAILED = 1;
/** The configuration or the command line is wrong. */
export const EXIT_USAGE = 2;
