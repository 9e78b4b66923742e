// The other storage objects of Real-Time Event Monitoring, made from their
// specifications, and the platform events, which can only be described.

import { POD } from "../generate/people.ts";
import type { Population } from "../generate/population.ts";
import { createRandom, type Random } from "../generate/random.ts";
import { key, uuid } from "../generate/random-text.ts";
import { shortId, toLongId } from "../generate/salesforce-id.ts";
import type { ResolvedOptions } from "../options.ts";
import type {
	FieldDefinition,
	FieldValue,
	ObjectRow,
} from "../soql/object-definition.ts";
import { createdAfter, DUMMY_ID } from "./event-rows.ts";
import { fieldsOf } from "./field.ts";
import { bigObjectUse } from "./login-objects.ts";
import type { EventObject } from "./object-source.ts";
import {
	COMMON_FIELDS,
	STORAGE_OBJECT_SPECS,
	type StorageObjectSpec,
} from "./storage-object-specs.ts";
import type { TimelineRow } from "./timeline.ts";

const HOUR_MS = 3_600_000;

export const STORAGE_OBJECTS: readonly string[] = Object.keys(
	STORAGE_OBJECT_SPECS,
).filter((name) => STORAGE_OBJECT_SPECS[name]?.queryable !== false);

export function storageObjects(
	population: Population,
	rowsIn: (object: string, hour: number) => number,
	options: ResolvedOptions,
): EventObject[] {
	return Object.entries(STORAGE_OBJECT_SPECS).map(([name, spec]) => {
		const fields = fieldsOf(
			`${COMMON_FIELDS} ${spec.fields}`,
			spec.ordinary ? () => "filter+sort" : bigObjectUse,
		);
		return {
			name,
			label: spec.label,
			keyPrefix: spec.keyPrefix,
			big: !spec.ordinary,
			...(spec.queryable === false ? { queryable: false as const } : {}),
			timeField: "EventDate",
			fields,
			*hourRows(hour) {
				const count = rowsIn(name, hour);
				const random = createRandom(population.seed, name, hour);
				for (let i = 0; i < count; i++) {
					const at =
						hour + Math.floor(((i + random.float()) * HOUR_MS) / count);
					yield rowOf(spec, fields, at, i, random);
				}
			},
		};
	});

	function rowOf(
		spec: StorageObjectSpec,
		fields: readonly FieldDefinition[],
		at: number,
		index: number,
		random: Random,
	): TimelineRow {
		const user = random.pick(population.people);
		const created = createdAfter(at, options.object_rows, random);
		const number = Math.floor(at / HOUR_MS) * 100_000 + index;
		const values: Record<string, FieldValue> = {
			Id: spec.ordinary
				? toLongId(shortId(spec.keyPrefix, POD, number))
				: DUMMY_ID,
			CreatedDate: created,
			LastModifiedDate: created,
			SystemModstamp: created,
			EventDate: at,
			EventIdentifier: uuid(random),
			LoginKey: key(random),
			SessionKey: key(random),
			SessionLevel: "STANDARD",
			SourceIp: random.pick(user.addresses),
			UserId: user.longId,
			Username: user.username,
			...spec.values?.(random),
		};
		const row: ObjectRow = Object.fromEntries(
			fields.map(({ name }) => [name, values[name] ?? null]),
		);
		return { at, visibleAt: created, row };
	}
}
