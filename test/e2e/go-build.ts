// Programs in Go that the end-to-end tests run: our own modules in this folder, and
// other people's tools by their version. Built only when missing or out of date.

import { spawn } from "node:child_process";
import { createHash } from "node:crypto";
import { existsSync } from "node:fs";
import {
	mkdir,
	readdir,
	readFile,
	rename,
	rm,
	writeFile,
} from "node:fs/promises";
import { join } from "node:path";

/** Builds the module in a folder of this one; gives the path of an up-to-date binary. */
export async function buildModule(
	folder: string,
	name: string,
): Promise<string> {
	const module = join(import.meta.dirname, folder);
	const binary = join(module, "bin", name);
	const stamp = `${binary}.stamp`;
	const sources = await hashOfSources(module);
	if (existsSync(binary) && (await readOr(stamp)) === sources) return binary;

	process.stderr.write(`building ${folder} (go build)\n`);
	// A new name first: a build that is cut off leaves no binary that looks whole.
	const building = `${binary}.${process.pid}`;
	try {
		await go(["build", "-trimpath", "-ldflags=-s -w", "-o", building, "."], {
			cwd: module,
		});
		await rm(stamp, { force: true });
		await rename(building, binary);
	} finally {
		await rm(building, { force: true });
	}
	await writeFile(stamp, sources);
	return binary;
}

interface Tool {
	readonly package: string;
	readonly version: string;
	readonly tags?: string;
}

const TOOLS = {
	actionlint: {
		package: "github.com/rhysd/actionlint/cmd/actionlint",
		version: "v1.7.12",
	},
	helm: { package: "helm.sh/helm/v4/cmd/helm", version: "v4.3.1" },
	promtool: {
		package: "github.com/prometheus/prometheus/cmd/promtool",
		version: "v0.316.0",
		// Without the SDK of every cloud.
		tags: "remove_all_sd",
	},
} as const satisfies Record<string, Tool>;

/** Installs a tool; gives its path. Takes minutes when it must be built from nothing. */
export async function goTool(name: keyof typeof TOOLS): Promise<string> {
	const tool: Tool = TOOLS[name];
	const directory = join(
		import.meta.dirname,
		"tools",
		"bin",
		`${name}-${tool.version}`,
	);
	const binary = join(directory, name);
	if (existsSync(binary)) return binary;

	process.stderr.write(`building ${name} ${tool.version} (go install)\n`);
	const building = `${directory}.${process.pid}`;
	await mkdir(building, { recursive: true });
	try {
		const tags = tool.tags === undefined ? [] : ["-tags", tool.tags];
		await go(["install", ...tags, `${tool.package}@${tool.version}`], {
			env: { ...process.env, GOBIN: building },
		});
		await rename(building, directory);
	} finally {
		await rm(building, { recursive: true, force: true });
	}
	return binary;
}

async function hashOfSources(module: string): Promise<string> {
	const hash = createHash("sha256");
	const sources = (await readdir(module)).filter((name) =>
		/^go\.(mod|sum)$|\.go$/.test(name),
	);
	for (const name of sources.sort())
		hash.update(name).update(await readFile(join(module, name)));
	return hash.digest("hex");
}

async function readOr(file: string): Promise<string | undefined> {
	return existsSync(file) ? readFile(file, "utf8") : undefined;
}

function go(
	args: readonly string[],
	options: { readonly cwd?: string; readonly env?: NodeJS.ProcessEnv },
): Promise<void> {
	return new Promise((resolve, reject) => {
		const child = spawn("go", args, {
			...options,
			stdio: ["ignore", "inherit", "inherit"],
		});
		child.once("error", (cause) =>
			reject(
				new Error(
					"can't run `go`, which builds what these tests run: install Go 1.26 or newer (https://go.dev/dl) and put it on the PATH",
					{ cause },
				),
			),
		);
		child.once("exit", (code, signal) =>
			code === 0
				? resolve()
				: reject(
						new Error(`go ${args[0]} ended with ${signal ?? code} (see above)`),
					),
		);
	});
}
