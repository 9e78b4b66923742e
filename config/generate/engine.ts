// What is compiled: WebAssembly in a module, so that sources run as they are and the
// package needs no file that the compiler does not make.

import { readFileSync } from "node:fs";
import { fileURLToPath } from "node:url";
import asc from "assemblyscript/asc";

const OUTPUT = "engine.wasm";
const LINE = 90;

/** An engine's code as `engine-code.ts` beside its folder has it; `entry` is the folder's index.ts. */
export async function renderEngine(entry: URL): Promise<string> {
	let code = Buffer.alloc(0);
	const { error, stderr } = await asc.main(
		[
			"index.ts",
			"--outFile",
			OUTPUT,
			"--runtime",
			"stub",
			"--enable",
			"simd",
			"--optimizeLevel",
			"3",
			"--noAssert",
			"--importMemory",
		],
		{
			readFile: (name) => {
				try {
					return readFileSync(fileURLToPath(new URL(name, entry)), "utf8");
				} catch {
					return null;
				}
			},
			writeFile(name, contents) {
				if (name === OUTPUT) code = Buffer.from(contents);
			},
			listFiles: () => null,
		},
	);
	if (error !== null) throw new Error(stderr.toString(), { cause: error });
	const base64 = code.toString("base64");
	const lines = base64.match(new RegExp(`.{1,${LINE}}`, "g")) ?? [];
	return [
		"// Compiled from engine/ by `npm run generate`; not to be edited.",
		"",
		"export const ENGINE_CODE =",
		`${lines.map((line) => `\t"${line}"`).join(" +\n")};`,
		"",
	].join("\n");
}
