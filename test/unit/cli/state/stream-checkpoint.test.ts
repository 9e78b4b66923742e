import { describe, expect, test } from "vitest";
import {
	belongingTo,
	checkpointAt,
	deliveredScope,
	parseKey,
	positionOf,
	type StreamKey,
	streamName,
} from "../../../../cli/state/stream-checkpoint.ts";

const ORG = "00D000000000001EAA";
const TIME = Date.parse("2026-05-01T12:00:00Z");

function key(text: string): StreamKey {
	const parsed = parseKey(text);
	if (parsed === undefined) throw new Error(`${text} is no key`);
	return parsed;
}

describe("the key of a checkpoint", () => {
	test("tells receiver, org, source and stream", () => {
		expect(key(`salesforce/eu:${ORG}:event_log_file:hourly:Login`)).toEqual({
			receiver: "salesforce/eu",
			organizationId: ORG,
			source: "event_log_file",
			interval: "hourly",
			name: "Login",
		});
		expect(key(`salesforce:${ORG}:object:LoginEvent`)).toEqual({
			receiver: "salesforce",
			organizationId: ORG,
			source: "object",
			name: "LoginEvent",
		});
	});

	test("tells a backlog, which goes with its stream's checkpoint", () => {
		const login = `salesforce:${ORG}:event_log_file:hourly:Login`;
		const backlog = key(`${login}:backlog`);
		expect(backlog).toMatchObject({ name: "Login", backlog: true });
		expect(streamName(backlog)).toBe("event_log_file hourly Login, backlog");
		expect(belongingTo(login)).toEqual([`${login}:backlog`]);
		expect(belongingTo(`${login}:backlog`)).toEqual([]);
		expect(checkpointAt(backlog, TIME)).toBeUndefined();
	});

	test("tells the backfill that it is of", () => {
		const range = "20260501T000000Z-20260502T000000Z";
		expect(
			key(`salesforce/a:b:${ORG}:backfill:${range}:event_log_file:daily:Login`),
		).toEqual({
			receiver: "salesforce/a:b",
			organizationId: ORG,
			backfill: range,
			source: "event_log_file",
			interval: "daily",
			name: "Login",
		});
		const object = key(`salesforce:${ORG}:backfill:${range}:object:LoginEvent`);
		expect(streamName(object)).toBe(`object LoginEvent, backfill ${range}`);
		expect(deliveredScope(object)).toBe(`salesforce:${ORG}:Login`);
	});

	test.each(["", "Login", `salesforce:${ORG}:event_log_file:weekly:Login`])(
		"'%s' is none",
		(text) => {
			expect(parseKey(text)).toBeUndefined();
		},
	);

	test("leads to where delivered uids are remembered, by event type", () => {
		const file = key(`salesforce:${ORG}:event_log_file:daily:Login`);
		const object = key(`salesforce:${ORG}:object:LoginEvent`);
		expect(deliveredScope(file)).toBe(`salesforce:${ORG}:Login`);
		expect(deliveredScope(object)).toBe(`salesforce:${ORG}:Login`);
	});
});

describe("a checkpoint made by hand", () => {
	test.each([
		"event_log_file:hourly:Login",
		"object:LoginEvent",
		"object:SetupAuditTrail",
		"object:LoginHistory",
	])("of %s is one that the source can read, at that time", (tail) => {
		const stream = key(`salesforce:${ORG}:${tail}`);
		const value = checkpointAt(stream, TIME) ?? "";
		expect(positionOf(stream, value)).toMatchObject({ at: TIME });
	});

	test("there is none for the list of discovered types", () => {
		const stream = key(`salesforce:${ORG}:event_log_file:hourly:*`);
		expect(checkpointAt(stream, TIME)).toBeUndefined();
	});

	test("that belongs to another kind of stream is told", () => {
		const value =
			checkpointAt(key(`salesforce:${ORG}:object:LoginEvent`), TIME) ?? "";
		for (const tail of ["event_log_file:hourly:Login", "object:LoginHistory"]) {
			const stream = key(`salesforce:${ORG}:${tail}`);
			expect(typeof positionOf(stream, value)).toBe("string");
		}
	});
});
