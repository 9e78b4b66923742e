// Records that have passed processors, encoded again. Invariants: the order stays; a
// record of which nothing was changed, but perhaps its resource and scope, is copied as
// it was encoded; and as long as none was changed or left out, nothing is written at all.

import type { RecordEncoder } from "../exporters/otlp/protobuf/record-encoder.ts";
import type { EncodedBatch } from "../pipeline/encoded-records.ts";
import type { LogRecord } from "../pipeline/log-record.ts";

export interface Regrouping {
	/** What became of the records from `first` on; a record that is passed on as it is is the same object. */
	add(
		first: number,
		before: readonly LogRecord[],
		after: readonly LogRecord[],
	): void;
	/** By resource and scope; undefined when nothing was changed. The encoder has their memory. */
	groups(): EncodedBatch[] | undefined;
}

interface Group {
	readonly resource: LogRecord["resource"];
	readonly scope: LogRecord["instrumentationScope"];
	readonly firstRecord: number;
	readonly start: number;
}

/** `shared` is another encoder's: what records share is encoded while they are. */
export function createRegrouping(
	batch: EncodedBatch,
	encoder: RecordEncoder,
	shared: RecordEncoder["shared"],
): Regrouping {
	const ends = new Uint32Array(batch.count);
	const groups: Group[] = [];
	let count = 0;
	/** So many records at the beginning were passed on; nothing is written while that is all. */
	let untouched = 0;
	let changed = false;

	function startOf(record: number): number {
		return record === 0 ? 0 : (batch.ends[record - 1] as number);
	}

	function groupOf({
		resource,
		instrumentationScope: scope,
	}: LogRecord): Group {
		const last = groups.at(-1);
		if (last?.resource === resource && last.scope === scope) return last;
		const start = encoder.length;
		const group = { resource, scope, firstRecord: count, start };
		groups.push(group);
		return group;
	}

	/** Copies the records from `first` up to `end`, under the resource and scope of `record`. */
	function copy(record: LogRecord, first: number, end: number): void {
		const { start } = groupOf(record);
		const from = startOf(first);
		const moved = encoder.length - start - from;
		encoder.appendEncoded(batch.bytes.subarray(from, startOf(end)));
		for (let n = first; n < end; n++)
			ends[count++] = (batch.ends[n] as number) + moved;
	}

	function encode(record: LogRecord): void {
		const { start } = groupOf(record);
		encoder.append(record);
		ends[count++] = encoder.length - start;
	}

	return {
		add(first, before, after) {
			if (!changed) {
				if (after === before) {
					untouched = first + before.length;
					return;
				}
				changed = true;
				encoder.begin();
				if (untouched > 0) copy(before[0] as LogRecord, 0, untouched);
			}
			let next = 0;
			for (let n = 0; n < after.length; ) {
				const record = after[n] as LogRecord;
				const at = indexOfSame(record, before, next);
				if (at < 0) {
					encode(record);
					n++;
					continue;
				}
				next = at;
				do {
					next++;
					n++;
				} while (
					n < after.length &&
					next < before.length &&
					isSame(after[n] as LogRecord, before[next] as LogRecord) &&
					isShared(after[n] as LogRecord, record)
				);
				copy(record, first + at, first + next);
			}
		},
		groups() {
			if (!changed) return undefined;
			const bytes = encoder.written();
			return groups.map(({ resource, scope, firstRecord, start }, n) => {
				const next = groups[n + 1];
				const end = next?.firstRecord ?? count;
				return {
					...shared(resource, scope),
					count: end - firstRecord,
					bytes: bytes.subarray(start, next?.start),
					ends: ends.subarray(firstRecord, end),
				};
			});
		},
	};
}

function indexOfSame(
	record: LogRecord,
	records: readonly LogRecord[],
	from: number,
): number {
	for (let n = from; n < records.length; n++)
		if (isSame(record, records[n] as LogRecord)) return n;
	return -1;
}

/** Whether both are encoded to the same bytes: those of resource and scope are not among them. */
function isSame(a: LogRecord, b: LogRecord): boolean {
	return (
		a === b ||
		(a.attributes === b.attributes &&
			a.body === b.body &&
			a.hrTime === b.hrTime &&
			a.hrTimeObserved === b.hrTimeObserved &&
			a.severityNumber === b.severityNumber &&
			a.severityText === b.severityText &&
			a.eventName === b.eventName &&
			a.spanContext === b.spanContext &&
			a.droppedAttributesCount === b.droppedAttributesCount)
	);
}

function isShared(a: LogRecord, b: LogRecord): boolean {
	return (
		a.resource === b.resource &&
		a.instrumentationScope === b.instrumentationScope
	);
}
