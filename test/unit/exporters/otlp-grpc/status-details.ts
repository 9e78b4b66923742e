// google.rpc.Status as a server puts it into `grpc-status-details-bin`, written by
// hand from the .proto files.

function varint(value: bigint): number[] {
	const bytes: number[] = [];
	let left = BigInt.asUintN(64, value);
	for (; left > 0x7fn; left >>= 7n) bytes.push(Number(left & 0x7fn) | 0x80);
	return [...bytes, Number(left)];
}

function bytesField(field: number, content: Uint8Array): Buffer {
	return Buffer.concat([
		Buffer.from([field * 8 + 2, ...varint(BigInt(content.length))]),
		content,
	]);
}

function numberField(field: number, value: number): Buffer {
	return Buffer.from([field * 8, ...varint(BigInt(value))]);
}

export function detail(type: string, value: Uint8Array): Buffer {
	return Buffer.concat([
		bytesField(1, Buffer.from(`type.googleapis.com/${type}`)),
		bytesField(2, value),
	]);
}

/** A google.rpc.RetryInfo. */
export function retryInfo(seconds: number, nanos = 0): Buffer {
	const duration = Buffer.concat([
		...(seconds === 0 ? [] : [numberField(1, seconds)]),
		...(nanos === 0 ? [] : [numberField(2, nanos)]),
	]);
	return detail("google.rpc.RetryInfo", bytesField(1, duration));
}

export function statusWith(
	code: number,
	message: string,
	...details: Uint8Array[]
): Buffer {
	return Buffer.concat([
		numberField(1, code),
		bytesField(2, Buffer.from(message)),
		...details.map((value) => bytesField(3, value)),
	]);
}
