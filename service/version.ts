// The version that the package, the User-Agent and the scope of each record carry.

import { readFileSync } from "node:fs";
import { findPackageJSON } from "node:module";

function readVersion(): string {
	const file = findPackageJSON("..", import.meta.url);
	if (file === undefined) return "unknown";
	const manifest = JSON.parse(readFileSync(file, "utf8")) as {
		version: string;
	};
	return manifest.version;
}

export const VERSION = readVersion();
