// A buffer that is used again and again, with the few operations that the hot path
// consists of. Invariant: behind `bytes.length - SLACK` nothing is ever kept, so that
// bytes can be copied eight at a time past the end of what is meant; what was written
// too much is overwritten by whatever comes next.

/** Bytes at the end of a store that copies may read and write beyond their length. */
export const SLACK = 16;

export interface ByteStore {
	bytes: Uint8Array<ArrayBuffer>;
	/** Of the same memory. */
	view: DataView<ArrayBuffer>;
}

export function createByteStore(size: number): ByteStore {
	const bytes = new Uint8Array(size + SLACK);
	return { bytes, view: new DataView(bytes.buffer) };
}

export function storeOf(content: Uint8Array): ByteStore {
	const store = createByteStore(content.length);
	store.bytes.set(content);
	return store;
}

/** Makes room for `size` bytes in all; what is there stays. */
export function reserve(store: ByteStore, size: number): void {
	if (size + SLACK <= store.bytes.length) return;
	const larger = createByteStore(Math.max(size, store.bytes.length * 2));
	larger.bytes.set(store.bytes);
	store.bytes = larger.bytes;
	store.view = larger.view;
}

/**
 * Copies within the slack of both stores. Cells are short: a loop over eight bytes at
 * a time is three to eight times faster than a native call.
 */
export function copy(
	to: DataView,
	at: number,
	from: DataView,
	start: number,
	length: number,
): void {
	const shift = start - at;
	for (let n = at, end = at + length; n < end; n += 8)
		to.setBigInt64(n, from.getBigInt64(n + shift));
}

/** Whether so many bytes of both are equal. */
export function isEqual(
	a: ByteStore,
	aStart: number,
	b: ByteStore,
	bStart: number,
	length: number,
): boolean {
	if (length < 4) {
		for (let n = 0; n < length; n++)
			if (a.bytes[aStart + n] !== b.bytes[bStart + n]) return false;
		return true;
	}
	const last = length - 4;
	for (let n = 0; n < last; n += 4)
		if (a.view.getInt32(aStart + n) !== b.view.getInt32(bStart + n))
			return false;
	return a.view.getInt32(aStart + last) === b.view.getInt32(bStart + last);
}
