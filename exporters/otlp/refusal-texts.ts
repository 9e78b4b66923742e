// What backends say in words only: statuses alone don't tell a request that is too
// large from one that is wrong, nor one that was refused whole from one whose good
// records were stored.

/**
 * A Collector refuses more than 20 MiB with 400 and not with 413, VictoriaLogs more
 * than 64 MiB; gRPC servers more than 4 MiB in words that come through as 4xx and
 * 5xx when they are a Collector's next hop. Each speaks of the request, so splitting
 * it helps: Loki's "Max entry size exceeded" is about one record, and is none.
 */
const TOO_LARGE = [
	/request body (?:is )?too large/i,
	/too big data size/i,
	/(?:request )?entity too large/i,
	/(?:payload|message|request) (?:is )?(?:too large|size exceeds|larger than)/i,
	/received message (?:after decompression )?larger than max/i,
];

export function saysTooLarge(message: string): boolean {
	return TOO_LARGE.some((pattern) => pattern.test(message));
}

/**
 * Loki checks each record by itself: its 400 names those that it will never take and
 * has stored the others. The words are those of its validation errors.
 */
const PARTLY_DELIVERED = [
	/too far behind/i,
	/timestamp too (?:old|new)/i,
	/entry out of order/i,
	/total ignored: \d+ out of \d+/i,
	/max entry size .* exceeded/i,
	/structured metadata (?:too large|labels)/i,
	/has \d+ label names; limit/i,
	/label (?:name|value) too long/i,
];

/** Whether a 400 with this text may have been for a part of the records only. */
export function saysPartlyDelivered(message: string): boolean {
	return PARTLY_DELIVERED.some((pattern) => pattern.test(message));
}
