// The stages of the hot path in their order, and the yardsticks: plain uses of the
// libraries, which say how fast the machine is at this moment.

import type { Stage } from "../stage.ts";
import { compression } from "./compression.ts";
import { csv } from "./csv.ts";
import { deduplication } from "./deduplication.ts";
import { delivery } from "./delivery.ts";
import { encoding } from "./encoding.ts";
import { inflate } from "./inflate.ts";
import { mapping } from "./mapping.ts";
import { plainCsvParse } from "./plain-csv-parse.ts";
import { plainInflate } from "./plain-inflate.ts";
import { plainSerializer } from "./plain-serializer.ts";
import { queue } from "./queue.ts";
import { transcode } from "./transcode.ts";
import { transcodePages } from "./transcode-pages.ts";
import { uid } from "./uid.ts";

interface StageEntry {
	readonly stage: Stage;
	/** For the table. */
	readonly what: string;
	/** Contained in another stage, so no part of the sum. */
	readonly within?: string;
	/** The stage that does its work wherever it can, so no part of the sum either. */
	readonly insteadOf?: string;
	/** Its rows are not those of the others, so no part of the sum either. */
	readonly apart?: true;
	/** What it is compared with. */
	readonly yardstick?: YardstickName;
}

interface Yardstick {
	readonly stage: Stage;
	readonly what: string;
}

export type YardstickName = keyof typeof YARDSTICKS;
export type StageName = keyof typeof STAGES;
/** What runs in a process of its own. */
export type AloneName = StageName | YardstickName;

export const YARDSTICKS = {
	"plain-inflate": { stage: plainInflate, what: "`zlib.gunzipSync`" },
	"plain-csv-parse": {
		stage: plainCsvParse,
		what: "`csv-parse` with its defaults",
	},
	"plain-serializer": {
		stage: plainSerializer,
		what: "the official Protobuf serializer",
	},
} as const satisfies Record<string, Yardstick>;

export const STAGES = {
	inflate: {
		stage: inflate,
		what: "the download's gzip to chunks of CSV",
		yardstick: "plain-inflate",
	},
	transcode: {
		stage: transcode,
		what: "chunks to encoded records, uid included",
	},
	csv: {
		stage: csv,
		what: "chunks to rows of cells",
		insteadOf: "transcode",
		yardstick: "plain-csv-parse",
	},
	mapping: {
		stage: mapping,
		what: "rows to records, uid included",
		insteadOf: "transcode",
	},
	uid: { stage: uid, what: "`log.record.uid` alone", within: "mapping" },
	encoding: {
		stage: encoding,
		what: "records to requests in Protobuf",
		insteadOf: "transcode",
		yardstick: "plain-serializer",
	},
	delivery: {
		stage: delivery,
		what: "encoded records to the acknowledgement",
	},
	deduplication: {
		stage: deduplication,
		what: "uids looked for and remembered",
		within: "delivery",
	},
	compression: {
		stage: compression,
		what: "requests to gzip",
		within: "delivery",
	},
	queue: {
		stage: queue,
		what: "commit and settlement, full sync",
		within: "delivery",
	},
	"transcode-pages": {
		stage: transcodePages,
		what: "pages of event objects to encoded records",
		apart: true,
	},
} as const satisfies Record<string, StageEntry>;
