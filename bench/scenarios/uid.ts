// `log.record.uid` alone; a part of `mapping`.

import { createRowIdentity } from "../../receiver/mapping/row-identity.ts";
import { EVENT_TYPE, ORGANIZATION_ID, sampleRows } from "../sample.ts";
import type { Stage } from "../stage.ts";

export const uid: Stage = {
	async prepare() {
		const { header, rows } = await sampleRows();
		return {
			pass() {
				const identity = createRowIdentity(header, EVENT_TYPE, ORGANIZATION_ID);
				for (const row of rows) identity.next(row);
			},
		};
	},
};
