// Makes the files of dist/ out of the sources: a service reads fifty of them instead of
// the four hundred modules that it has, a quarter less CPU at each start. What a
// configuration does not ask for stays in files of its own (`import()`), which is what
// rolldown does by itself; larger files load no faster and take more memory.
//
// Packages are left in node_modules, where scanners, bills of materials and updates find
// what runs.

import { readdirSync, readFileSync } from "node:fs";
import { relative } from "node:path";
import type { Plugin, RolldownOptions } from "rolldown";

const ROOT = import.meta.dirname;

/** Modules that look for files beside themselves, so they stay where they are. */
const AT_THEIR_PLACE =
	/[\\/](extensions[\\/]status-page[\\/]page-files|transcoder[\\/]thread[\\/]transcoder-thread)\.ts$/;

const PAGE = "extensions/status-page/page";

const pageFiles: Plugin = {
	name: "the files of the status page",
	generateBundle() {
		for (const name of readdirSync(`${ROOT}/${PAGE}`)) {
			this.emitFile({
				type: "asset",
				fileName: `${PAGE}/${name}`,
				source: readFileSync(`${ROOT}/${PAGE}/${name}`),
			});
		}
	},
};

export default {
	cwd: ROOT,
	input: {
		index: "index.ts",
		"cli/main": "cli/main.ts",
		"transcoder/thread/main": "transcoder/thread/main.ts",
	},
	platform: "node",
	external: /^[^./]/,
	// Ours do nothing when they are loaded.
	treeshake: { moduleSideEffects: false },
	plugins: [pageFiles],
	output: {
		dir: "dist",
		cleanDir: true,
		chunkFileNames: "[name].js",
		// As they are in the sources, for who reads a stack trace.
		minify: false,
		minifyInternalExports: false,
		codeSplitting: {
			groups: [
				{
					debugName: "at their place",
					test: AT_THEIR_PLACE,
					name: (module) => relative(ROOT, module).replace(/\.ts$/, ""),
				},
			],
		},
	},
} satisfies RolldownOptions;
