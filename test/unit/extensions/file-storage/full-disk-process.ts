// Run as a child process with a state directory on a file system of some hundred
// KB. Commits until there is no room, and says on stdout, one JSON line each, what
// happens.
//
// `delivered`: what is queued is delivered, and that makes the room. `freed`:
// somebody else gives back what they have taken; free space can't be asked for (as
// with a quota), so that writing itself fails. `filled`: somebody else has taken all
// of it before the first commit.

import { rmSync, writeSync } from "node:fs";
import { open } from "node:fs/promises";
import { join } from "node:path";
import { openFileStorage } from "../../../../extensions/file-storage/open-file-storage.ts";
import { systemClock } from "../../../../pipeline/clock.ts";
import { recordingTelemetry } from "../../exporters/recording-telemetry.ts";

const [, , directory = "", mode = ""] = process.argv;
const BODY_BYTES = 30_000;

function say(event: object): void {
	writeSync(1, `${JSON.stringify(event)}\n`);
}

const telemetry = recordingTelemetry();
const warned = Promise.withResolvers<void>();
const { warn } = telemetry.logger;
telemetry.logger.warn = (...line) => {
	warn(...line);
	warned.resolve();
};
const storage = await openFileStorage({
	directory: join(directory, "state"),
	telemetry,
	clock: {
		now: systemClock.now,
		// The same waits, only shorter.
		sleep: (ms, signal) => systemClock.sleep(ms / 20, signal),
	},
	...(mode === "freed" && { freeBytes: () => undefined }),
});
const queue = storage.queue("x");

async function commit(index: number): Promise<void> {
	const body = Buffer.from(`${index} `.padEnd(BODY_BYTES, "x"));
	const request = {
		body,
		contentType: "application/json",
		records: 1,
		bytes: BODY_BYTES,
	};
	await storage.commit([{ request, exporters: ["x"] }], {
		key: "stream",
		value: `${index + 1}`,
	});
}

/** Delivers the oldest request; gives its number. */
async function deliver(): Promise<number | undefined> {
	const [request] = await queue.next(undefined, 1);
	if (request === undefined) return undefined;
	await queue.settle([{ position: request }]);
	return Number.parseInt(Buffer.from(request.body).toString(), 10);
}

/** Whether a commit waits for room; resolves when it is stored, or when that was warned about. */
async function waits(commit: Promise<void>): Promise<boolean> {
	return Promise.race([
		commit.then(() => false),
		warned.promise.then(() => true),
	]);
}

/** Everything that can run has run: a woken commit tries again at once. */
async function settled(): Promise<void> {
	for (let turn = 0; turn < 5; turn += 1) await new Promise(setImmediate);
}

const ballast = join(directory, "ballast");

/** Takes so much of the disk, or all that is left. */
async function fill(bytes: number): Promise<string | undefined> {
	const file = await open(ballast, "w");
	try {
		for (let left = bytes; left > 0; left -= 4096) {
			await file.write(Buffer.alloc(4096));
		}
		return undefined;
	} catch (error) {
		return (error as NodeJS.ErrnoException).code;
	} finally {
		await file.close();
	}
}

if (mode === "filled") {
	say({ event: "filled", code: await fill(Number.POSITIVE_INFINITY) });
}
if (mode === "freed") await fill(300_000);

let committed = 0;
let waiting = commit(0);
while (!(await waits(waiting))) {
	committed += 1;
	waiting = commit(committed);
}
say({
	event: "full",
	committed,
	checkpoint: await storage.checkpoint("stream"),
	queued: queue.depth.requests,
});

const delivered: (number | undefined)[] = [];
if (mode === "delivered") {
	let went = false;
	waiting.then(() => {
		went = true;
	});
	while (!went) {
		delivered.push(await deliver());
		await settled();
	}
} else {
	rmSync(ballast);
	await waiting;
}
say({ event: "went on", checkpoint: await storage.checkpoint("stream") });
while (queue.depth.requests > 0) delivered.push(await deliver());
say({ event: "drained", delivered });
await storage.close();
say({
	event: "closed",
	warnings: telemetry.messages("warn"),
	infos: telemetry.messages("info"),
	errors: telemetry.messages("error"),
});
