// The bytes of what was stored last, for the exporters that keep up: they send what has
// just been written, and need not read it back, each a copy of its own. Invariant: no
// more than a few megabytes, whatever waits; what is not here is in the file.

export interface RecentBodies {
	/** After the commit. */
	add(payload: number, body: Uint8Array): void;
	get(payload: number): Uint8Array | undefined;
	/** Nobody has to send it any more. */
	delete(payload: number): void;
}

/** What ten consumers of two exporters have in flight, and as much again. */
const MAX_BYTES = 4 * 1024 * 1024;

export function createRecentBodies(maxBytes: number = MAX_BYTES): RecentBodies {
	/** The oldest first. */
	const bodies = new Map<number, Uint8Array>();
	let bytes = 0;

	function forget(payload: number): void {
		bytes -= bodies.get(payload)?.byteLength ?? 0;
		bodies.delete(payload);
	}

	return {
		add(payload, body) {
			bodies.set(payload, body);
			bytes += body.byteLength;
			for (const oldest of bodies.keys()) {
				if (bytes <= maxBytes) return;
				forget(oldest);
			}
		},
		get: (payload) => bodies.get(payload),
		delete: forget,
	};
}
