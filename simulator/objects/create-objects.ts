// All objects with generated rows, and what of them can be seen at this moment.

import type { Faults } from "../faults/create-faults.ts";
import { POD } from "../generate/people.ts";
import { shortId, toLongId } from "../generate/salesforce-id.ts";
import type { Volume } from "../generate/volume.ts";
import type { ResolvedOptions } from "../options.ts";
import type { Organization } from "../organization.ts";
import type {
	FieldValue,
	ObjectDefinition,
	ObjectRow,
} from "../soql/object-definition.ts";
import { ALL_TIME } from "../soql/time-window.ts";
import { DUMMY_ID } from "./event-rows.ts";
import { loginObjects } from "./login-objects.ts";
import { logoutEvent } from "./logout-event.ts";
import { createObjectSource, type ObjectSource } from "./object-source.ts";
import { setupAuditTrail } from "./setup-audit-trail.ts";
import { storageObjects } from "./storage-objects.ts";
import { flatRow } from "./timeline.ts";

/** Values as the REST API writes them; related fields under dotted names. */
export type ObjectLedgerRow = Readonly<Record<string, FieldValue>>;

export interface Objects {
	/** An object with its rows over time. */
	source(object: string): ObjectSource | undefined;
	readonly definitions: readonly ObjectDefinition[];
	ledger(object: string): ObjectLedgerRow[];
	insert(
		object: string,
		rows: readonly ObjectLedgerRow[],
		options?: { visibleAt?: Date },
	): void;
}

export function createObjects(
	{ population }: Organization,
	volume: Volume,
	options: ResolvedOptions,
	clock: { begin: () => number; now: () => number },
	faults: Pick<Faults, "rows">,
): Objects {
	const sources = new Map(
		[
			...loginObjects(
				population,
				(hour) => volume.rows("Login", hour),
				options,
			),
			logoutEvent(population, volume, options),
			setupAuditTrail(population, (hour) =>
				volume.rows("SetupAuditTrail", hour),
			),
			...storageObjects(population, volume.rows, options),
		].map((object): [string, ObjectSource] => [
			object.name,
			createObjectSource(object, clock, options, faults),
		]),
	);
	const unknown = Object.keys(options.objects).filter(
		(name) =>
			sources.get(name)?.definition.queryable !== undefined ||
			!sources.has(name),
	);
	if (unknown.length > 0) {
		throw new Error(`The simulator has no rows of ${unknown.join(", ")}.`);
	}

	let inserted = 0;
	/** After those of generated rows. */
	const nextId = ({ bigObject, keyPrefix }: ObjectDefinition) =>
		bigObject
			? DUMMY_ID
			: toLongId(shortId(keyPrefix, POD, 62 ** 8 + inserted++));

	function sourceOf(object: string): ObjectSource {
		const source = sources.get(object);
		if (source === undefined) throw new Error(`There is no object ${object}.`);
		return source;
	}

	return {
		source: (object) => sources.get(object),
		definitions: [...sources.values()].map(({ definition }) => definition),
		ledger(object) {
			const { definition, timeline } = sourceOf(object);
			const { timeField = "", fields } = definition;
			const datetimes = new Set(
				fields.flatMap(({ name, type }) => (type === "datetime" ? [name] : [])),
			);
			return timeline
				.rows(ALL_TIME)
				.sort((a, b) => Number(a[timeField]) - Number(b[timeField]))
				.map((row) => flatRow(row, (name) => datetimes.has(name)));
		},
		insert(object, rows, { visibleAt } = {}) {
			const { definition, timeline } = sourceOf(object);
			const { timeField = "" } = definition;
			for (const given of rows) {
				const at = Number(given[timeField] ?? clock.now());
				timeline.insert({
					at,
					visibleAt: visibleAt?.getTime() ?? clock.now(),
					row: nestedRow(definition, {
						Id: nextId(definition),
						...given,
						[timeField]: at,
					}),
				});
			}
		},
	};
}

/** `CreatedBy.Name` becomes the Name of CreatedBy; CreatedBy is null when nothing is said of it. */
function nestedRow(
	{ fields }: ObjectDefinition,
	given: ObjectLedgerRow,
): ObjectRow {
	const row: Record<string, FieldValue | Record<string, FieldValue>> = {};
	for (const { name, relationship } of fields) {
		row[name] = given[name] ?? null;
		if (relationship) row[relationship.name] = null;
	}
	for (const [name, value] of Object.entries(given)) {
		const [relationship, inner] = name.split(".") as [string, string?];
		if (inner === undefined) continue;
		const related = row[relationship];
		row[relationship] = {
			...(typeof related === "object" ? related : {}),
			[inner]: value,
		};
	}
	return row;
}
