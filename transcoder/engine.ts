// One engine: an instance of the code in engine/, with a memory of its own. Invariant:
// the memory may grow while bytes are added, and never while a row is in work; whoever
// reads it takes `store` and `words` anew after that.

import { PAGE_BYTES, WebAssembly } from "../pipeline/web-assembly.ts";
import type { ByteStore } from "./byte-store.ts";
import { INPUT, SLACK } from "./engine/layout.ts";
import { ENGINE_CODE } from "./engine-code.ts";
import { writeNumber } from "./json-number.ts";

/** Of two chunks. What is not written to takes no memory. */
const FIRST_INPUT = 384 * 1024;

export interface EngineStore extends ByteStore {
	/** Of the same memory. */
	view: DataView<ArrayBuffer>;
}

/** See engine/index.ts. */
interface Entries {
	writeRows(): number;
	writeRow(): number;
	joinQuotes(): void;
	writeIdentity(): number;
	readList(): number;
	layRow(address: number): void;
	timeOf(start: number, end: number): number;
	writeUuid(start: number, end: number, to: number): number;
}

export interface Engine extends Entries {
	/** All of its memory: a position in it is an address. */
	readonly store: EngineStore;
	/** The same by i32: the nth is at address 4n. */
	words: Int32Array<ArrayBuffer>;
	/** Hashes so many bytes from IDENTITY on, and writes the uid of the next record. */
	digest: (length: number) => void;
	/** Makes room for so many bytes from INPUT on. */
	reserveInput(size: number): void;
}

let compiled: object | undefined;

/** Once for all engines, in all threads: V8 finds the same code again. */
export function compileEngine(): object {
	compiled ??= new WebAssembly.Module(Buffer.from(ENGINE_CODE, "base64"));
	return compiled;
}

export function createEngine(): Engine {
	const memory = new WebAssembly.Memory({ initial: pagesFor(FIRST_INPUT) });
	const store = {} as EngineStore;
	const instance = new WebAssembly.Instance(compileEngine(), {
		env: { memory },
		identity: { digest: (length: number) => engine.digest(length) },
		json: {
			writeNumber: (start: number, end: number, to: number) =>
				writeNumber(store.bytes, start, end, to),
		},
	});
	const entries = instance.exports as Entries;
	const engine: Engine = {
		store,
		words: new Int32Array(),
		digest() {},
		reserveInput(size) {
			const missing = pagesFor(size) - memory.buffer.byteLength / PAGE_BYTES;
			if (missing <= 0) return;
			// And a quarter, so that it does not grow for each chunk of a long row.
			memory.grow(missing + Math.ceil((pagesFor(size) - pagesFor(0)) / 4));
			look();
		},
		...entries,
	};

	function look(): void {
		store.bytes = new Uint8Array(memory.buffer);
		store.view = new DataView(memory.buffer);
		engine.words = new Int32Array(memory.buffer);
	}

	look();
	return engine;
}

/** Of a memory with room for so many bytes from INPUT on. */
function pagesFor(size: number): number {
	return Math.ceil((INPUT + size + SLACK) / PAGE_BYTES);
}
