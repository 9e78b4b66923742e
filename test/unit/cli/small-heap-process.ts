// Works with our WebAssembly, and then with somebody else's, for V8 to optimize what it
// likes; says where each begins.

import { keepHeapSmall } from "../../../cli/small-heap.ts";
import { createOtlpEncoder } from "../../../exporters/otlp/encoder.ts";
import { createTranscoderFactory } from "../../../transcoder/create-transcoder.ts";
import { transcodeHere } from "../../../transcoder/transcode-here.ts";
import { logRecords } from "../exporters/log-records.ts";
import { byFile } from "../transcoder/both-ways.ts";
import {
	bytesOf,
	EVENT_TYPE,
	GOOD,
	HEADER,
} from "../transcoder/nasty-files.ts";

/** Exports `f`, which counts down in a loop. */
const COUNT_DOWN = Uint8Array.of(
	...[0x00, 0x61, 0x73, 0x6d, 0x01, 0x00, 0x00, 0x00],
	...[0x01, 0x05, 0x01, 0x60, 0x01, 0x7f, 0x00],
	...[0x03, 0x02, 0x01, 0x00],
	...[0x07, 0x05, 0x01, 0x01, 0x66, 0x00, 0x00],
	...[0x0a, 0x10, 0x01, 0x0e, 0x00, 0x03, 0x40, 0x20, 0x00, 0x41, 0x01],
	...[0x6b, 0x22, 0x00, 0x0d, 0x00, 0x0b, 0x0b],
);

// What removes the types of this file is WebAssembly, too.
console.log("it begins");
if (process.argv[2] === "small") keepHeapSmall();

const rows = bytesOf(HEADER, GOOD.repeat(500));
const createTranscoder = createTranscoderFactory();
await byFile(
	(parts, options) => transcodeHere(createTranscoder, parts, options),
	rows,
	{
		eventType: EVENT_TYPE,
		cuts: [rows.length],
	},
);
console.log("the engine has ended");
const encoder = createOtlpEncoder({
	encoding: "proto",
	compression: "gzip",
	maxSize: 1_000_000,
	sizer: "bytes",
});
await encoder.encode(logRecords(2000));
console.log("deflate has ended");

// TypeScript describes WebAssembly as a part of browsers only.
const { Module, Instance } = Object(globalThis).WebAssembly;
const { f } = new Instance(new Module(COUNT_DOWN)).exports;
f(1_000_000);
f(1);
