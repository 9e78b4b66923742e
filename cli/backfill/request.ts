// The options of `backfill` as what is asked for. Times without a zone are UTC, as
// Salesforce's own are.

import { type StreamName, streamNames } from "../../config/schema/streams.ts";
import type { BackfillRequest } from "../../receiver/backfill/backfill.ts";

export interface RangeOptions {
	readonly since?: string;
	readonly until?: string;
	readonly streams?: string;
}

const TIME = /^\d{4}-\d\d-\d\d(?:T\d\d:\d\d(?::\d\d(?:\.\d{1,3})?)?)?$/;
const ZONE = /(?:Z|[+-]\d\d:\d\d)$/;

/** A text says what is wrong. */
export function parseRequest(
	options: RangeOptions,
	now: number,
): BackfillRequest | string {
	const from = time(options.since);
	if (from === undefined) return wrongTime("--since", options.since);
	const until = time(options.until);
	if (until === undefined) return wrongTime("--until", options.until);
	if (from >= until) return "--since must be before --until";
	if (until > now) {
		return `--until ${options.until} is in the future: a backfill reads the past, and what is to come is read by the running service`;
	}
	const streams = options.streams?.split(",").map((name) => name.trim());
	const unknown = streams?.filter(
		(name) => !streamNames.includes(name as StreamName),
	);
	if (unknown !== undefined && unknown.length > 0) {
		return `--streams: there is no stream ${unknown.map((name) => `"${name}"`).join(", ")}; there are ${streamNames.join(", ")}`;
	}
	return { range: { from, until }, streams };
}

function time(text: string | undefined): number | undefined {
	if (text === undefined) return undefined;
	const zone = ZONE.exec(text.slice(10))?.[0] ?? "";
	const local = text.slice(0, text.length - zone.length);
	if (!TIME.test(local)) return undefined;
	// A day alone is midnight UTC already, and takes no zone.
	if (local.length === 10) return zone === "" ? valid(local) : undefined;
	return valid(`${local}${zone === "" ? "Z" : zone}`);
}

function valid(text: string): number | undefined {
	const ms = Date.parse(text);
	return Number.isNaN(ms) ? undefined : ms;
}

function wrongTime(option: string, found: string | undefined): string {
	return `${option}${found === undefined ? " is required" : ` ${found}`}: expected a day or a moment in UTC, such as 2026-05-01 or 2026-05-01T06:00:00Z`;
}
