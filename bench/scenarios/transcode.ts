// Chunks of CSV to encoded records, uid included: what `csv`, `mapping` and `encoding`
// do together on the reference way.

import { createTranscoderFactory } from "../../transcoder/create-transcoder.ts";
import {
	cut,
	ENCODED_BATCH_RECORDS,
	EVENT_TYPE,
	OBSERVED,
	recordContext,
	sampleCsv,
} from "../sample.ts";
import type { Stage } from "../stage.ts";

export const transcode: Stage = {
	async prepare() {
		// As the source hands them over.
		const chunks = cut(sampleCsv(), 64 * 1024);
		const createTranscoder = createTranscoderFactory();
		return {
			pass() {
				// One a file.
				const transcoder = createTranscoder({
					eventType: EVENT_TYPE,
					context: recordContext(),
					mapping: {},
					skipRows: 0,
					maxBatchRecords: ENCODED_BATCH_RECORDS,
				});
				for (const chunk of chunks) {
					transcoder.add(chunk);
					while (transcoder.run(OBSERVED)) transcoder.take();
				}
				transcoder.take();
				transcoder.close();
			},
		};
	},
};
