// A program that transcodes a file in a thread, says how many records it has, and ends
// without a word to the thread.

import { CONTEXT, OBSERVED } from "../receiver/mapping/record-context.ts";
import { createInThread, createStillClock } from "./in-thread.ts";
import { bytesOf, GOOD, HEADER } from "./nasty-files.ts";

const { transcodeFile } = createInThread({ clock: createStillClock() });

async function* parts() {
	yield {
		bytes: bytesOf(HEADER, GOOD.repeat(4)),
		observed: OBSERVED,
		last: true,
	};
}

const options = {
	eventType: "Login",
	context: CONTEXT,
	mapping: {},
	skipRows: 0,
	maxBatchRecords: 10,
	maxBatchBytes: 1_000_000,
};
for await (const done of transcodeFile(parts(), options, 0))
	if (done.kind === "rest") console.log(done.encoded.count);
