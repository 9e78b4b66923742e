// Records that a backend is known to skip without a word, because they are too
// large or too old, are set aside instead of being sent. They are found in the
// stored bytes right before sending: a queue that waited for a backend grows old,
// and exporters without these options share the same bytes.

import type { Clock } from "../../../pipeline/clock.ts";
import type {
	Admission,
	EncodedRequest,
	RefusedRecords,
} from "../../../pipeline/exporter.ts";
import type { RecordFacts } from "./request-format.ts";
import { createRequestMemory } from "./request-memory.ts";
import { createStoredRequests, type OpenRequest } from "./stored-request.ts";

export interface RecordLimits {
	/** Bytes of a record as encoded, before compression. */
	readonly max_record_size?: number | undefined;
	/** Ms between the event and now. */
	readonly max_age?: number | undefined;
}

interface Limit {
	readonly option: string;
	readonly refuses: (record: RecordFacts) => boolean;
	readonly message: string;
}

/** Undefined when nothing is limited, so that nothing need be unpacked. */
export function createRecordLimits(
	{ max_record_size: maxSize, max_age: maxAge }: RecordLimits,
	clock: Clock,
): ((request: EncodedRequest) => Promise<Admission>) | undefined {
	const limits: Limit[] = [];
	if (maxSize !== undefined) {
		limits.push({
			option: "max_record_size",
			refuses: ({ bytes }) => bytes > maxSize,
			message: `larger than max_record_size (${maxSize} bytes), so not sent`,
		});
	}
	if (maxAge !== undefined) {
		limits.push({
			option: "max_age",
			refuses: ({ timeMs }) => timeMs > 0 && clock.now() - timeMs > maxAge,
			message: `older than max_age (${maxAge / 3_600_000} h) when it was to be sent, so not sent`,
		});
	}
	if (limits.length === 0) return undefined;

	async function admission(
		request: EncodedRequest,
		open: OpenRequest,
	): Promise<Admission> {
		// The first limit that refuses a record, by its number; -1 when none does.
		const verdicts = open
			.facts()
			.map((record) => limits.findIndex(({ refuses }) => refuses(record)));
		if (verdicts.every((verdict) => verdict < 0)) {
			return { request, refused: [] };
		}
		const refused: RefusedRecords[] = [];
		for (const [number, { option, message }] of limits.entries()) {
			const part = await open.pick((index) => verdicts[index] === number);
			if (part) refused.push({ request: part, option, message });
		}
		const rest = await open.pick((index) => (verdicts[index] ?? -1) < 0);
		return { request: rest, refused };
	}

	const stored = createStoredRequests(createRequestMemory());
	return (request) => stored.open(request, (open) => admission(request, open));
}
