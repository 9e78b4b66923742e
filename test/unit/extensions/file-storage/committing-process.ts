// Run as a child process, to be killed: commits without end, two requests and the
// checkpoint at a time, and says each commit on stdout once it is done.

import { writeSync } from "node:fs";
import { openFileStorage } from "../../../../extensions/file-storage/open-file-storage.ts";
import { recordingTelemetry } from "../../exporters/recording-telemetry.ts";

const [, , directory = ""] = process.argv;
const storage = await openFileStorage({
	directory,
	telemetry: recordingTelemetry(),
});
const drained = storage.queue("drained");

for (
	let index = Number(await storage.checkpoint("stream")) || 0;
	;
	index += 1
) {
	const deliveries = [0, 1].map((part) => ({
		request: {
			// Several pages, so that a commit is more than one write.
			body: Buffer.from(`${index}/${part} `.padEnd(20_000, "x")),
			contentType: "application/json",
			records: 1,
			bytes: 20_000,
		},
		exporters: ["kept", "drained"],
	}));
	await storage.commit(deliveries, { key: "stream", value: `${index + 1}` });
	writeSync(1, `${index + 1}\n`);
	for (const position of await drained.next(undefined, 1)) {
		await drained.settle([{ position }]);
	}
}
