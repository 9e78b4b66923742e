// A batch on its way through the processors of each pipeline. Invariants: encoded records
// are decoded only when a processor or an encoder looks into one, and once for all
// pipelines; few at a time, so that their objects die young and the event loop is not
// held up; what a pipeline passes on as it came is not encoded again; and what is encoded
// again lies in the same memory as that of the batch before, for whose end it waits.

import { setImmediate } from "node:timers/promises";
import {
	createRecordDecoder,
	type RecordDecoder,
} from "../exporters/otlp/protobuf/record-decoder.ts";
import {
	createRecordEncoder,
	type RecordEncoder,
} from "../exporters/otlp/protobuf/record-encoder.ts";
import type { EncodedBatch } from "../pipeline/encoded-records.ts";
import type { BatchContent } from "../pipeline/log-batch.ts";
import type { LogRecord } from "../pipeline/log-record.ts";
import type { Processor } from "../pipeline/processor.ts";
import { createRegrouping, type Regrouping } from "./regrouping.ts";

/** What a pipeline delivers: records as objects; or encoded, by resource and scope. */
export type Passed =
	| { readonly records: readonly LogRecord[]; readonly groups?: undefined }
	| { readonly records?: undefined; readonly groups: readonly EncodedBatch[] };

export interface PassedBatch {
	/** For each pipeline, in their order: the same object where the same is delivered. */
	readonly passed: readonly Passed[];
	recordsOf(passed: Passed): readonly LogRecord[];
}

export interface ProcessedPipeline {
	readonly processors: readonly Processor[];
	/** Whether all that it delivers to needs objects. */
	readonly needsRecords: boolean;
}

/** What `use` is given is lent until it settles. */
export type PassProcessors = <T>(
	content: BatchContent,
	use: (batch: PassedBatch) => Promise<T>,
) => Promise<T>;

/** What is made of them has to die before V8's young generation, a megabyte, is collected twice. */
const RECORDS_AT_A_TIME = 16;
/** After so many, a multiple of these, everything else has its turn: two milliseconds. */
const RECORDS_IN_A_ROW = 64;

export function createPassProcessors(
	pipelines: readonly ProcessedPipeline[],
	decoder: RecordDecoder = createRecordDecoder(),
): PassProcessors {
	const { shared } = createRecordEncoder();
	/** Of each pipeline that encodes again, as soon as it does. */
	let encoders: (RecordEncoder | undefined)[] = [];
	let last: Promise<unknown> = Promise.resolve();

	function encoderOf(pipeline: number): RecordEncoder {
		encoders[pipeline] ??= createRecordEncoder();
		return encoders[pipeline];
	}

	function passObjects(records: readonly LogRecord[]): PassedBatch {
		const untouched: Passed = { records };
		return {
			passed: pipelines.map(({ processors }) => {
				const after = processed(records, processors);
				return after === records ? untouched : { records: after };
			}),
			recordsOf: (passed) => passed.records ?? [],
		};
	}

	async function passEncoded(batch: EncodedBatch): Promise<PassedBatch> {
		const untouched: Passed = { groups: [batch] };
		let all: readonly LogRecord[] | undefined;
		const decoded = () => {
			all ??= decoder.decode(batch);
			return all;
		};
		const regroupings = pipelines.map((pipeline, index) =>
			encodesAgain(pipeline)
				? createRegrouping(batch, encoderOf(index), shared)
				: undefined,
		);
		await passInParts(batch, regroupings);
		const passed = pipelines.map(({ processors }, index): Passed => {
			if (processors.length === 0) return untouched;
			const regrouping = regroupings[index];
			if (regrouping === undefined) {
				const after = processed(decoded(), processors);
				return after === all ? untouched : { records: after };
			}
			const groups = regrouping.groups();
			return groups === undefined ? untouched : { groups };
		});
		return {
			passed,
			recordsOf(passed) {
				if (passed === untouched) return decoded();
				return (
					passed.records ??
					passed.groups.flatMap((group) => decoder.decode(group))
				);
			},
		};
	}

	async function passInParts(
		batch: EncodedBatch,
		regroupings: readonly (Regrouping | undefined)[],
	): Promise<void> {
		if (regroupings.every((regrouping) => regrouping === undefined)) return;
		for (let first = 0; first < batch.count; first += RECORDS_AT_A_TIME) {
			if (first > 0 && first % RECORDS_IN_A_ROW === 0) await setImmediate();
			const before = decoder.decode(partOf(batch, first));
			for (const [index, regrouping] of regroupings.entries()) {
				if (regrouping === undefined) continue;
				const { processors } = pipelines[index] as ProcessedPipeline;
				regrouping.add(first, before, processed(before, processors));
			}
		}
	}

	async function inTurn<T>(work: () => Promise<T>): Promise<T> {
		const mine = last.then(work);
		last = mine.catch(() => {
			// Something may still be reading from their memory.
			encoders = [];
		});
		return mine;
	}

	return async ({ records, encoded }, use) => {
		if (encoded === undefined) return use(passObjects(records));
		const pass = async () => use(await passEncoded(encoded));
		return pipelines.some(encodesAgain) ? inTurn(pass) : pass();
	};
}

function encodesAgain({
	processors,
	needsRecords,
}: ProcessedPipeline): boolean {
	return processors.length > 0 && !needsRecords;
}

function processed(
	records: readonly LogRecord[],
	processors: readonly Processor[],
): readonly LogRecord[] {
	return processors.reduce(
		(passed, processor) => processor.process(passed),
		records,
	);
}

/** Its ends are not those of the part: they are of no use to whom reads the records themselves. */
function partOf(batch: EncodedBatch, first: number): EncodedBatch {
	const { bytes, ends } = batch;
	const count = Math.min(RECORDS_AT_A_TIME, batch.count - first);
	const start = first === 0 ? 0 : (ends[first - 1] as number);
	return {
		...batch,
		count,
		bytes: bytes.subarray(start, ends[first + count - 1]),
	};
}
