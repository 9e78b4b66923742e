// The fields to ask an object for: every one that the user may see, so that a field
// which Salesforce adds arrives, and one that the API version lacks is not asked for.

import type { Clock } from "../../../pipeline/clock.ts";
import type { FieldDescription, SalesforceClient } from "../../api/client.ts";
import { SalesforceError } from "../../api/salesforce-error.ts";

/** Salesforce adds fields three times a year. */
const MAX_AGE_MS = 24 * 3_600_000;

/**
 * A query with a base64 field gives one row at most, and the parts of compound
 * fields are fields of their own.
 */
const LEFT_OUT = new Set(["base64", "address", "location"]);

/** What a query is answered with when the fields are not the right ones any more. */
const OUTDATED = new Set(["unknown_field", "no_event_date"]);

export interface ObjectFields {
	/** As in SOQL, relationship fields dotted. */
	readonly names: readonly string[];
	/** Name to describe's type, for the fields of the object itself. */
	readonly types: ReadonlyMap<string, string>;
}

export interface ObjectFieldsOptions {
	readonly client: SalesforceClient;
	readonly clock: Clock;
	readonly object: string;
	/** Fields of other objects, by relationship. */
	readonly related?: readonly string[];
}

export interface FieldsOfObject {
	/** Asks the org once a day. */
	get(signal: AbortSignal): Promise<ObjectFields>;
	/** To be told of what stopped a query: fields that are gone are asked for no more. */
	failed(error: unknown): void;
}

export function createObjectFields(
	options: ObjectFieldsOptions,
): FieldsOfObject {
	const { client, clock, object, related = [] } = options;
	let known: { readonly fields: ObjectFields; readonly at: number } | undefined;
	return {
		async get(signal) {
			const now = clock.now();
			if (known === undefined || now - known.at >= MAX_AGE_MS) {
				const described = await client.describe(object, signal);
				known = { fields: fieldsOf(described, related), at: now };
			}
			return known.fields;
		},
		failed(error) {
			if (error instanceof SalesforceError && OUTDATED.has(error.code)) {
				known = undefined;
			}
		},
	};
}

function fieldsOf(
	described: readonly FieldDescription[],
	related: readonly string[],
): ObjectFields {
	const own = described.filter(({ type }) => !LEFT_OUT.has(type));
	return {
		names: [...own.map(({ name }) => name), ...related],
		types: new Map(own.map(({ name, type }) => [name, type])),
	};
}
