// Where a thread begins. It transcodes the files that it is given, and imports nothing
// that it does not need for that: each module is memory a second time.

import { parentPort } from "node:worker_threads";
import { createTranscoderFactory } from "../create-transcoder.ts";
import { type OpenFile, SHEETS } from "./messages.ts";
import { createSheetPool } from "./shared-sheets.ts";
import { transcodeFor } from "./transcode-for.ts";

const createTranscoder = createTranscoderFactory();
const lendSheets = createSheetPool(SHEETS);
parentPort?.on("message", (file: OpenFile) =>
	transcodeFor(file, createTranscoder, lendSheets()),
);
