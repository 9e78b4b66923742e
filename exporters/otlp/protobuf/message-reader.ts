// Reads Protobuf from a buffer, one value after the other. The caller knows what comes:
// everything here was written on this side of the wire, by our encoders.

const TWO_TO_32 = 2 ** 32;
const NANOSECONDS = 1e9;

/** Names are few; a map of an operator's own may have any. */
const MOST_NAMES = 10_000;

/** A text that comes again and again, and which one came behind it the last time. */
interface Name {
	readonly text: string;
	readonly bytes: Uint8Array;
	next: Name | undefined;
}

export class MessageReader {
	#bytes = Buffer.alloc(0);
	#view: DataView = new DataView(new ArrayBuffer(0));
	/** Each byte as a character: a piece of it is a text at a fraction of decoding one. */
	#characters = "";
	#at = 0;
	#names = new Map<string, Name>();
	#lastName: Name = { text: "", bytes: new Uint8Array(), next: undefined };

	get position(): number {
		return this.#at;
	}

	begin(bytes: Uint8Array): void {
		const { buffer, byteOffset, byteLength } = bytes;
		this.#bytes = Buffer.from(buffer as ArrayBuffer, byteOffset, byteLength);
		this.#view = new DataView(buffer, byteOffset, byteLength);
		this.#characters = this.#bytes.toString("latin1");
		this.#at = 0;
	}

	tag(): number {
		return this.#bytes[this.#at++] as number;
	}

	/** Of a message or of bytes: where they end. */
	end(): number {
		return this.varint() + this.#at;
	}

	/** Below 2^53. */
	varint(): number {
		const bytes = this.#bytes;
		let byte = bytes[this.#at++] as number;
		if (byte < 0x80) return byte;
		let value = byte & 0x7f;
		for (let unit = 0x80; byte >= 0x80; unit *= 0x80) {
			byte = bytes[this.#at++] as number;
			value += (byte & 0x7f) * unit;
		}
		return value;
	}

	/** An int64, one that a double holds exactly. */
	integer(): number {
		const bytes = this.#bytes;
		const start = this.#at;
		let end = start;
		while ((bytes[end] as number) >= 0x80) end++;
		// Only a negative one takes more than nine bytes.
		if (end - start < 7) return this.varint();
		let value = 0n;
		for (let at = end; at >= start; at--) {
			value = (value << 7n) | BigInt((bytes[at] as number) & 0x7f);
		}
		this.#at = end + 1;
		return Number(BigInt.asIntN(64, value));
	}

	double(): number {
		const value = this.#view.getFloat64(this.#at, true);
		this.#at += 8;
		return value;
	}

	fixed32(): number {
		const value = this.#view.getUint32(this.#at, true);
		this.#at += 4;
		return value;
	}

	/** Nanoseconds, as seconds and nanoseconds. */
	time(): [number, number] {
		const low = this.#view.getUint32(this.#at, true);
		const high = this.#view.getUint32(this.#at + 4, true);
		this.#at += 8;
		// A long division, 16 bits at a time: each remainder stays below 2^53.
		const first = Math.floor(high / NANOSECONDS);
		const second = (high % NANOSECONDS) * 0x1_0000 + (low >>> 16);
		const third = (second % NANOSECONDS) * 0x1_0000 + (low & 0xffff);
		return [
			first * TWO_TO_32 +
				Math.floor(second / NANOSECONDS) * 0x1_0000 +
				Math.floor(third / NANOSECONDS),
			third % NANOSECONDS,
		];
	}

	text(): string {
		const end = this.end();
		const text = this.#isAscii(end)
			? this.#characters.slice(this.#at, end)
			: this.#bytes.toString("utf8", this.#at, end);
		this.#at = end;
		return text;
	}

	/** A text of which there are few: no new one is made when it was read before. */
	name(): string {
		const end = this.end();
		const expected = this.#lastName.next;
		const name =
			expected !== undefined && this.#isNext(expected.bytes, end)
				? expected
				: this.#nameUntil(end);
		this.#lastName.next = name;
		this.#lastName = name;
		this.#at = end;
		return name.text;
	}

	hex(): string {
		const end = this.end();
		const text = this.#bytes.toString("hex", this.#at, end);
		this.#at = end;
		return text;
	}

	blob(): Uint8Array {
		const end = this.end();
		const content = new Uint8Array(this.#bytes.subarray(this.#at, end));
		this.#at = end;
		return content;
	}

	#isAscii(end: number): boolean {
		const bytes = this.#bytes;
		for (let at = this.#at; at < end; at++) {
			if ((bytes[at] as number) > 0x7f) return false;
		}
		return true;
	}

	#isNext(expected: Uint8Array, end: number): boolean {
		const bytes = this.#bytes;
		const start = this.#at;
		const { length } = expected;
		if (end - start !== length) return false;
		for (let n = 0; n < length; n++) {
			if (bytes[start + n] !== expected[n]) return false;
		}
		return true;
	}

	#nameUntil(end: number): Name {
		const text = this.#bytes.toString("utf8", this.#at, end);
		const known = this.#names.get(text);
		if (known !== undefined) return known;
		const bytes = new Uint8Array(this.#bytes.subarray(this.#at, end));
		const name: Name = { text, bytes, next: undefined };
		if (this.#names.size < MOST_NAMES) this.#names.set(text, name);
		return name;
	}
}
