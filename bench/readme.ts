// Puts the latest results into the README, each between its two markers.

import { readFileSync, writeFileSync } from "node:fs";

const README = new URL("README.md", import.meta.url);

export interface Section {
	readonly begin: string;
	readonly end: string;
}

export const TABLES: Section = {
	begin: "<!-- tables: written by `npm run bench -- --write` -->",
	end: "<!-- end of tables -->",
};

export const SOAK: Section = {
	begin: "<!-- soak: written by `npm run soak -- --write` -->",
	end: "<!-- end of soak -->",
};

export function writeIntoReadme({ begin, end }: Section, result: string): void {
	const text = readFileSync(README, "utf8");
	const from = text.indexOf(begin);
	const to = text.indexOf(end);
	if (from === -1 || to < from) {
		throw new Error(`bench/README.md has no "${begin}" before "${end}"`);
	}
	const before = text.slice(0, from + begin.length);
	writeFileSync(README, `${before}\n\n${result}\n\n${text.slice(to)}`);
}
