import { createHash } from "node:crypto";
import { parse } from "csv-parse/sync";
import { describe, expect, test } from "vitest";
import {
	loginColumns,
	RELEASES,
} from "../../../../simulator/generate/login-columns.ts";
import {
	generateLoginCsv,
	hourSlice,
	loginContent,
	slicesBetween,
} from "../../../../simulator/generate/login-content.ts";
import { defaultPopulation } from "../../../../simulator/generate/population.ts";
import { toLongId } from "../../../../simulator/generate/salesforce-id.ts";
import type { FileContent } from "../../../../simulator/log-files/file-content.ts";

const HOUR = 3_600_000;
const MONDAY_AT_NINE = Date.parse("2026-11-23T09:00:00Z");
const population = defaultPopulation(7, 30);

const textOf = (content: FileContent) =>
	Buffer.concat([...content.bytes()]).toString();

const rowsOf = (content: FileContent) => [...(content.rows() ?? [])];

const options = {
	rows: 2000,
	seed: 42,
	release: "2023",
	from: new Date("2026-11-23T08:30:00Z"),
	to: new Date("2026-11-23T12:00:00Z"),
} as const;

const hashOf = (chunks: Iterable<Buffer>) => {
	const hash = createHash("sha256");
	for (const chunk of chunks) hash.update(chunk);
	return hash.digest("hex");
};

test("the same seed gives the same bytes, on every machine and in every version", () => {
	expect(hashOf(generateLoginCsv(options))).toBe(
		"e65ad0024ed111a2b14c55fee697f01542267873a378cf5d6afea7fa3c6b8ced",
	);
});

test("another seed gives other bytes", () => {
	expect(hashOf(generateLoginCsv({ ...options, seed: 43 }))).not.toBe(
		hashOf(generateLoginCsv(options)),
	);
});

describe.each(RELEASES)("a file of release %s", (release) => {
	const content = loginContent(population, release, [
		hourSlice(MONDAY_AT_NINE, 2000),
	]);

	test("reads back as the rows it is said to have", () => {
		const parsed: Record<string, string>[] = parse(textOf(content), {
			columns: true,
		});
		expect(parsed).toEqual(rowsOf(content));
		expect(parsed).toHaveLength(content.rowCount ?? 0);
	});

	test("begins with its header and ends with a line feed", () => {
		const text = textOf(content);
		expect(text.startsWith(`"${loginColumns(release).join('","')}"\n`)).toBe(
			true,
		);
		expect(text.endsWith('"\n')).toBe(true);
	});
});

test("the header of 2023 is that of a real file", () => {
	const columns = loginColumns("2023");
	expect(columns).toHaveLength(28);
	expect(columns.slice(0, 3)).toEqual([
		"EVENT_TYPE",
		"TIMESTAMP",
		"REQUEST_ID",
	]);
	expect(columns.at(-1)).toBe("SOURCE_IP");
	expect(loginColumns("2021")).not.toContain("LOGIN_TYPE");
	expect(loginColumns("2026")).toContain("FORWARDED_FOR_IP");
});

describe("rows", () => {
	const rows = rowsOf(
		loginContent(population, "2026", [hourSlice(MONDAY_AT_NINE, 20_000)]),
	);
	const share = (holds: (row: (typeof rows)[number]) => boolean) =>
		rows.filter(holds).length / rows.length;

	test("are of the hour", () => {
		const strange = rows.filter((row) => {
			const time = Date.parse(row.TIMESTAMP_DERIVED ?? "");
			return (
				!(time >= MONDAY_AT_NINE && time < MONDAY_AT_NINE + HOUR) ||
				row.TIMESTAMP !== row.TIMESTAMP_DERIVED?.replaceAll(/[-:TZ]/g, "")
			);
		});
		expect(strange).toEqual([]);
	});

	test("have ids whose long form is right", () => {
		const wrong = rows.filter(({ USER_ID: id, USER_ID_DERIVED: long }) =>
			id ? long !== toLongId(id) : long !== "",
		);
		expect(wrong).toEqual([]);
	});

	test("fail now and then, and often from one strange address", () => {
		const failures = rows.filter((r) => r.LOGIN_STATUS !== "LOGIN_NO_ERROR");
		expect(failures.length / rows.length).toBeGreaterThan(0.01);
		expect(failures.length / rows.length).toBeLessThan(0.1);
		const wrong = failures.filter(
			(row) =>
				row.LOGIN_STATUS === "LOGIN_ERROR_INVALID_PASSWORD" &&
				/^203\.0\.113\.2\d\d$/.test(row.SOURCE_IP ?? ""),
		);
		expect(wrong.length).toBeGreaterThan(20);
		expect(
			failures.some((r) => r.LOGIN_STATUS === "LOGIN_ERROR_PASSWORD_LOCKOUT"),
		).toBe(true);
	});

	test("have the oddities of real files", () => {
		expect(share((r) => r.CLIENT_IP === "Salesforce.com IP")).toBeGreaterThan(
			0.01,
		);
		expect(
			share((r) => /^[0-9a-f]{32}$/.test(r.REQUEST_ID ?? "")),
		).toBeGreaterThan(0.01);
		expect(
			share((r) => /^[\w-]{22}$/.test(r.REQUEST_ID ?? "")),
		).toBeGreaterThan(0.9);
		expect(
			share((r) => r.BROWSER_TYPE?.includes("%20") === true),
		).toBeGreaterThan(0.01);
		for (const odd of ['"', "\n", "日", ","]) {
			expect(rows.some((r) => r.BROWSER_TYPE?.includes(odd))).toBe(true);
		}
	});
});

test("rows are shared among hours by how busy they are, and none is lost", () => {
	const day = Date.parse("2026-11-23T00:00:00Z");
	const slices = slicesBetween(day, day + 24 * HOUR, 10_007);
	expect(slices.reduce((sum, { rows }) => sum + rows, 0)).toBe(10_007);
	const at = (hour: number) => slices[hour]?.rows ?? 0;
	expect(at(8)).toBeGreaterThan(3 * at(2));
});
