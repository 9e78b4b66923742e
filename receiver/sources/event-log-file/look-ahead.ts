// Opens the download of the next file while the rows of the current one are still
// on their way. Invariant: at most one body waits, and one that is not wanted any
// more is closed.

import type { SalesforceClient } from "../../api/client.ts";
import { identityOf, type LogFile } from "./log-file.ts";

export interface OpenBody {
	readonly chunks: AsyncIterable<Uint8Array>;
	/** Closes the connection unless the body has been read to its end. Idempotent. */
	close(): void;
}

export interface LookAhead {
	/** Begins to open a file, unless another one waits already. */
	prepare(file: LogFile): void;
	/** The body of a file: the one that was prepared, or a new one. */
	open(file: LogFile): Promise<OpenBody>;
	/** Closes what waits. */
	close(): void;
}

export function createLookAhead(
	client: SalesforceClient,
	signal: AbortSignal,
): LookAhead {
	let waiting: { identity: string; body: Opening } | undefined;

	function discard(): void {
		waiting?.body.close();
		waiting = undefined;
	}

	return {
		prepare(file) {
			waiting ??= {
				identity: identityOf(file),
				body: beginOpening(client, file, signal),
			};
		},
		open(file) {
			const prepared =
				waiting?.identity === identityOf(file) ? waiting.body : undefined;
			if (prepared === undefined) discard();
			waiting = undefined;
			return (prepared ?? beginOpening(client, file, signal)).opened;
		},
		close: discard,
	};
}

interface Opening {
	readonly opened: Promise<OpenBody>;
	close(): void;
}

function beginOpening(
	client: SalesforceClient,
	file: LogFile,
	signal: AbortSignal,
): Opening {
	const own = new AbortController();
	const close = () => own.abort();
	const opened = client
		.openLogFile(file.path, AbortSignal.any([signal, own.signal]))
		.then((chunks) => ({ chunks, close }));
	// Whoever takes the body hears of the failure; if nobody does, nobody needs to.
	opened.catch(() => {});
	return {
		opened,
		close() {
			close();
			opened.then(({ chunks }) => discardChunks(chunks)).catch(() => {});
		},
	};
}

/** A body that nobody has begun to read closes its connection when the reading ends. */
async function discardChunks(chunks: AsyncIterable<Uint8Array>): Promise<void> {
	for await (const _ of chunks) return;
}
