// One encoder: an instance of the code in engine/, with a memory of its own, in which a
// request is put together and compressed where it lies.
//
// Invariant: a memory has room for what any input may become (see engine/index.ts), and
// grows only when a request is begun; what lay in it then is lost.

import { crc32 } from "node:zlib";
import { PAGE_BYTES, WebAssembly } from "../../../../pipeline/web-assembly.ts";
import type { BodyMemory } from "../body-memory.ts";
import { INPUT, SLACK } from "./engine/layout.ts";
import { ENGINE_CODE } from "./engine-code.ts";

/** Of the default limit of a request. What is not written to takes no memory. */
const FIRST_ROOM = 1024 * 1024;
/** It is compressed at once: the event loop waits for 3 ms at most. */
export const MAX_INPUT = 2 * 1024 * 1024;
/** Of less zlib makes fewer bytes: codes for all symbols are sent here, whichever occur. */
export const MIN_INPUT = 64 * 1024;

/** RFC 1952: a member by deflate, without a name or time, by nobody knows which system. */
const HEADER = Uint8Array.of(0x1f, 0x8b, 8, 0, 0, 0, 0, 0, 0, 255);
const TRAILER_BYTES = 8;

export interface Deflater {
	/** Where a request of so many bytes, at most MAX_INPUT, is to be written. */
	begin(size: number): Buffer;
	/** Whether these bytes lie there. */
	holds(bytes: Uint8Array): boolean;
	/** What lies there as a member of gzip in `memory`; undefined when it is no request. */
	gzip(bytes: Uint8Array, memory: BodyMemory): Uint8Array | undefined;
}

/** See engine/index.ts. */
type Deflate = (length: number, address: number) => number;

let compiled: object | undefined;

/** Once for all encoders. */
export function compileDeflate(): object {
	compiled ??= new WebAssembly.Module(Buffer.from(ENGINE_CODE, "base64"));
	return compiled;
}

export function createDeflater(): Deflater {
	let room = FIRST_ROOM;
	const memory = new WebAssembly.Memory({ initial: pagesFor(room) });
	/** Made when it is needed: what is lent may become something else than gzip. */
	let deflate: Deflate | undefined;

	function instantiate(): Deflate {
		const instance = new WebAssembly.Instance(compileDeflate(), {
			env: { memory },
		});
		return (instance.exports as { deflate: Deflate }).deflate;
	}

	return {
		begin(size) {
			if (size > room) {
				memory.grow(pagesFor(MAX_INPUT) - pagesFor(room));
				room = MAX_INPUT;
			}
			return Buffer.from(memory.buffer, INPUT, size);
		},
		holds: ({ buffer, byteOffset }) =>
			buffer === memory.buffer && byteOffset === INPUT,
		gzip(bytes, { take }) {
			deflate ??= instantiate();
			const output = outputOf(room);
			const length = deflate(bytes.length, output);
			if (length < 0) return undefined;
			const trailer = HEADER.length + length;
			const member = take(trailer + TRAILER_BYTES);
			member.set(HEADER);
			member.set(new Uint8Array(memory.buffer, output, length), HEADER.length);
			const view = new DataView(member.buffer, member.byteOffset + trailer);
			view.setUint32(0, crc32(bytes), true);
			view.setUint32(4, bytes.length, true);
			return member;
		},
	};
}

function outputOf(room: number): number {
	return INPUT + room + SLACK;
}

function pagesFor(room: number): number {
	return Math.ceil((outputOf(room) + 2 * room + 1024 + SLACK) / PAGE_BYTES);
}
