// A real OpenTelemetry Collector for a test: OTLP over HTTP and gRPC in, the file
// exporter out, and what came through read back as plain values.

import { type ChildProcess, spawn } from "node:child_process";
import { once } from "node:events";
import { watch } from "node:fs";
import { mkdir, open, readFile, writeFile } from "node:fs/promises";
import { createServer } from "node:net";
import { join } from "node:path";
import { setTimeout as delay } from "node:timers/promises";
import { COLLECTOR_BINARY } from "./build-collector.ts";
import { type CollectedRecord, parseLine } from "./collected-record.ts";

const START_TIMEOUT_MS = 20_000;
const STOP_TIMEOUT_MS = 10_000;

export interface CollectorOptions {
	/** Its own directory; created when missing. What an earlier Collector wrote there stays. */
	readonly directory: string;
	/** Where it listens; a free port when absent. See `freePort`. */
	readonly port?: number;
	/** The same, for OTLP over gRPC. */
	readonly grpcPort?: number;
	/** Puts a memory limiter in front, which refuses with 503 while the heap is above it. */
	readonly memoryLimitMiB?: number;
}

export interface Collector {
	/** The base URL, for an exporter's `endpoint`. */
	readonly endpoint: string;
	/** `host:port`, for OTLP over gRPC. */
	readonly grpcEndpoint: string;
	/** What the file exporter writes to. */
	readonly output: string;
	/** Every record that the file exporter has written so far, in its order. */
	records(): Promise<readonly CollectedRecord[]>;
	/** Resolves with the records as soon as `enough` holds for them; rejects after `timeoutMs`. */
	waitForRecords(
		enough: (records: readonly CollectedRecord[]) => boolean,
		timeoutMs: number,
	): Promise<readonly CollectedRecord[]>;
	/** Ends it with SIGTERM, so that it flushes what it holds. Idempotent. */
	stop(): Promise<void>;
}

export async function startCollector(
	options: CollectorOptions,
): Promise<Collector> {
	const binary = COLLECTOR_BINARY;
	const { directory } = options;
	await mkdir(directory, { recursive: true });
	const output = join(directory, "logs.jsonl");
	const config = join(directory, "collector.json");
	const logFile = join(directory, "collector.log");
	const port = options.port ?? (await freePort());
	const grpcPort = options.grpcPort ?? (await freePort());
	const healthPort = await freePort();
	// The file provider reads YAML, and JSON is YAML.
	await writeFile(
		config,
		JSON.stringify(
			collectorConfig(options, { port, grpcPort, healthPort }, output),
			null,
			2,
		),
	);

	const log = await open(logFile, "a");
	const child = spawn(binary, ["--config", `file:${config}`], {
		stdio: ["ignore", log.fd, log.fd],
	});
	await log.close();
	const exited = childExit(child);
	try {
		await healthy(`http://127.0.0.1:${healthPort}/`, exited);
	} catch (error) {
		child.kill("SIGKILL");
		const said = await readFile(logFile, "utf8");
		throw new Error(`the Collector did not start; it said:\n${said}`, {
			cause: error,
		});
	}

	const written = createOutputReader(output);
	return {
		endpoint: `http://127.0.0.1:${port}`,
		grpcEndpoint: `127.0.0.1:${grpcPort}`,
		output,
		records: written.read,
		waitForRecords: written.waitFor,
		async stop() {
			child.kill("SIGTERM");
			const late = setTimeout(() => child.kill("SIGKILL"), STOP_TIMEOUT_MS);
			await exited;
			clearTimeout(late);
		},
	};
}

/** A port of 127.0.0.1 that nobody listens on, for a server that can't be asked which one it took. */
export async function freePort(): Promise<number> {
	const server = createServer().listen(0, "127.0.0.1");
	await once(server, "listening");
	const address = server.address();
	server.close();
	await once(server, "close");
	if (address === null || typeof address === "string")
		throw new Error("the operating system named no port");
	return address.port;
}

function collectorConfig(
	{ memoryLimitMiB }: CollectorOptions,
	ports: { port: number; grpcPort: number; healthPort: number },
	output: string,
) {
	const limiter =
		memoryLimitMiB === undefined
			? {}
			: {
					memory_limiter: {
						check_interval: "50ms",
						limit_mib: memoryLimitMiB,
						spike_limit_mib: 0,
					},
				};
	return {
		receivers: {
			otlp: {
				protocols: {
					http: { endpoint: `127.0.0.1:${ports.port}` },
					grpc: { endpoint: `127.0.0.1:${ports.grpcPort}` },
				},
			},
		},
		processors: limiter,
		exporters: {
			file: { path: output, append: true, flush_interval: "50ms" },
		},
		extensions: {
			health_check: { endpoint: `127.0.0.1:${ports.healthPort}` },
		},
		service: {
			extensions: ["health_check"],
			pipelines: {
				logs: {
					receivers: ["otlp"],
					processors: Object.keys(limiter),
					exporters: ["file"],
				},
			},
			telemetry: { logs: { level: "info" }, metrics: { level: "none" } },
		},
	};
}

function childExit(child: ChildProcess): Promise<string> {
	return new Promise((resolve) => {
		child.once("error", (error) => resolve(error.message));
		child.once("exit", (code, signal) => resolve(`exit ${signal ?? code}`));
	});
}

/** The health endpoint answers 200 once every component runs. */
async function healthy(url: string, exited: Promise<string>): Promise<void> {
	const stopped = exited.then((how) => {
		throw new Error(`the process ended: ${how}`);
	});
	stopped.catch(() => {});
	const deadline = AbortSignal.timeout(START_TIMEOUT_MS);
	for (;;) {
		const answered = fetch(url, { signal: deadline }).then(
			(response) => response.ok,
			() => false,
		);
		if (await Promise.race([answered, stopped])) return;
		deadline.throwIfAborted();
		await Promise.race([delay(25), stopped]);
	}
}

/** Reads on where it stopped, so that waiting for a big file does not parse it again and again. */
function createOutputReader(path: string) {
	const records: CollectedRecord[] = [];
	let offset = 0;
	let reading: Promise<readonly CollectedRecord[]> = Promise.resolve(records);

	async function readOn(): Promise<readonly CollectedRecord[]> {
		const file = await open(path, "r");
		try {
			const { size } = await file.stat();
			const buffer = Buffer.alloc(size - offset);
			const { bytesRead } = await file.read(buffer, 0, buffer.length, offset);
			// A line without its end is still being written.
			const end = buffer.subarray(0, bytesRead).lastIndexOf("\n") + 1;
			for (const line of buffer.toString("utf8", 0, end).split("\n"))
				if (line !== "") records.push(...parseLine(line));
			offset += end;
			return records;
		} finally {
			await file.close();
		}
	}

	/** One read at a time: two would take the same lines. */
	function read(): Promise<readonly CollectedRecord[]> {
		reading = reading.then(readOn, readOn);
		return reading;
	}

	async function waitFor(
		enough: (records: readonly CollectedRecord[]) => boolean,
		timeoutMs: number,
	): Promise<readonly CollectedRecord[]> {
		const deadline = AbortSignal.timeout(timeoutMs);
		const watcher = watch(path);
		try {
			for (;;) {
				const changed = once(watcher, "change", { signal: deadline });
				changed.catch(() => {});
				if (enough(await read())) return records;
				try {
					await changed;
				} catch (cause) {
					throw new Error(
						`the Collector has ${records.length} records, and not what was waited for, after ${timeoutMs} ms`,
						{ cause },
					);
				}
			}
		} finally {
			watcher.close();
		}
	}

	return { read, waitFor };
}
