// The query engine of Prometheus, as a program that is asked once, and its reader of
// rule files.

import { spawnSync } from "node:child_process";
import { buildModule } from "../go-build.ts";

export interface EngineQuery {
	readonly expr: string;
	/** ms: how far a range query goes back, and its steps. An instant query has neither. */
	readonly range?: number;
	readonly step?: number;
}

/** A series with its last value. */
export interface EngineRow {
	readonly labels: Readonly<Record<string, string>>;
	readonly value: number;
}

export interface Scrape {
	/** ms since 1970. */
	readonly at: number;
	readonly contentType: string;
	readonly text: string;
}

export interface Engines {
	/** Answers queries; `now` in ms since 1970. */
	prometheus(
		scrapes: readonly Scrape[],
		now: number,
		queries: readonly EngineQuery[],
	): readonly (readonly EngineRow[])[];
	/** What is wrong with a file of rules for Loki, expressions aside; or nothing. */
	faultsOfRules(file: string): string;
}

export async function buildEngines(): Promise<Engines> {
	const program = await buildModule("engines", "engines");
	return {
		prometheus(scrapes, now, queries) {
			const { status, stdout, stderr } = spawnSync(program, ["prometheus"], {
				input: JSON.stringify({ now, queries, scrapes }),
				encoding: "utf8",
				maxBuffer: 64 * 1024 * 1024,
			});
			if (status !== 0) throw new Error(stderr);
			return JSON.parse(stdout);
		},
		faultsOfRules: (file) =>
			spawnSync(program, ["rules", file], { encoding: "utf8" }).stderr,
	};
}
