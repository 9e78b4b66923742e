// Builds the committed Collector module before the end-to-end tests, and only
// when the binary is missing or was built from other sources.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import { readFile, rename, rm, writeFile } from "node:fs/promises";
import { join } from "node:path";

const MODULE = join(import.meta.dirname, "collector");
const SOURCES = ["go.mod", "go.sum", "main.go"];

/** Where the built Collector lies. */
export const COLLECTOR_BINARY = join(MODULE, "bin", "otelcol");
const STAMP = `${COLLECTOR_BINARY}.stamp`;

/** Vitest's global set-up: fails the run before its first test when the Collector can't be built. */
export default async function setup(): Promise<void> {
	await buildCollector();
}

/** Gives the path of an up-to-date binary. Takes a minute or two when it must be built from nothing. */
export async function buildCollector(): Promise<string> {
	const sources = await hashOfSources();
	if (existsSync(COLLECTOR_BINARY) && (await stamped()) === sources)
		return COLLECTOR_BINARY;

	process.stderr.write("building the OpenTelemetry Collector (go build)\n");
	// A new name first: a build that is cut off leaves no binary that looks whole.
	const building = `${COLLECTOR_BINARY}.${process.pid}`;
	try {
		await go(["build", "-trimpath", "-ldflags=-s -w", "-o", building, "."]);
		await rm(STAMP, { force: true });
		await rename(building, COLLECTOR_BINARY);
	} finally {
		await rm(building, { force: true });
	}
	await writeFile(STAMP, sources);
	return COLLECTOR_BINARY;
}

async function hashOfSources(): Promise<string> {
	const hash = createHash("sha256");
	for (const name of SOURCES)
		hash.update(name).update(await readFile(join(MODULE, name)));
	return hash.digest("hex");
}

async function stamped(): Promise<string | undefined> {
	return existsSync(STAMP) ? readFile(STAMP, "utf8") : undefined;
}

function go(args: readonly string[]): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = spawn("go", args, {
			cwd: MODULE,
			stdio: ["ignore", "inherit", "inherit"],
		});
		child.once("error", (cause) =>
			reject(
				new Error(
					"can't run `go`, which builds the OpenTelemetry Collector for these tests: install Go 1.26 or newer (https://go.dev/dl) and put it on the PATH",
					{ cause },
				),
			),
		);
		child.once("exit", (code, signal) =>
			code === 0
				? resolve()
				: reject(
						new Error(`go build ended with ${signal ?? code} (see above)`),
					),
		);
	});
}
