// Protobuf's wire format, without any message's meaning: fields are found by their
// number, and what is not asked for is passed over or copied as it is.

const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_LENGTH_DELIMITED = 2;
const WIRE_FIXED32 = 5;

/** A field of a message, as offsets into its bytes. */
export interface WireField {
	readonly number: number;
	/** From its tag on. */
	readonly start: number;
	/** Of its value; of a length-delimited one without the length. */
	readonly valueStart: number;
	readonly end: number;
	readonly delimited: boolean;
}

/** The fields of the message in `bytes` from `start` to `end`; throws a RangeError when they are not one. */
export function* readFields(
	bytes: Uint8Array,
	start = 0,
	end = bytes.length,
): Generator<WireField, void, void> {
	let position = start;

	function varint(): number {
		let value = 0;
		for (let shift = 0; shift < 70; shift += 7) {
			const byte = position < end ? bytes[position++] : undefined;
			if (byte === undefined) throw malformed();
			value += (byte & 0x7f) * 2 ** shift;
			if (byte < 0x80) return value;
		}
		throw malformed();
	}

	while (position < end) {
		const fieldStart = position;
		const tag = varint();
		const wireType = tag % 8;
		let valueStart = position;
		switch (wireType) {
			case WIRE_VARINT:
				varint();
				break;
			case WIRE_FIXED64:
				position += 8;
				break;
			case WIRE_FIXED32:
				position += 4;
				break;
			case WIRE_LENGTH_DELIMITED: {
				const length = varint();
				valueStart = position;
				position += length;
				break;
			}
			default:
				throw malformed();
		}
		if (position > end) throw malformed();
		yield {
			number: Math.floor(tag / 8),
			start: fieldStart,
			valueStart,
			end: position,
			delimited: wireType === WIRE_LENGTH_DELIMITED,
		};
	}
}

/** Tag and length of a length-delimited field. */
export function delimitedHeader(number: number, length: number): Uint8Array {
	const header: number[] = [];
	for (let left of [number * 8 + WIRE_LENGTH_DELIMITED, length]) {
		for (; left >= 0x80; left = Math.floor(left / 128)) {
			header.push((left % 128) + 128);
		}
		header.push(left);
	}
	return Uint8Array.from(header);
}

function malformed(): RangeError {
	return new RangeError("not a Protobuf message");
}
