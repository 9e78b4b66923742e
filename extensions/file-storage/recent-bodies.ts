// The bytes of what was stored last, for the exporters that keep up: they send what has
// just been written, and need not read it back, each a copy of its own. Invariants: no
// more than a few megabytes, whatever waits; what is not here is in the file. A lease is
// ended when the last exporter is done with the request, never when room is made.

import type { EncodedRequest } from "../../pipeline/exporter.ts";

export type RecentBody = Pick<EncodedRequest, "body" | "lease">;

export interface RecentBodies {
	/** After the commit. */
	add(payload: number, recent: RecentBody): void;
	get(payload: number): RecentBody | undefined;
	/** Nobody has to send it any more. */
	delete(payload: number): void;
}

/** What ten consumers of two exporters have in flight, and as much again. */
const MAX_BYTES = 4 * 1024 * 1024;

export function createRecentBodies(maxBytes: number = MAX_BYTES): RecentBodies {
	/** The oldest first. */
	const bodies = new Map<number, RecentBody>();
	let bytes = 0;

	function forget(payload: number): RecentBody | undefined {
		const recent = bodies.get(payload);
		bytes -= recent?.body.byteLength ?? 0;
		bodies.delete(payload);
		return recent;
	}

	return {
		add(payload, { body, lease }) {
			bodies.set(payload, { body, lease });
			bytes += body.byteLength;
			for (const oldest of bodies.keys()) {
				if (bytes <= maxBytes) return;
				forget(oldest);
			}
		},
		get: (payload) => bodies.get(payload),
		delete(payload) {
			forget(payload)?.lease?.end();
		},
	};
}
