import { resourceFromAttributes } from "@opentelemetry/resources";
import { expect, test } from "vitest";
import { createOtlpEncoder } from "../../../../exporters/otlp/encoder.ts";
import { withEventTypeStreams } from "../../../../exporters/otlp-http/event-type-streams.ts";
import type { LogRecord } from "../../../../pipeline/log-record.ts";
import { logRecord } from "../log-records.ts";

const plain = createOtlpEncoder({
	encoding: "json",
	compression: "none",
	maxSize: 0,
	sizer: "bytes",
});
const encoder = withEventTypeStreams(plain);
const ORG = resourceFromAttributes({
	"service.name": "salesforce",
	"salesforce.organization.id": "00D000000000001EAA",
});

function event(
	type: string | undefined,
	second: number,
	resource: LogRecord["resource"] = ORG,
): LogRecord {
	const record = logRecord(second);
	return {
		...record,
		resource,
		attributes: {
			...record.attributes,
			...(type !== undefined && { "salesforce.event.type": type }),
		},
	};
}

/** `service.instance.id` of each resource, and the seconds of its records. */
async function streams(records: readonly LogRecord[]) {
	const requests = await encoder.encode(records);
	return requests.flatMap(({ body }) =>
		JSON.parse(Buffer.from(body).toString()).resourceLogs.map(
			(logs: {
				resource: { attributes: { key: string; value: object }[] };
				scopeLogs: { logRecords: { timeUnixNano: string }[] }[];
			}) => [
				Object.values(
					logs.resource.attributes.find(
						({ key }) => key === "service.instance.id",
					)?.value ?? {},
				)[0],
				logs.scopeLogs.flatMap(({ logRecords }) =>
					logRecords.map(
						({ timeUnixNano }) =>
							Number(BigInt(timeUnixNano) / 1_000_000_000n) - 1_795_000_000,
					),
				),
			],
		),
	);
}

test("each event type of an org is a stream of its own, in time order", async () => {
	expect(
		await streams([
			event("Login", 30),
			event("Apex", 10),
			event("Login", 20),
			event("Apex", 5),
			event("Login", 25),
		]),
	).toEqual([
		["00D000000000001EAA/Login", [20, 25, 30]],
		["00D000000000001EAA/Apex", [5, 10]],
	]);
});

test("two orgs never share a stream, and an instance id that is there stays in front", async () => {
	const other = resourceFromAttributes({
		"salesforce.organization.id": "00D000000000002EAA",
		"service.instance.id": "emea",
	});
	const unknown = resourceFromAttributes({ "service.name": "x" });
	expect(
		await streams([
			event("Login", 1),
			event("Login", 2, other),
			event("Login", 3, unknown),
			event(undefined, 4, unknown),
		]),
	).toEqual([
		["00D000000000001EAA/Login", [1]],
		["emea/Login", [2]],
		["Login", [3]],
		[undefined, [4]],
	]);
});

test("the records of others who share them stay as they were", async () => {
	const records = [event("Login", 2), event("Login", 1)];
	const before = structuredClone(records.map(({ hrTime }) => hrTime));
	await encoder.encode(records);
	expect(records.map(({ hrTime }) => hrTime)).toEqual(before);
	expect(records.every(({ resource }) => resource === ORG)).toBe(true);
	expect(encoder.key).not.toBe(plain.key);
});
