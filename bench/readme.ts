// Puts the latest tables into the README, between its two markers.

import { readFileSync, writeFileSync } from "node:fs";

const README = new URL("README.md", import.meta.url);
const BEGIN = "<!-- tables: written by `npm run bench -- --write` -->";
const END = "<!-- end of tables -->";

export function writeIntoReadme(tables: string): void {
	const text = readFileSync(README, "utf8");
	const begin = text.indexOf(BEGIN);
	const end = text.indexOf(END);
	if (begin === -1 || end < begin) {
		throw new Error(`bench/README.md has no "${BEGIN}" before "${END}"`);
	}
	const before = text.slice(0, begin + BEGIN.length);
	writeFileSync(README, `${before}\n\n${tables}\n\n${text.slice(end)}`);
}
