// What a query is answered with: pages, big objects, fields and objects that are not
// there.

import { z } from "zod";
import { duration } from "../../duration-option.ts";
import type { CatalogLens } from "../../soql/object-definition.ts";
import { fault } from "../fault.ts";
import { QUERY } from "./rest.ts";

const lens = (of: CatalogLens) => ({ kind: "lens", lens: of }) as const;

const HOURLY_FIELDS = new Set(["Interval", "Sequence"]);

export const QUERY_FAULTS = [
	fault({
		name: "query_locator_lost",
		behaviour: "paging",
		does: "Forgets the rest of every query's answer: `nextRecordsUrl` is answered 400 INVALID_QUERY_LOCATOR.",
		fact: "A locator and its results live for two days, and a bad or expired one is refused so.",
		trust: ["doc"],
		usually: { count: 1 },
		inChaos: { probability: 0.03 },
		act: {
			at: "request",
			on: { endpoint: "query_more" },
			effect: () => ({ kind: "deed", deed: { what: "forget_cursors" } }),
		},
	}),
	fault({
		name: "no_interval_column",
		behaviour: "no_interval",
		does: "Has no Interval and Sequence in EventLogFile, and daily files only: a query that names them is answered 400 INVALID_FIELD.",
		fact: "The two columns exist for customers with hourly files; other orgs answer `No such column 'Interval' on entity 'EventLogFile'`.",
		trust: ["doc", "seen"],
		usually: {},
		inChaos: { probability: 0 },
		act: {
			at: "request",
			on: { path: /EventLogFile(?!\/\w+\/LogFile)/ },
			effect: () =>
				lens((object) =>
					object.name === "EventLogFile"
						? {
								...object,
								fields: object.fields.filter(
									({ name }) => !HOURLY_FIELDS.has(name),
								),
								hidden: () => (row) => row.Interval !== "Daily",
							}
						: object,
				),
		},
	}),
	fault({
		name: "no_implicit_interval",
		behaviour: "implicit_interval",
		does: "Gives hourly and daily files to a query that says nothing of Interval, Sequence or Id, instead of daily ones only.",
		fact: "Seen: a predicate on Id makes hourly files appear. Concluded: without a predicate on one of the three only daily files do. The simulator does as concluded; this is the other possibility.",
		trust: ["seen", "inferred"],
		usually: {},
		inChaos: { probability: 0.5 },
		act: {
			at: "request",
			on: { endpoint: "query", path: /EventLogFile/ },
			effect: () =>
				lens((object) => {
					const { hidden: _, ...rest } = object;
					return rest;
				}),
		},
	}),
	fault({
		name: "query_timeout",
		behaviour: "big_object",
		does: "Ends a query of a big object with QUERY_TIMEOUT when its window is wider than `max_span`.",
		fact: "Wide windows of big objects time out. The status of the answer is not established: 400 and 500 can be chosen.",
		trust: ["seen", "unverified"],
		parameters: z.strictObject({
			max_span: duration("6h"),
			status: z.union([z.literal(400), z.literal(500)]).default(400),
		}),
		usually: {},
		inChaos: { probability: 0.2 },
		act: {
			at: "request",
			on: QUERY,
			effect: ({ max_span, status }) =>
				lens((object) =>
					object.bigObject
						? {
								...object,
								bigObject: {
									...object.bigObject,
									maxSpan: max_span,
									timeoutStatus: status,
								},
							}
						: object,
				),
		},
	}),
	fault({
		name: "big_object_any_order",
		behaviour: "big_object",
		does: "Gives the rows of a big object oldest first to a query without ORDER BY, instead of newest first.",
		fact: "That rows come in the order of the index, newest first, is our conclusion; collectors order by EventDate DESC. This is the other possibility.",
		trust: ["inferred"],
		usually: {},
		inChaos: { probability: 0.3 },
		act: {
			at: "request",
			on: QUERY,
			effect: () =>
				lens((object) =>
					object.bigObject
						? {
								...object,
								bigObject: { ...object.bigObject, oldestFirst: true },
							}
						: object,
				),
		},
	}),
	fault({
		name: "permission_missing",
		behaviour: "permission",
		does: "Hides an object from the user: a query is answered 400 INVALID_TYPE, a description 404.",
		fact: "A missing permission or licence looks like a missing object.",
		trust: ["seen"],
		parameters: z.strictObject({
			object: z
				.string()
				.default("any")
				.describe("Its name; the object that is asked for by default."),
		}),
		usually: {},
		inChaos: { probability: 0.003 },
		act: {
			at: "request",
			on: { path: /\/query\/?\?|\/describe/ },
			effect: (chosen, asked) => {
				const path = decodeURIComponent(asked.url.pathname + asked.url.search);
				const named = new RegExp(`\\b${chosen.object}\\b`, "i");
				if (chosen.object !== "any" && !named.test(path)) return undefined;
				return lens((object) =>
					chosen.object === "any" || object.name === chosen.object
						? undefined
						: object,
				);
			},
		},
	}),
	// After the others: of the faults that meet a request the first one happens.
	fault({
		name: "short_pages",
		behaviour: "paging",
		does: "Gives fewer rows in a page than were asked for.",
		fact: "The server may return fewer rows than the batch size at any time; what is left follows `nextRecordsUrl`.",
		trust: ["doc"],
		parameters: z.strictObject({
			rows: z.int().positive().default(3).describe("In a page at most."),
		}),
		usually: {},
		inChaos: { probability: 0.1 },
		act: {
			at: "request",
			on: { path: /\/query[/?]/ },
			effect: ({ rows }) => ({ kind: "short_page", rows }),
		},
	}),
] as const;
