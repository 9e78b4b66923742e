// The rows of one listing, however slow the org is: a query that takes too long is
// asked for a shorter time of creation, one whose rest is gone begins again. A row may
// come twice then.

import type { Logger } from "../../../pipeline/logger.ts";
import type { SalesforceClient, SoqlRow } from "../../api/client.ts";
import { isLostAnswer, isTooSlow, LOST_ANSWERS } from "../query-failure.ts";
import { narrowed, spanFrom, widened } from "../span.ts";
import { type ListingQuery, listingSoql } from "./listing.ts";

export interface RowLister {
	/** Pages in the order of creation; rejects as `query` does. */
	rows(
		query: ListingQuery,
		signal: AbortSignal,
	): AsyncGenerator<readonly SoqlRow[], void, void>;
}

export function createRowLister(
	client: SalesforceClient,
	logger: Logger,
): RowLister {
	/** How long a time of creation a query asks for; it follows what the org could answer. */
	let length = Number.POSITIVE_INFINITY;

	async function* rows(
		query: ListingQuery,
		signal: AbortSignal,
	): AsyncGenerator<readonly SoqlRow[], void, void> {
		const end = query.until ?? client.serverNow();
		let position = query.from;
		let lostAnswers = 0;
		let answered = 0;
		for (;;) {
			const span = spanFrom(position, length, end);
			try {
				yield* client.query(
					listingSoql({
						...query,
						from: span.start,
						until: span.end ?? query.until,
					}),
					signal,
				);
				if (span.end === undefined) {
					length *= 2;
					return;
				}
				position = span.end;
				length = widened(length, ++answered);
			} catch (error) {
				signal.throwIfAborted();
				const shorter = isTooSlow(error) ? narrowed(span, end) : undefined;
				if (shorter !== undefined) {
					length = shorter;
					answered = 0;
					logger.debug("A listing took too long; a shorter time is asked for", {
						seconds: length / 1000,
					});
				} else if (!isLostAnswer(error) || ++lostAnswers > LOST_ANSWERS) {
					throw error;
				}
			}
		}
	}

	return { rows };
}
