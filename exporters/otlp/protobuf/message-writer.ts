// Writes Protobuf into one buffer that grows and is used again. A nested message is
// written behind one byte for its length, and moved when the length takes more.

const FIRST_BYTES = 64 * 1024;
/** What a batch of ordinary records takes; after a larger one the buffer is let go. */
const MAX_KEPT_BYTES = 4 * 1024 * 1024;
/** From here on the native encoder is faster than a loop. */
const LONG_TEXT = 24;
const TWO_TO_32 = 2 ** 32;

export class MessageWriter {
	#bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
	#at = 0;

	get position(): number {
		return this.#at;
	}

	/** Begins anew. What `written` gave is overwritten. */
	reset(): void {
		this.#at = 0;
		if (this.#bytes.length > MAX_KEPT_BYTES) {
			this.#bytes = Buffer.allocUnsafeSlow(FIRST_BYTES);
		}
	}

	/** From `start` on; valid until `reset`, and for as long as nothing more is written. */
	written(start = 0): Uint8Array {
		return this.#bytes.subarray(start, this.#at);
	}

	/** The same for good. */
	copy(start = 0): Uint8Array {
		return new Uint8Array(this.written(start));
	}

	/** Tag and length of a message that follows; give the position to `end`. */
	begin(tag: number): number {
		this.#room(2);
		this.#bytes[this.#at++] = tag;
		return this.#at++;
	}

	end(lengthAt: number): void {
		const start = lengthAt + 1;
		const length = this.#at - start;
		if (length < 0x80) {
			this.#bytes[lengthAt] = length;
			return;
		}
		const more = varintSize(length) - 1;
		this.#room(more);
		this.#bytes.copyWithin(start + more, start, this.#at);
		const end = this.#at + more;
		this.#at = lengthAt;
		this.#varint(length);
		this.#at = end;
	}

	/** A field that was encoded before, or any other bytes. */
	raw(bytes: Uint8Array): void {
		this.#room(bytes.length);
		// A call into V8 costs more than a loop over a key.
		if (bytes.length > 2 * LONG_TEXT) this.#bytes.set(bytes, this.#at);
		else {
			const target = this.#bytes;
			const start = this.#at;
			for (let n = 0; n < bytes.length; n++) {
				target[start + n] = bytes[n] as number;
			}
		}
		this.#at += bytes.length;
	}

	blob(tag: number, content: Uint8Array): void {
		this.#room(6);
		this.#bytes[this.#at++] = tag;
		this.#varint(content.length);
		this.raw(content);
	}

	text(tag: number, text: string): void {
		// A UTF-16 unit takes at most three bytes in UTF-8.
		this.#room(6 + text.length * 3);
		this.#bytes[this.#at++] = tag;
		if (text.length < LONG_TEXT && this.#shortAscii(text)) return;
		// It takes as many bytes as characters if it is ASCII, as nearly always.
		const guess = this.#at + varintSize(text.length);
		const length = this.#bytes.write(text, guess, "utf8");
		const start = this.#at + varintSize(length);
		if (start !== guess) {
			this.#bytes.copyWithin(start, guess, guess + length);
		}
		this.#varint(length);
		this.#at = start + length;
	}

	/** A whole number that a double holds exactly, as int64. */
	integer(tag: number, value: number): void {
		this.#room(11);
		this.#bytes[this.#at++] = tag;
		if (value >= 0 && value < TWO_TO_32) this.#varint(value);
		else this.#long(value);
	}

	double(tag: number, value: number): void {
		this.#room(9);
		this.#bytes[this.#at] = tag;
		this.#bytes.writeDoubleLE(value, this.#at + 1);
		this.#at += 9;
	}

	fixed32(tag: number, value: number): void {
		this.#room(5);
		this.#bytes[this.#at] = tag;
		this.#bytes.writeUInt32LE(value, this.#at + 1);
		this.#at += 5;
	}

	/** Seconds and nanoseconds, as nanoseconds. */
	time(tag: number, [seconds, nanoseconds]: readonly [number, number]): void {
		this.#room(9);
		this.#bytes[this.#at] = tag;
		// Each product stays below 2^53. `>>> 0` takes a number modulo 2^32.
		const upper = Math.floor(seconds / 0x1_0000) * 1e9;
		const lower = (seconds & 0xffff) * 1e9 + nanoseconds;
		const low = (upper & 0xffff) * 0x1_0000 + (lower >>> 0);
		const high =
			Math.floor(upper / 0x1_0000) +
			Math.floor(lower / TWO_TO_32) +
			Math.floor(low / TWO_TO_32);
		this.#bytes.writeUInt32LE(low >>> 0, this.#at + 1);
		this.#bytes.writeUInt32LE(high >>> 0, this.#at + 5);
		this.#at += 9;
	}

	/** Length and characters; false when it is not ASCII. */
	#shortAscii(text: string): boolean {
		const bytes = this.#bytes;
		const start = this.#at + 1;
		for (let n = 0; n < text.length; n++) {
			const code = text.charCodeAt(n);
			if (code > 0x7f) return false;
			bytes[start + n] = code;
		}
		bytes[this.#at] = text.length;
		this.#at = start + text.length;
		return true;
	}

	/** Below 2^32. */
	#varint(value: number): void {
		let left = value;
		while (left > 0x7f) {
			this.#bytes[this.#at++] = (left & 0x7f) | 0x80;
			left >>>= 7;
		}
		this.#bytes[this.#at++] = left;
	}

	#long(value: number): void {
		let high = Math.floor(value / TWO_TO_32);
		let low = value - high * TWO_TO_32;
		high >>>= 0;
		while (high > 0 || low > 0x7f) {
			this.#bytes[this.#at++] = (low & 0x7f) | 0x80;
			low = ((low >>> 7) | (high << 25)) >>> 0;
			high >>>= 7;
		}
		this.#bytes[this.#at++] = low;
	}

	#room(more: number): void {
		if (this.#at + more <= this.#bytes.length) return;
		const larger = Buffer.allocUnsafeSlow(
			Math.max(this.#bytes.length * 2, this.#at + more),
		);
		this.#bytes.copy(larger, 0, 0, this.#at);
		this.#bytes = larger;
	}
}

/** Of a length. */
function varintSize(value: number): number {
	if (value < 0x80) return 1;
	if (value < 0x4000) return 2;
	if (value < 0x20_0000) return 3;
	return value < 0x1000_0000 ? 4 : 5;
}
