// The simulated org with one Login file, until the process that started it lets go.

import { closeSync, openSync, readSync } from "node:fs";
import { startSimulator } from "../../simulator/start-simulator.ts";
import type { LoginFile } from "../login-file.ts";
import { childArgument } from "./child.ts";
import { serve } from "./org-access.ts";

const CHUNK_BYTES = 64 * 1024;
const MINUTE_MS = 60_000;

const file = childArgument<LoginFile>();
const simulator = await startSimulator({ hours: 0, gzip: false });
simulator.publishFile({
	// Old enough to be taken as settled.
	createdDate: new Date(simulator.now() - 10 * MINUTE_MS),
	length: file.csvBytes,
	content: {
		columns: [],
		rowCount: file.rows,
		rows: () => undefined,
		bytes: () => [],
	},
});
// The compressed file as it lies on the disk.
simulator.intervene({
	on: { endpoint: "log_file" },
	effect: {
		kind: "answer",
		answer: {
			status: 200,
			headers: {
				"Content-Type": "text/csv;charset=UTF-8",
				"Content-Encoding": "gzip",
			},
			body: chunks(file.path),
		},
	},
});
await serve(simulator);

function* chunks(path: string): Generator<Buffer> {
	const descriptor = openSync(path, "r");
	try {
		for (;;) {
			const chunk = Buffer.allocUnsafe(CHUNK_BYTES);
			const length = readSync(descriptor, chunk);
			if (length === 0) return;
			yield chunk.subarray(0, length);
		}
	} finally {
		closeSync(descriptor);
	}
}
