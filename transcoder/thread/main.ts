// Where the thread begins. It transcodes the files that it is given, and imports nothing
// that it does not need for that: each module is memory a second time.

import { parentPort } from "node:worker_threads";
import { createTranscoderFactory } from "../create-transcoder.ts";
import { type OpenFile, READY } from "./messages.ts";
import { transcodeFor } from "./transcode-for.ts";

const createTranscoder = createTranscoderFactory();
parentPort?.on("message", (file: OpenFile) =>
	transcodeFor(file, createTranscoder),
);
parentPort?.postMessage(READY);
