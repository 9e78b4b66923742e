// The error body that OTLP prescribes: google.rpc.Status, of which only the
// message (field 2) tells an operator something.

const WIRE_VARINT = 0;
const WIRE_FIXED64 = 1;
const WIRE_LENGTH_DELIMITED = 2;
const WIRE_FIXED32 = 5;
const MESSAGE_FIELD = 2;

const utf8 = new TextDecoder("utf-8", { fatal: true });

/** The message of a Protobuf google.rpc.Status; undefined when the bytes are not one. */
export function rpcStatusMessage(bytes: Uint8Array): string | undefined {
	let position = 0;

	function varint(): number {
		let value = 0;
		for (let shift = 0; shift < 70; shift += 7) {
			const byte = bytes[position++];
			if (byte === undefined) return Number.NaN;
			value += (byte & 0x7f) * 2 ** shift;
			if (byte < 0x80) return value;
		}
		return Number.NaN;
	}

	let message: string | undefined;
	while (position < bytes.length) {
		const tag = varint();
		switch (tag % 8) {
			case WIRE_VARINT:
				if (Number.isNaN(varint())) return undefined;
				break;
			case WIRE_FIXED64:
				position += 8;
				break;
			case WIRE_FIXED32:
				position += 4;
				break;
			case WIRE_LENGTH_DELIMITED: {
				const end = varint() + position;
				if (!(end <= bytes.length)) return undefined;
				if (Math.floor(tag / 8) === MESSAGE_FIELD) {
					try {
						message = utf8.decode(bytes.subarray(position, end));
					} catch {
						return undefined;
					}
				}
				position = end;
				break;
			}
			default:
				return undefined;
		}
	}
	return position === bytes.length ? message : undefined;
}
