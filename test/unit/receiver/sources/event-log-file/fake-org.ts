// A small org for the tests of the source: files with rows, a clock, and the part
// of SOQL that the listing uses. It serves its files in memory, or over a real
// loopback server to the real client.

import { createServer, type ServerResponse } from "node:http";
import type { AddressInfo } from "node:net";
import { Secret } from "../../../../../pipeline/secret.ts";
import type { Telemetry } from "../../../../../pipeline/telemetry.ts";
import type {
	SalesforceClient,
	SoqlRow,
} from "../../../../../receiver/api/client.ts";
import { createSalesforceClient } from "../../../../../receiver/api/create-client.ts";
import { SalesforceError } from "../../../../../receiver/api/salesforce-error.ts";

export const ORGANIZATION_ID = "00D5j00000DgAYGEA3";
export const HEADER = ["EVENT_TYPE", "TIMESTAMP_DERIVED", "REQUEST_ID"];
export const T0 = Date.parse("2026-11-22T10:00:00.000Z");
export const MINUTE = 60_000;
export const HOUR = 60 * MINUTE;

export interface OrgFile {
	id: string;
	eventType: string;
	interval: "Hourly" | "Daily";
	createdDate: number;
	/** When a query begins to show it; at its creation when absent. */
	visibleAt?: number;
	body: string;
	/** What the listing says; the body's length when absent, none for null. */
	length?: number | null;
	/** Further or other fields of the listing row. */
	listed?: SoqlRow;
	/** Answers the download instead of the org. */
	serve?: (response: ServerResponse, attempt: number, body: string) => void;
	downloads: number;
}

export interface FakeOrg {
	now: number;
	readonly files: OrgFile[];
	readonly queries: string[];
	/** Of EventLogFile, as `describe` tells them. */
	columns: string[];
	/** What queries are answered with instead. */
	refuse?: (soql: string) => SalesforceError | undefined;
	add(file: Partial<OrgFile> & { requestIds?: readonly string[] }): OrgFile;
	/** In memory; bodies come in chunks of `chunkBytes`. */
	client(chunkBytes?: number): SalesforceClient;
	/** The real client over a loopback server. */
	listen(
		telemetry: Telemetry,
	): Promise<{ client: SalesforceClient; close(): Promise<void> }>;
}

/** A Login file of one row for each request id. */
export function csvOf(requestIds: readonly string[]): string {
	return [
		HEADER,
		...requestIds.map((id) => ["Login", "2026-11-22T09:00:00.000Z", id]),
	]
		.map((cells) => `${cells.map((cell) => `"${cell}"`).join(",")}\n`)
		.join("");
}

export function createFakeOrg(): FakeOrg {
	let nextId = 1;
	const org: FakeOrg = {
		now: T0,
		files: [],
		queries: [],
		columns: ["Id", "Interval", "Sequence"],
		add({ requestIds = [], ...given }) {
			const file: OrgFile = {
				id: `0AT${String(nextId++).padStart(15, "0")}`,
				eventType: "Login",
				interval: "Hourly",
				createdDate: org.now - HOUR,
				body: csvOf(requestIds),
				downloads: 0,
				...given,
			};
			org.files.push(file);
			return file;
		},
		client(chunkBytes = 64) {
			return {
				organizationId: async () => ORGANIZATION_ID,
				async describe() {
					const refusal = org.refuse?.("describe");
					if (refusal) throw refusal;
					return org.columns.map((name) => ({ name, type: "string" }));
				},
				async *query(soql, signal) {
					signal.throwIfAborted();
					yield answer(soql);
				},
				async *queryPages(soql, signal) {
					signal.throwIfAborted();
					const rows = answer(soql);
					yield { total: rows.length, list: undefined, rows: () => rows };
				},
				async openLogFile(path, signal) {
					signal.throwIfAborted();
					const file = org.files.find((one) => pathOf(one) === path);
					if (file === undefined) {
						throw new SalesforceError("log_file_not_found", { where: path });
					}
					file.downloads++;
					return chunksOf(file.body, chunkBytes, signal);
				},
				serverNow: () => org.now,
				async close() {},
			};
		},
		async listen(telemetry) {
			const server = createServer((request, response) => {
				response.setHeader("date", new Date(org.now).toUTCString());
				const url = new URL(request.url ?? "/", "http://localhost");
				if (url.pathname.endsWith("/describe")) {
					const fields = org.columns.map((name) => ({ name, type: "string" }));
					response.end(JSON.stringify({ fields }));
					return;
				}
				const soql = url.searchParams.get("q");
				if (soql !== null) {
					const records = answer(soql);
					response.setHeader("content-type", "application/json");
					response.end(
						JSON.stringify({ totalSize: records.length, done: true, records }),
					);
					return;
				}
				const file = org.files.find((one) => pathOf(one) === url.pathname);
				if (file === undefined) {
					response.statusCode = 404;
					response.setHeader("content-type", "application/json");
					response.end('[{"errorCode":"NOT_FOUND","message":"gone"}]');
					return;
				}
				file.downloads++;
				response.setHeader("content-type", "text/csv");
				if (file.serve) file.serve(response, file.downloads, file.body);
				else response.end(file.body);
			});
			await new Promise<void>((resolve) =>
				server.listen(0, "127.0.0.1", resolve),
			);
			const { port } = server.address() as AddressInfo;
			const instanceUrl = `http://127.0.0.1:${port}`;
			const token = {
				value: new Secret("token"),
				organizationId: ORGANIZATION_ID,
				instanceUrl,
			};
			const client = createSalesforceClient({
				instanceUrl,
				apiVersion: "67.0",
				tokens: { get: async () => token, renew: async () => token },
				idleTimeoutMs: 10_000,
				connectTimeoutMs: 1000,
				retryBaseDelayMs: 1,
				clock: { now: () => org.now, sleep: async () => {} },
				telemetry,
			});
			return {
				client,
				async close() {
					await client.close();
					server.closeAllConnections();
					await new Promise((resolve) => server.close(resolve));
				},
			};
		},
	};

	/** The documented rule of Interval is modelled: no predicate on it, only daily files. */
	function answer(soql: string): SoqlRow[] {
		org.queries.push(soql);
		const refusal = org.refuse?.(soql);
		if (refusal) throw refusal;
		if (/\bId\s*(=|IN|>|<)/.test(soql)) throw new Error("an Id predicate");
		const where = soql.slice(soql.indexOf("WHERE"));
		const interval = /Interval = '(\w+)'/.exec(where)?.[1] ?? "Daily";
		const timeOf = (operator: string, otherwise: string) =>
			Date.parse(
				new RegExp(`CreatedDate ${operator} (\\S+)`).exec(where)?.[1] ??
					otherwise,
			);
		const from = timeOf(">=", "2000-01-01");
		const until = timeOf("<", "9999-01-01");
		const limit = Number(/LIMIT (\d+)/.exec(soql)?.[1] ?? "Infinity");
		const types = /EventType (?:=|IN) \(?((?:'\w+'(?:, )?)+)\)?/.exec(where);
		return org.files
			.filter(
				(file) =>
					file.interval === interval &&
					file.createdDate >= from &&
					file.createdDate < until &&
					(file.visibleAt ?? file.createdDate) <= org.now &&
					(types?.[1] === undefined ||
						types[1]
							.toLowerCase()
							.includes(`'${file.eventType.toLowerCase()}'`)),
			)
			.toSorted(
				(a, b) => a.createdDate - b.createdDate || (a.id < b.id ? -1 : 1),
			)
			.slice(0, limit)
			.map((file) => ({
				Id: file.id,
				EventType: file.eventType,
				CreatedDate: salesforceTime(file.createdDate),
				LogDate: salesforceTime(file.createdDate - 3 * HOUR),
				LogFile: pathOf(file),
				LogFileLength:
					file.length === undefined
						? Buffer.byteLength(file.body)
						: file.length,
				LogFileFieldNames: null,
				LogFileFieldTypes: null,
				...(soql.includes("Sequence")
					? { Interval: file.interval, Sequence: 0 }
					: {}),
				...file.listed,
			}));
	}

	return org;
}

function salesforceTime(ms: number): string {
	return new Date(ms).toISOString().replace("Z", "+0000");
}

export function pathOf(file: { id: string }): string {
	return `/services/data/v67.0/sobjects/EventLogFile/${file.id}/LogFile`;
}

async function* chunksOf(
	text: string,
	size: number,
	signal: AbortSignal,
): AsyncGenerator<Uint8Array> {
	const bytes = Buffer.from(text);
	for (let at = 0; at < bytes.length; at += size) {
		signal.throwIfAborted();
		yield bytes.subarray(at, at + size);
	}
}
