import { execFile } from "node:child_process";
import { fileURLToPath } from "node:url";
import { promisify } from "node:util";
import { expect, test } from "vitest";

const PROCESS = fileURLToPath(
	new URL("small-heap-process.ts", import.meta.url),
);

/** How many functions V8 has optimized, of each WebAssembly. */
async function optimized(how: "small" | "as V8 likes") {
	const { stdout } = await promisify(execFile)(process.execPath, [
		"--trace-wasm-compilation-times",
		"--wasm-tiering-budget=1000",
		"--wasm-sync-tier-up",
		PROCESS,
		how,
	]);
	const [, engine, deflate, others] = stdout
		.split(/it begins|engine has ended|deflate has ended/)
		.map((part) => part.split("using TurboFan").length - 1);
	return { engine, deflate, others };
}

test("WebAssembly is optimized when it is ours, not when it is undici's", async () => {
	const { engine, deflate, others } = await optimized("as V8 likes");
	expect(engine).toBeGreaterThan(0);
	expect(deflate).toBeGreaterThan(0);
	expect(others).toBeGreaterThan(0);

	expect(await optimized("small")).toEqual({ engine, deflate, others: 0 });
});
