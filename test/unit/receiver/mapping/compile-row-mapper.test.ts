import { readFileSync } from "node:fs";
import { SeverityNumber, TraceFlags } from "@opentelemetry/api";
import fc from "fast-check";
import { describe, expect, test } from "vitest";
import { serializeLogs } from "../../../../exporters/otlp/serializers.ts";
import {
	compileRowMapper,
	NO_TRACE_FLAGS,
	SEVERITY_NUMBERS,
} from "../../../../receiver/mapping/compile-row-mapper.ts";
import { allAttributes } from "../../../../receiver/mapping/tables/event-tables.ts";
import {
	CONTEXT,
	mapRow,
	OBSERVED,
	ORGANIZATION_ID,
} from "./record-context.ts";

const FIXTURES = new URL("../../../fixtures/event-log-files/", import.meta.url);

/** The sample has no quotes, commas or newlines in its cells. */
function sample(): { header: string[]; cells: string[] } {
	const [header = [], cells = []] = readFileSync(
		new URL("login-2023.csv", FIXTURES),
		"utf8",
	)
		.trimEnd()
		.split("\n")
		.map((line) => line.slice(1, -1).split('","'));
	return { header, cells };
}

test("severities and trace flags have the numbers that the API gives them", () => {
	expect(SEVERITY_NUMBERS).toEqual(
		Object.fromEntries(
			Object.keys(SEVERITY_NUMBERS).map((name) => [
				name,
				SeverityNumber[name as keyof typeof SeverityNumber],
			]),
		),
	);
	expect(NO_TRACE_FLAGS).toBe(TraceFlags.NONE);
});

describe("a real Login row", () => {
	test("becomes the record of the golden file", () => {
		const { header, cells } = sample();
		const mapper = compileRowMapper(header, "Login", CONTEXT);

		const record = mapper.map(cells, OBSERVED);

		const golden = JSON.parse(
			readFileSync(new URL("login-2023.record.json", FIXTURES), "utf8"),
		);
		const readable = {
			...record,
			resource: record.resource.attributes,
		};
		expect(JSON.parse(JSON.stringify(readable))).toEqual(golden);
		expect(Object.keys(record.attributes)).toEqual(
			Object.keys(golden.attributes),
		);
		expect(mapper.takeProblems()).toEqual([]);
	});

	test("has the same attributes whatever the order of its columns", () => {
		const { header, cells } = sample();
		const forwards = compileRowMapper(header, "Login", CONTEXT);
		const backwards = compileRowMapper(header.toReversed(), "Login", CONTEXT);

		expect(backwards.map(cells.toReversed(), OBSERVED)).toEqual(
			forwards.map(cells, OBSERVED),
		);
	});

	test("shares its resource and scope with its file", () => {
		const { header, cells } = sample();
		const record = compileRowMapper(header, "Login", CONTEXT).map(
			cells,
			OBSERVED,
		);

		expect(record.resource).toBe(CONTEXT.resource);
		expect(record.instrumentationScope).toBe(CONTEXT.scope);
	});

	test("goes through the official serializers", () => {
		const { header, cells } = sample();
		const record = compileRowMapper(header, "Login", CONTEXT).map(
			cells,
			OBSERVED,
		);

		const json = JSON.parse(
			new TextDecoder().decode(serializeLogs("json", [record])),
		).resourceLogs[0];
		const protobuf = Buffer.from(serializeLogs("proto", [record]));

		expect(json.scopeLogs[0].scope).toEqual({
			name: "salesforce-otlp/receiver/salesforce",
			version: "1.2.3",
		});
		expect(json.scopeLogs[0].logRecords[0]).toMatchObject({
			timeUnixNano: "1702878511655000000",
			severityNumber: 9,
			eventName: "salesforce.login",
		});
		expect(json.scopeLogs[0].logRecords[0].traceId).toBeUndefined();
		expect(protobuf.includes("salesforce.login.status")).toBe(true);
	});
});

describe("outcome", () => {
	const refused = {
		TIMESTAMP: "20231218054831.655",
		USER_NAME: "ana@example.com",
		SOURCE_IP: "203.0.113.7",
	};

	test("a refused login is a warning that says why", () => {
		const { record } = mapRow({
			...refused,
			LOGIN_STATUS: "LOGIN_ERROR_INVALID_PASSWORD",
		});

		expect(record.body).toBe(
			"Login failed for ana@example.com from 203.0.113.7: invalid password",
		);
		expect(record.severityNumber).toBe(13);
		expect(record.severityText).toBe("WARN");
		expect(record.attributes).toMatchObject({
			"salesforce.event.outcome": "failure",
			"error.type": "LOGIN_ERROR_INVALID_PASSWORD",
			"salesforce.login.status": "LOGIN_ERROR_INVALID_PASSWORD",
		});
	});

	test.each([
		["LOGIN_ERROR_SYSTEM_DOWN", "system down"],
		["LOGIN_ERROR_MUST_USE_API_TOKEN", "API security token required"],
		["LOGIN_CHALLENGE_ISSUED", "computer activation required"],
		["OAUTH_APP_ACCESS_DENIED", "oauth app access denied"],
	])("the reason of %s reads %s", (status, reason) => {
		const { record } = mapRow({ ...refused, LOGIN_STATUS: status });

		expect(record.body).toBe(
			`Login failed for ana@example.com from 203.0.113.7: ${reason}`,
		);
		expect(record.attributes["error.type"]).toBe(status);
	});

	test("a row that tells no status has no outcome and no error type", () => {
		const { record } = mapRow({ ...refused, LOGIN_STATUS: "" });

		expect(record.severityText).toBe("INFO");
		expect(record.body).toBe("Login for ana@example.com from 203.0.113.7");
		expect(record.attributes).not.toHaveProperty("salesforce.event.outcome");
		expect(record.attributes).not.toHaveProperty("error.type");
	});

	test("a body leaves out what the row doesn't tell", () => {
		const { record } = mapRow({
			TIMESTAMP: "20231218054831.655",
			LOGIN_STATUS: "LOGIN_NO_ERROR",
			CLIENT_IP: "Salesforce.com IP",
		});

		expect(record.body).toBe("Login succeeded from Salesforce.com IP");
	});
});

describe("time", () => {
	test("comes from TIMESTAMP where TIMESTAMP_DERIVED is empty", () => {
		const { record, problems } = mapRow({
			TIMESTAMP: "20211019050707.13",
			TIMESTAMP_DERIVED: "",
		});

		expect(record.hrTime).toEqual([1_634_620_027, 130_000_000]);
		expect(problems).toEqual([]);
	});

	test("an unreadable TIMESTAMP_DERIVED is counted and TIMESTAMP taken", () => {
		const { record, problems } = mapRow({
			TIMESTAMP: "20231218054831.655",
			TIMESTAMP_DERIVED: "yesterday",
		});

		expect(record.hrTime).toEqual([1_702_878_511, 655_000_000]);
		expect(problems).toEqual([
			{ column: "TIMESTAMP_DERIVED", reason: "not_a_date", count: 1 },
		]);
	});

	test("a row without a time gets the file's LogDate, counted", () => {
		const { record, problems } = mapRow(
			{ TIMESTAMP: "never", TIMESTAMP_DERIVED: "" },
			"Login",
			{ logDate: "2023-12-18T00:00:00.000+0000" },
		);

		expect(record.hrTime).toEqual([1_702_857_600, 0]);
		expect(problems).toEqual([
			{ column: "TIMESTAMP", reason: "not_a_date", count: 1 },
		]);
	});

	test("a row without any time gets the time it was read, counted", () => {
		const { record, problems } = mapRow({ USER_NAME: "ana@example.com" });

		expect(record.hrTime).toEqual(OBSERVED);
		expect(problems).toEqual([
			{ column: "TIMESTAMP_DERIVED", reason: "not_a_date", count: 1 },
		]);
	});
});

describe("trace", () => {
	const traceId = "0af7651916cd43dd8448eb211c80319c";

	test("a request id in the form of a trace id is one, without a span id on the wire", () => {
		const { record } = mapRow({ REQUEST_ID: traceId });

		expect(record.spanContext?.traceId).toBe(traceId);
		expect(record.attributes["salesforce.request.id"]).toBe(traceId);
		const protobuf = Buffer.from(serializeLogs("proto", [record]));
		// Field 9 is the trace id; field 10 would be the span id, field 11 follows.
		const at = protobuf.indexOf(Buffer.from(`4a10${traceId}`, "hex"));
		expect(protobuf[at + 18]).toBe((11 << 3) | 1);
		const json = JSON.parse(
			new TextDecoder().decode(serializeLogs("json", [record])),
		);
		expect(json.resourceLogs[0].scopeLogs[0].logRecords[0]).toMatchObject({
			traceId,
			spanId: "",
		});
	});

	test.each([
		"4u6LyuMrDvb_G-l1cJIQk-",
		"0AF7651916CD43DD8448EB211C80319C",
		"00000000000000000000000000000000",
		"0af7651916cd43dd8448eb211c80319",
	])("%s is no trace id", (requestId) => {
		const { record } = mapRow({ REQUEST_ID: requestId });

		expect(record.spanContext).toBeUndefined();
		expect(record.attributes["salesforce.request.id"]).toBe(requestId);
	});
});

describe("rows that don't fit their header", () => {
	test("missing cells at the end are empty", () => {
		const mapper = compileRowMapper(
			["TIMESTAMP", "USER_NAME", "CPU_TIME"],
			"Login",
			CONTEXT,
		);

		const record = mapper.map(["20231218054831.655"], OBSERVED);

		expect(record.attributes).not.toHaveProperty("user.name");
		expect(mapper.takeProblems()).toEqual([]);
	});

	test("of two columns with one name the first is the known one and the other is kept too", () => {
		const mapper = compileRowMapper(
			["TIMESTAMP", "CPU_TIME", "CPU_TIME"],
			"Login",
			CONTEXT,
		);

		const record = mapper.map(["20231218054831.655", "1", "2"], OBSERVED);

		expect(record.attributes).toMatchObject({
			"salesforce.cpu_time_ms": 1,
			"salesforce.login.cpu_time": "2",
		});
	});
});

describe("problems", () => {
	test("are counted by column and reason, and taken once", () => {
		const mapper = compileRowMapper(
			["TIMESTAMP", "CPU_TIME", "USE_API_TOKEN"],
			"Login",
			CONTEXT,
		);

		for (const cpu of ["12", "fast", "0x10"])
			mapper.map(["20231218054831.655", cpu, "maybe"], OBSERVED);

		expect(mapper.takeProblems()).toEqual([
			{ column: "USE_API_TOKEN", reason: "not_a_boolean", count: 3 },
			{ column: "CPU_TIME", reason: "not_a_number", count: 2 },
		]);
		expect(mapper.takeProblems()).toEqual([]);
	});
});

test("every row becomes a record with attributes of the declared types, whatever its cells hold", () => {
	const { header } = sample();
	const mapper = compileRowMapper(header, "Login", CONTEXT);
	const types = new Map<string, string>(
		allAttributes().map(({ name, type }) => [name, type]),
	);
	const odd = fc.constantFrom(
		"",
		"%",
		"?",
		"/?",
		"::",
		"-",
		".",
		"//",
		"1e999",
	);
	fc.assert(
		fc.property(
			fc.array(fc.oneof(odd, fc.string()), { maxLength: 30 }),
			(cells) => {
				const record = mapper.map(cells, OBSERVED);

				for (const [name, value] of Object.entries(record.attributes)) {
					const type = types.get(name) ?? "string";
					if (type === "int") expect(value).toSatisfy(Number.isSafeInteger);
					else if (type === "string") expect(value).not.toBe("");
				}
				expect(serializeLogs("proto", [record])).toBeDefined();
			},
		),
		{ numRuns: 500 },
	);
});

describe("a stream's own severities", () => {
	const severity = { success: "DEBUG", failure: "FATAL" } as const;

	test.each([
		["LOGIN_NO_ERROR", "DEBUG", 5],
		["LOGIN_ERROR_USER_INACTIVE", "FATAL", 21],
		["", "INFO", 9],
	])("of a login with the status %j: %s", (status, text, number) => {
		const { record } = mapRow(
			{ TIMESTAMP: "20231218054831.655", LOGIN_STATUS: status },
			"Login",
			{ severity },
		);

		expect(record.severityText).toBe(text);
		expect(record.severityNumber).toBe(number);
	});
});

describe("a stream's selection of attributes", () => {
	const row = {
		TIMESTAMP: "20231218054831.655",
		REQUEST_ID: "0af7651916cd43dd8448eb211c80319c",
		USER_NAME: "ana@example.com",
		SOURCE_IP: "203.0.113.7",
		LOGIN_STATUS: "LOGIN_ERROR_USER_INACTIVE",
		NEW_THING: "x",
	};
	const select = (attributes: { drop?: string[]; keep?: string[] }) =>
		mapRow(row, "Login", { attributes: { drop: [], keep: [], ...attributes } })
			.record;

	test("leaves out what is dropped, by name or namespace, and says nothing of it in the body", () => {
		const record = select({ drop: ["user.name", "salesforce.*"] });

		expect(Object.keys(record.attributes)).toEqual([
			"log.record.uid",
			"salesforce.event.type",
			"error.type",
			"client.address",
		]);
		expect(record.body).toBe("Login failed from 203.0.113.7: user is inactive");
	});

	test("keeps only what is kept, and what tells one record from another", () => {
		const record = select({ keep: ["client.address", "salesforce.login.*"] });

		expect(Object.keys(record.attributes)).toEqual([
			"log.record.uid",
			"salesforce.event.type",
			"client.address",
			"salesforce.login.status",
			"salesforce.login.new_thing",
		]);
	});

	test("drops what is kept and dropped", () => {
		const record = select({ keep: ["user.*"], drop: ["user.name"] });

		expect(record.attributes).not.toHaveProperty("user.name");
	});

	test("changes neither the trace, the severity nor the uid", () => {
		const whole = mapRow(row).record;
		const record = select({ keep: ["client.address"] });

		expect(record.spanContext).toEqual(whole.spanContext);
		expect(record.severityText).toBe("WARN");
		expect(record.attributes["log.record.uid"]).toBe(
			whole.attributes["log.record.uid"],
		);
	});
});

test("the raw row is kept as JSON if asked for", () => {
	const row = {
		TIMESTAMP: "20231218054831.655",
		USER_NAME: 'a"b',
		CPU_TIME: "",
	};
	const { record } = mapRow(
		row,
		"Login",
		{},
		{
			...CONTEXT,
			includeOriginal: true,
		},
	);

	expect(record.attributes["log.record.original"]).toBe(JSON.stringify(row));
});

test("an event type without a table gets the common attributes, its own name and its own namespace", () => {
	const { record } = mapRow(
		{
			EVENT_TYPE: "FlowExecution",
			TIMESTAMP: "20231218054831.655",
			USER_ID: "0055j00000AT6I1",
			CLIENT_IP: "203.0.113.7",
			RUN_TIME: "12",
			FLOW_NAME: "Renewal",
		},
		"FlowExecution",
	);

	expect(record.eventName).toBe("salesforce.flow_execution");
	expect(record.severityText).toBe("INFO");
	expect(record.body).toBe(
		"FlowExecution by 0055j00000AT6I1AAL from 203.0.113.7",
	);
	expect(record.attributes).toMatchObject({
		"salesforce.event.type": "FlowExecution",
		"user.id": "0055j00000AT6I1AAL",
		"client.address": "203.0.113.7",
		"salesforce.duration_ms": 12,
		"salesforce.flow_execution.flow_name": "Renewal",
	});
});

test("the organization is told by the resource", () => {
	expect(CONTEXT.resource.attributes).toEqual({
		"service.name": "salesforce",
		"salesforce.organization.id": ORGANIZATION_ID,
		"salesforce.instance.url": "https://example.my.salesforce.com",
		"deployment.environment.name": "test",
	});
});
