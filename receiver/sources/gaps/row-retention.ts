// What the org's retention has taken of an object's rows before they were read. Pure.

import { type Gap, gap } from "./gap.ts";

const DAY_MS = 24 * 3_600_000;
/** Salesforce keeps rows of these objects for six months; no half-year is shorter. */
const KEPT_MS = 181 * DAY_MS;

/** `read`: until when everything was read, ms. */
export function rowRetentionGap(read: number, now: number): Gap | undefined {
	const kept = now - KEPT_MS;
	return read < kept ? gap(read, kept, "retention", now) : undefined;
}
