// Which packages a process of the product loads.

import { join } from "node:path";
import { pathToFileURL } from "node:url";

export const PREFIX = "packages that were loaded: ";

/** What every service needs, whatever its configuration. */
export const ALWAYS = [
	"csv-parse",
	"is-network-error",
	"p-retry",
	"picocolors",
	"undici",
	"zod",
];

/** For the environment of a process that is to tell. */
export const REPORTING = {
	NODE_OPTIONS: `--import ${pathToFileURL(join(import.meta.dirname, "report-packages.ts"))}`,
};

/** By name, how many modules; of what a process with `REPORTING` has written. */
export function loadedPackages(stderr: string): Record<string, number> {
	const line = stderr.split("\n").find((line) => line.startsWith(PREFIX));
	return JSON.parse(line?.slice(PREFIX.length) ?? "null");
}
