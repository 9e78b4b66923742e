// Lines of a stream of bytes, without their ends.

const NEWLINE = 0x0a;

/** A line beyond the limit comes as undefined, and its bytes are dropped as they come. */
export async function* readLines(
	chunks: AsyncIterable<Uint8Array>,
	maxBytes: number,
): AsyncGenerator<Uint8Array | undefined, void, void> {
	let parts: Uint8Array[] = [];
	let length = 0;

	function add(part: Uint8Array): void {
		length += part.length;
		if (length > maxBytes) parts = [];
		else parts.push(part);
	}

	function take(): Uint8Array | undefined {
		const line = length > maxBytes ? undefined : Buffer.concat(parts);
		parts = [];
		length = 0;
		return line;
	}

	for await (const chunk of chunks) {
		let start = 0;
		for (
			let end = chunk.indexOf(NEWLINE);
			end >= 0;
			end = chunk.indexOf(NEWLINE, start)
		) {
			add(chunk.subarray(start, end));
			yield take();
			start = end + 1;
		}
		add(chunk.subarray(start));
	}
	if (length > 0) yield take();
}
