// What the mapping tests share: a context, and rows written as objects.

import type { RowMapperOptions } from "../../../../receiver/mapping/compile-row-mapper.ts";
import { compileRowMapper } from "../../../../receiver/mapping/compile-row-mapper.ts";
import {
	createResource,
	createScope,
} from "../../../../receiver/mapping/resource.ts";
import type { RecordContext } from "../../../../receiver/mapping/row-mapper.ts";

export const ORGANIZATION_ID = "00D5j00000DgAYGEA3";

export const CONTEXT: RecordContext = {
	resource: createResource({
		instanceUrl: "https://example.my.salesforce.com",
		organizationId: ORGANIZATION_ID,
		attributes: { "deployment.environment.name": "test" },
	}),
	scope: createScope({ version: "1.2.3" }),
	organizationId: ORGANIZATION_ID,
	source: "event_log_file",
	includeOriginal: false,
};

export const OBSERVED: [number, number] = [1_800_000_000, 500_000_000];

export type Row = Readonly<Record<string, string>>;

/** Maps one row of a file that has just its columns. */
export function mapRow(
	row: Row,
	eventType = "Login",
	options?: RowMapperOptions,
	context = CONTEXT,
) {
	const mapper = compileRowMapper(
		Object.keys(row),
		eventType,
		context,
		options,
	);
	const record = mapper.map(Object.values(row), OBSERVED);
	return { record, problems: mapper.takeProblems() };
}

/** The attributes that the cells of one row became. */
export function attributesOfRow(
	row: Row,
	eventType?: string,
	options?: RowMapperOptions,
) {
	const { record, problems } = mapRow(
		{ TIMESTAMP: "20231218054831.655", ...row },
		eventType,
		options,
	);
	const {
		"log.record.uid": _uid,
		"salesforce.event.type": _type,
		"salesforce.event.source": _source,
		...attributes
	} = record.attributes;
	return { attributes, problems };
}
