// Loki's OTLP ingestion and its query engine, as a program that is asked once.

import { spawnSync } from "node:child_process";
import { buildModule } from "../go-build.ts";
import { ORGANIZATION, type RuleEvent } from "./event-rule-cases.ts";

export interface LokiRequest {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer;
}

export interface LokiQuery {
	readonly expr: string;
	/** ms: how far a range query goes back, and its steps. An instant query has neither. */
	readonly range?: number;
	readonly step?: number;
}

/** A series with its last value, or a stream with its lines. */
export interface LokiRow {
	readonly labels: Readonly<Record<string, string>>;
	readonly value: number;
	readonly lines?: readonly string[];
}

/** Answers queries over what came in requests; `now` in ms since 1970. */
export type AskLoki = (
	requests: readonly LokiRequest[],
	now: number,
	queries: readonly LokiQuery[],
) => readonly (readonly LokiRow[])[];

export async function buildLoki(): Promise<AskLoki> {
	const program = await buildModule("logql", "logql");
	return (requests, now, queries) => {
		const { status, stdout, stderr } = spawnSync(program, {
			input: JSON.stringify({
				now,
				requests: requests.map(({ headers, body }) => ({
					headers,
					body: body.toString("base64"),
				})),
				queries,
			}),
			encoding: "utf8",
			maxBuffer: 64 * 1024 * 1024,
		});
		if (status !== 0) throw new Error(stderr);
		return JSON.parse(stdout);
	};
}

const keyed = (attributes: Readonly<Record<string, string>>) =>
	Object.entries(attributes).map(([key, stringValue]) => ({
		key,
		value: { stringValue },
	}));

/** Events as they come in a request, with the resource that the receiver's records have. */
export function requestOf(events: readonly RuleEvent[]): LokiRequest {
	const logRecords = events.map(({ at, attributes }) => ({
		timeUnixNano: `${at}000000`,
		attributes: keyed(attributes),
	}));
	const resource = {
		attributes: keyed({
			"service.name": "salesforce",
			"salesforce.organization.id": ORGANIZATION,
		}),
	};
	return {
		headers: { "content-type": "application/json" },
		body: Buffer.from(
			JSON.stringify({
				resourceLogs: [{ resource, scopeLogs: [{ logRecords }] }],
			}),
		),
	};
}
