// What the org was asked, for tests that wait for a request or count them.
// Bounded: the oldest are forgotten.

import type { IncomingHttpHeaders } from "node:http";
import { type Endpoint, type Matcher, matches } from "./interventions.ts";

export interface RequestRecord {
	readonly endpoint: Endpoint;
	readonly method: string;
	/** With its query. */
	readonly path: string;
	/** The status that was answered; 0 when the connection was broken instead. */
	readonly status: number;
	/** Without Authorization. */
	readonly headers: IncomingHttpHeaders;
}

export interface RequestLog {
	add(record: RequestRecord): void;
	all(): readonly RequestRecord[];
	/** How many there were, forgotten ones included. */
	count(): number;
	/** Resolves when there are `count` matching requests, those of the past included. */
	reached(matcher: Matcher, count: number, signal?: AbortSignal): Promise<void>;
}

const KEPT = 10_000;

export function createRequestLog(): RequestLog {
	const records: RequestRecord[] = [];
	const listeners = new Set<() => void>();
	let count = 0;
	return {
		count: () => count,
		add(record) {
			count++;
			records.push(record);
			if (records.length > KEPT) records.shift();
			for (const listener of [...listeners]) listener();
		},
		all: () => records,
		async reached(matcher, count, signal) {
			const enough = () =>
				records.filter(({ endpoint, path }) => matches(matcher, endpoint, path))
					.length >= count;
			signal?.throwIfAborted();
			if (enough()) return;
			await new Promise<void>((resolve, reject) => {
				const stop = () => {
					listeners.delete(listener);
					signal?.removeEventListener("abort", abort);
				};
				const listener = () => {
					if (!enough()) return;
					stop();
					resolve();
				};
				const abort = () => {
					stop();
					reject(signal?.reason);
				};
				listeners.add(listener);
				signal?.addEventListener("abort", abort, { once: true });
			});
		},
	};
}
