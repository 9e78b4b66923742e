// Pages of LoginEvent to encoded records: the cells found, and their records made.

import { createRowTranscoder } from "../../transcoder/create-row-transcoder.ts";
import { startChild } from "../processes/child.ts";
import type { LoginPages } from "../processes/login-pages.ts";
import {
	ENCODED_BATCH_RECORDS,
	EVENT_TYPE,
	OBSERVED,
	recordContext,
	SAMPLE_ROWS,
} from "../sample.ts";
import type { Stage } from "../stage.ts";

export const transcodePages: Stage = {
	async prepare() {
		const child = startChild("login-pages.ts", SAMPLE_ROWS);
		const { names, lists } = await child.message<LoginPages>();
		await child.stop();
		const pages = lists.map((list) => Buffer.from(list));
		return {
			pass() {
				// One a poll.
				const transcoder = createRowTranscoder({
					names,
					eventType: EVENT_TYPE,
					context: { ...recordContext(), source: "object" },
					mapping: {},
					maxBatchRecords: ENCODED_BATCH_RECORDS,
				});
				for (const page of pages) {
					if (!transcoder.addList(page)) throw new Error("a page is not taken");
					for (let row = 0; row < transcoder.rows; row++) {
						if (transcoder.isFull) transcoder.take();
						transcoder.transcode(row, OBSERVED);
					}
					transcoder.take();
					transcoder.clear();
				}
			},
		};
	},
};
