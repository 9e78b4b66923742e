// Rows to records, their uid included.

import type { LogRecord } from "../../pipeline/log-record.ts";
import { compileRowMapper } from "../../receiver/mapping/compile-row-mapper.ts";
import {
	BATCH_RECORDS,
	EVENT_TYPE,
	OBSERVED,
	recordContext,
	sampleRows,
} from "../sample.ts";
import type { Stage } from "../stage.ts";

export const mapping: Stage = {
	async prepare() {
		const { header, rows } = await sampleRows();
		const context = recordContext();
		return {
			pass() {
				// One a file, as the source does.
				const mapper = compileRowMapper(header, EVENT_TYPE, context);
				let batch: LogRecord[] = [];
				for (const row of rows) {
					batch.push(mapper.map(row, OBSERVED));
					if (batch.length === BATCH_RECORDS) batch = [];
				}
			},
		};
	},
};
