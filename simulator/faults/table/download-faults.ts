// What happens to a file on its way.

import { z } from "zod";
import { fault } from "../fault.ts";
import { LOG_FILE } from "./rest.ts";

const after = z
	.int()
	.nonnegative()
	.default(400)
	.describe("Bytes on the wire before.");

export const DOWNLOAD_FAULTS = [
	fault({
		name: "not_compressed",
		behaviour: "download",
		does: "Sends a file uncompressed to a client that accepts gzip.",
		fact: "gzip is recommended, and not guaranteed.",
		trust: ["doc"],
		usually: {},
		inChaos: { probability: 0.2 },
		act: { at: "request", on: LOG_FILE, effect: () => ({ kind: "identity" }) },
	}),
	fault({
		name: "body_truncated",
		behaviour: "download",
		does: "Ends a file early as if it were whole.",
		fact: "Cut bodies of chunked answers happen; whether LogFileLength is the exact length of a body is not established.",
		trust: ["inferred"],
		parameters: z.strictObject({ after }),
		usually: { count: 1 },
		inChaos: { probability: 0.03 },
		act: {
			at: "request",
			on: LOG_FILE,
			effect: (chosen) => ({
				kind: "truncate",
				afterBytes: chosen.after,
				ending: "clean",
			}),
		},
	}),
	fault({
		name: "connection_lost",
		behaviour: "download",
		does: "Ends a file and its connection in the middle.",
		fact: "Long downloads break; nothing says that Range is honoured, so a file is read again from its beginning.",
		trust: ["inferred"],
		parameters: z.strictObject({ after }),
		usually: { count: 1 },
		inChaos: { probability: 0.03 },
		act: {
			at: "request",
			on: LOG_FILE,
			effect: (chosen) => ({
				kind: "truncate",
				afterBytes: chosen.after,
				ending: "disconnect",
			}),
		},
	}),
	fault({
		name: "stalled",
		behaviour: "download",
		does: "Sends nothing more in the middle of a file, and keeps the connection open.",
		fact: "Time-outs of downloads are the first trouble that others list.",
		trust: ["seen"],
		parameters: z.strictObject({ after }),
		usually: { count: 1 },
		inChaos: { probability: 0.01 },
		act: {
			at: "request",
			on: LOG_FILE,
			effect: (chosen) => ({ kind: "stall", afterBytes: chosen.after }),
		},
	}),
	fault({
		name: "content_type",
		behaviour: "download",
		does: "Says another Content-Type of a file than text/csv.",
		fact: "The Content-Type of a LogFile is not confirmed.",
		trust: ["unverified"],
		parameters: z.strictObject({
			type: z.string().default("application/octet-stream"),
		}),
		usually: {},
		inChaos: { probability: 0.2 },
		act: {
			at: "request",
			on: LOG_FILE,
			effect: ({ type }) => ({
				kind: "headers",
				headers: { "Content-Type": type },
			}),
		},
	}),
] as const;
