// Rows that the engine is not for, one at a time: the row mapper makes a record, the
// encoder of records its bytes.

import type { HrTime } from "@opentelemetry/api";
import {
	createRecordEncoder,
	type RecordEncoder,
} from "../exporters/otlp/protobuf/record-encoder.ts";
import { UID_BYTES, writeUid } from "../pipeline/uid-bytes.ts";
import {
	compileRowMapper,
	type RowMapperOptions,
	type SharedByReaders,
} from "../receiver/mapping/compile-row-mapper.ts";
import type {
	RecordContext,
	RowMapper,
} from "../receiver/mapping/row-mapper.ts";
import type { RecordBatch } from "./record-batch.ts";

export interface ReferenceRows {
	/** Adds the row's record to the batch. */
	write(cells: readonly string[], observed: HrTime): void;
	/** Notes a row that is not written. */
	skip(cells: readonly string[]): void;
}

export function createReferenceRows(
	header: readonly string[],
	eventType: string,
	context: RecordContext,
	options: RowMapperOptions,
	shared: SharedByReaders,
	batch: RecordBatch,
): ReferenceRows {
	const uid = Buffer.alloc(UID_BYTES);
	let made: { mapper: RowMapper; encoder: RecordEncoder } | undefined;

	/** Made when a row needs it: most files have none. */
	function reference() {
		made ??= {
			mapper: compileRowMapper(header, eventType, context, options, shared),
			encoder: createRecordEncoder(),
		};
		return made;
	}

	return {
		write(cells, observed) {
			const { mapper, encoder } = reference();
			const record = mapper.map(cells, observed);
			writeUid(String(record.attributes["log.record.uid"]), uid, 0);
			batch.add(encoder.encode([record]).bytes, uid, record.hrTime[0]);
		},
		skip(cells) {
			reference().mapper.skip(cells);
		},
	};
}
