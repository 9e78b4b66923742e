// Holds what arrived against what the org published.

import { isDeepStrictEqual } from "node:util";
import type { Simulator } from "../../simulator/simulator.ts";
import type { CollectedRecord } from "./collected-record.ts";
import { expectedFileRow } from "./expected-file-row.ts";
import { type ExpectedRecord, expectedLogin } from "./expected-login.ts";
import { expectedObjectRow } from "./expected-object-row.ts";
import { uidsOfFile } from "./expected-uid.ts";

/** By `log.record.uid`. */
export type ExpectedRecords = ReadonlyMap<string, ExpectedRecord>;

export interface Published {
	/** Files of these types; of all when it is not said. */
	readonly eventTypes?: readonly string[];
	/** Rows of these objects. */
	readonly objects?: readonly string[];
}

/** What every row that the org ever showed has to become. */
export function expectedRecords(
	simulator: Simulator,
	{ eventTypes, objects = [] }: Published = {},
): ExpectedRecords {
	const expected = new Map<string, ExpectedRecord>();
	const add = (uid: string, record: ExpectedRecord) => {
		if (expected.has(uid))
			throw new Error(`two published rows have the uid ${uid}`);
		expected.set(uid, record);
	};
	for (const { eventType, content } of simulator.ledger()) {
		if (eventTypes?.includes(eventType) === false) continue;
		const rows = [...(content.rows() ?? [])];
		const uids = uidsOfFile(simulator.organizationId, eventType, rows);
		for (const [index, row] of rows.entries()) {
			const uid = uids[index] as string;
			add(
				uid,
				eventType === "Login"
					? expectedLogin(row, uid)
					: expectedFileRow(eventType, row, uid),
			);
		}
	}
	for (const object of objects) {
		for (const row of simulator.objectLedger(object)) {
			const record = expectedObjectRow(object, row);
			add(String(record.attributes["log.record.uid"]), record);
		}
	}
	return expected;
}

export interface Comparison {
	readonly missing: number;
	/** Records that nobody published. */
	readonly unexpected: number;
	/** Records beyond the first of each uid. */
	readonly repeated: number;
	readonly different: number;
	/** A few of each kind, to see what is wrong. */
	readonly examples: readonly unknown[];
}

export const NOTHING_WRONG: Comparison = {
	missing: 0,
	unexpected: 0,
	repeated: 0,
	different: 0,
	examples: [],
};

const MAX_EXAMPLES = 4;

export function compareRecords(
	records: readonly CollectedRecord[],
	expected: ExpectedRecords,
): Comparison {
	const seen = new Set<string>();
	const count = { unexpected: 0, repeated: 0, different: 0 };
	const examples: unknown[] = [];
	const note = (example: unknown) => {
		if (examples.length < MAX_EXAMPLES) examples.push(example);
	};

	for (const record of records) {
		const uid = uidOf(record);
		const wanted = expected.get(uid);
		if (wanted === undefined) {
			count.unexpected++;
			note({ unexpected: record });
			continue;
		}
		if (seen.has(uid)) count.repeated++;
		seen.add(uid);
		const got = comparable(record);
		if (!isDeepStrictEqual(got, wanted) || !isLine(record.body)) {
			count.different++;
			note({ got, wanted, body: record.body });
		}
	}
	for (const [uid, wanted] of expected)
		if (!seen.has(uid)) note({ missing: wanted });
	return { missing: expected.size - seen.size, ...count, examples };
}

/** Holds for records as soon as each expected one is among them. For one growing list only: it reads on where it stopped. */
export function everyOneOf(expected: ExpectedRecords) {
	const missing = new Set(expected.keys());
	let seen = 0;
	return (records: readonly CollectedRecord[]): boolean => {
		for (const record of records.slice(seen)) missing.delete(uidOf(record));
		seen = records.length;
		return missing.size === 0;
	};
}

function uidOf({ attributes }: CollectedRecord): string {
	return String(attributes["log.record.uid"]);
}

/** The parts of a record that its row decides. */
function comparable({
	eventName,
	timestamp,
	traceId,
	severityNumber,
	severityText,
	attributes,
}: CollectedRecord): ExpectedRecord {
	return {
		eventName,
		timestamp,
		traceId,
		severityNumber,
		severityText,
		attributes,
	};
}

/** The wording of a body is the product's own business, that it is one readable line is not. */
function isLine(body: unknown): boolean {
	return typeof body === "string" && /^\S.*$/.test(body);
}
