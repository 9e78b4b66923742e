// A buffer that is used again and again, and grows where it must.

export interface ByteStore {
	bytes: Uint8Array<ArrayBuffer>;
}

export function createByteStore(size: number): ByteStore {
	return { bytes: new Uint8Array(size) };
}

/** Makes room for `size` bytes in all; what is there stays. */
export function reserve(store: ByteStore, size: number): void {
	if (size <= store.bytes.length) return;
	const larger = new Uint8Array(Math.max(size, store.bytes.length * 2));
	larger.set(store.bytes);
	store.bytes = larger;
}
