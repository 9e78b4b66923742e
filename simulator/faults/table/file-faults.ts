// Which files there are, and for how long.

import { z } from "zod";
import { duration } from "../../duration-option.ts";
import { rewrittenContent } from "../../log-files/rewritten-content.ts";
import { fault } from "../fault.ts";
import { LOG_FILE } from "./rest.ts";

const replacementDelay = z.strictObject({ delay: duration("12h") });

export const FILE_FAULTS = [
	fault({
		name: "late_files",
		behaviour: "late_files",
		does: "Keeps some rows of an hour for files of Sequence 2, 3, ... that come later.",
		fact: "Late events come in a new file of the same type and hour with the next Sequence, which has only the new events, up to three days after the events.",
		trust: ["doc"],
		parameters: z.strictObject({
			share: z.number().min(0).max(1).default(0.2).describe("Of the rows."),
			sequences: z.int().min(2).max(10).default(3),
			delay: duration("34h").describe(
				"From one Sequence to the next: with three of them nearly three days in all.",
			),
		}),
		usually: {},
		inChaos: { probability: 0.2 },
		act: {
			at: "schedule",
			each: "type",
			interval: "hourly",
			rules: ({ share, sequences, delay }) => ({
				lateShare: share,
				sequences,
				lateDelay: delay,
			}),
		},
	}),
	fault({
		name: "daily_replaced_same_id",
		behaviour: "daily_replacement",
		does: "Replaces a daily file by the whole one under the same Id, with a later CreatedDate.",
		fact: "A late event makes a new daily file that replaces the first one and has everything; CreatedDate moves. Whether the Id stays is not documented: somebody's client has seen that it does.",
		trust: ["doc", "code"],
		parameters: replacementDelay,
		usually: {},
		inChaos: { probability: 0.2 },
		act: {
			at: "schedule",
			each: "type",
			interval: "daily",
			rules: ({ delay }) => ({
				replacement: "same_id",
				replacementDelay: delay,
			}),
		},
	}),
	fault({
		name: "daily_replaced_new_id",
		behaviour: "daily_replacement",
		does: "The same under a new Id.",
		fact: "The other possibility.",
		trust: ["doc", "inferred"],
		parameters: replacementDelay,
		usually: {},
		inChaos: { probability: 0.2 },
		act: {
			at: "schedule",
			each: "type",
			interval: "daily",
			rules: ({ delay }) => ({
				replacement: "new_id",
				replacementDelay: delay,
			}),
		},
	}),
	fault({
		name: "repeated_rows",
		behaviour: "duplicates",
		does: "Repeats rows of an hour's first file in its late one.",
		fact: "Delivery is at least once: after failures of transmission, late files can contain events that an earlier file had.",
		trust: ["doc"],
		parameters: z.strictObject({
			share: z.number().min(0).max(1).default(0.5).describe("Of the rows."),
		}),
		usually: {},
		inChaos: { probability: 0.2 },
		act: {
			at: "schedule",
			each: "type",
			interval: "hourly",
			rules: ({ share }) => ({ lateShare: 0.2, repeatedShare: share }),
		},
	}),
	fault({
		name: "same_created_date",
		behaviour: "duplicates",
		does: "Makes the files of all event types of an hour in the same second.",
		fact: "CreatedDate has whole seconds, and many files share one.",
		trust: ["seen"],
		usually: {},
		inChaos: { probability: 0.5 },
		act: {
			at: "schedule",
			each: "moment",
			rules: () => ({ sameSecond: true }),
		},
	}),
	fault({
		name: "retention",
		behaviour: "retention",
		does: "Deletes files whose CreatedDate is longer ago than `after`: queries don't show them, downloads are answered 404.",
		fact: "Files are kept for 1 day in Developer and trial orgs (and, by hearsay, in the free tier), for 30 days by default with Event Monitoring, for up to a year when configured.",
		trust: ["doc", "secondary"],
		parameters: z.strictObject({ after: duration("1d") }),
		usually: {},
		inChaos: { probability: 0 },
		act: {
			at: "request",
			on: { path: /EventLogFile/ },
			effect: ({ after }) => ({
				kind: "deed",
				deed: { what: "end_retention", after },
			}),
		},
	}),
	fault({
		name: "file_vanished",
		behaviour: "retention",
		does: "Deletes a file between its listing and its download: 404 NOT_FOUND.",
		fact: "Retention ends, or somebody deletes it, in between.",
		trust: ["inferred"],
		usually: { count: 1 },
		inChaos: { probability: 0.003 },
		act: {
			at: "request",
			on: LOG_FILE,
			effect: () => ({ kind: "deed", deed: { what: "withdraw_file" } }),
		},
	}),
	fault({
		name: "huge_file",
		behaviour: "download",
		does: "Makes a file of `bytes` or more.",
		fact: "Files of more than 100 MB exist.",
		trust: ["doc"],
		parameters: z.strictObject({
			bytes: z.int().positive().default(105_000_000),
		}),
		usually: { count: 1 },
		inChaos: { probability: 0 },
		act: {
			at: "file",
			content(content, _random, { bytes }) {
				const rows = [...(content.rows() ?? [])];
				let length = 0;
				for (const chunk of content.bytes()) length += chunk.length;
				// The copies are a little longer, never shorter.
				const copies = Math.ceil(bytes / Math.max(length, 1));
				return rewrittenContent(content, {
					rowCount: rows.length * copies,
					*rows() {
						for (let copy = 0; copy < copies; copy++) {
							for (const row of rows) {
								yield { ...row, REQUEST_ID: `${row.REQUEST_ID}-${copy}` };
							}
						}
					},
				});
			},
		},
	}),
] as const;
