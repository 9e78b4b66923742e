/** A key that was rotated must not cost data, and asking more often does not bring it back. */
export const CREDENTIALS_RETRY_MS = 60_000;
