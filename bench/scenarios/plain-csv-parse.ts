// Yardstick: csv-parse as its documentation shows it, with its defaults.

import { once } from "node:events";
import { parse } from "csv-parse";
import { cut, sampleCsv } from "../sample.ts";
import type { Stage } from "../stage.ts";

export const plainCsvParse: Stage = {
	async prepare() {
		const chunks = cut(sampleCsv(), 64 * 1024);
		return {
			async pass() {
				const parser = parse();
				parser.on("readable", () => {
					while (parser.read() !== null);
				});
				for (const chunk of chunks) {
					if (!parser.write(chunk)) await once(parser, "drain");
				}
				parser.end();
				await once(parser, "end");
			},
		};
	},
};
