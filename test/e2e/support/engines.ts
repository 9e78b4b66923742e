// The query engines of Loki and Prometheus, as a program that is asked once.

import { spawnSync } from "node:child_process";
import { buildModule } from "../go-build.ts";

export interface EngineQuery {
	readonly expr: string;
	/** ms: how far a range query goes back, and its steps. An instant query has neither. */
	readonly range?: number;
	readonly step?: number;
	/** Of an alert, to be told of each row. */
	readonly summary?: string;
}

/** A series with its last value, or a stream with its lines. */
export interface EngineRow {
	readonly labels: Readonly<Record<string, string>>;
	readonly value: number;
	readonly lines?: readonly string[];
	readonly summary?: string;
}

export interface LokiRequest {
	readonly headers: Readonly<Record<string, string>>;
	readonly body: Buffer;
}

export interface Scrape {
	/** ms since 1970. */
	readonly at: number;
	readonly contentType: string;
	readonly text: string;
}

/** Answers queries; `now` in ms since 1970. */
export type Ask<Data> = (
	data: readonly Data[],
	now: number,
	queries: readonly EngineQuery[],
) => readonly (readonly EngineRow[])[];

export interface Engines {
	readonly loki: Ask<LokiRequest>;
	readonly prometheus: Ask<Scrape>;
	/** What is wrong with a file of rules for Loki's ruler; nothing when it is none. */
	faultsOfRules(file: string): string;
}

export async function buildEngines(): Promise<Engines> {
	const program = await buildModule("engines", "engines");
	const ask = (name: "loki" | "prometheus", question: unknown) => {
		const { status, stdout, stderr } = spawnSync(program, [name], {
			input: JSON.stringify(question),
			encoding: "utf8",
			maxBuffer: 64 * 1024 * 1024,
		});
		if (status !== 0) throw new Error(stderr);
		return JSON.parse(stdout);
	};
	return {
		loki: (data, now, queries) => {
			const requests = data.map(({ headers, body }) => ({
				headers,
				body: body.toString("base64"),
			}));
			return ask("loki", { now, queries, requests });
		},
		prometheus: (scrapes, now, queries) =>
			ask("prometheus", { now, queries, scrapes }),
		faultsOfRules: (file) =>
			spawnSync(program, ["rules", file], { encoding: "utf8" }).stderr,
	};
}
