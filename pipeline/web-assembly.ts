// WebAssembly, as far as it is used: TypeScript describes it as a part of browsers only.

interface WebAssembly {
	readonly Module: new (code: Uint8Array) => object;
	readonly Memory: new (options: {
		initial: number;
	}) => {
		readonly buffer: ArrayBuffer;
		/** Gives `buffer` away: whoever reads it takes the new one. */
		grow(pages: number): number;
	};
	readonly Instance: new (
		module: object,
		imports: object,
	) => { readonly exports: object };
}

export const { WebAssembly } = globalThis as unknown as {
	WebAssembly: WebAssembly;
};

/** In which memories grow. */
export const PAGE_BYTES = 64 * 1024;
