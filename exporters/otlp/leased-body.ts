// A body whose memory is used again, on its way into a socket. An answer can come before
// all of it has left, and of a buffer undici doesn't say when it has. Of what gives it
// pieces it takes the next when the socket has handed on the one before, or is closed.

import type { Dispatcher } from "undici";
import type { BodyLease } from "../../pipeline/exporter.ts";

/** undici takes any iterable for a body; its types leave that out. */
export function leasedBody(
	body: Uint8Array,
	lease: BodyLease,
): Dispatcher.DispatchOptions["body"] {
	return pieces(body, lease) as AsyncIterable<Uint8Array> as never;
}

/** One, which is read until the next is asked for. */
async function* pieces(
	body: Uint8Array,
	lease: BodyLease,
): AsyncGenerator<Uint8Array, void, void> {
	const done = lease.read();
	try {
		yield body;
	} finally {
		done();
	}
}
