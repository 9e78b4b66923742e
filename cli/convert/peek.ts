// What a stream begins with, without taking it away.

const BYTE_ORDER_MARK = "\ufeff";
const OPENING = new Set(["{", "["]);

export interface Peeked {
	/** The first character that is no white space opens a JSON value. */
	readonly json: boolean;
	/** Everything, from the first byte on. */
	readonly bytes: AsyncGenerator<Uint8Array, void, void>;
}

export async function peek(
	stream: AsyncGenerator<Uint8Array, void, void>,
): Promise<Peeked> {
	const seen: Uint8Array[] = [];
	let json = false;
	for (;;) {
		const next = await stream.next();
		if (next.done) break;
		seen.push(next.value);
		// A byte order mark of three bytes could be cut in two.
		const text = new TextDecoder("utf-8", { ignoreBOM: true })
			.decode(Buffer.concat(seen))
			.replace(BYTE_ORDER_MARK, "")
			.trimStart();
		if (text === "") continue;
		json = OPENING.has(text.charAt(0));
		break;
	}
	return { json, bytes: startingWith(seen, stream) };
}

async function* startingWith(
	seen: readonly Uint8Array[],
	rest: AsyncGenerator<Uint8Array, void, void>,
): AsyncGenerator<Uint8Array, void, void> {
	yield* seen;
	yield* rest;
}
