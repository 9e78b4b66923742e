// GET /query and the pages that follow. A page is of the answer as it was when
// the query ran, whatever has happened in the org since. Bounded: unlike a real org's,
// the oldest of many cursors are forgotten.

import { POD } from "../generate/people.ts";
import { shortId, toLongId } from "../generate/salesforce-id.ts";
import {
	type Answer,
	type Asked,
	apiError,
	jsonAnswer,
} from "../http/answer.ts";
import { type ObjectCatalog, seenThrough } from "../soql/object-definition.ts";
import { type QueryResult, runQuery } from "../soql/run-query.ts";
import { SoqlError } from "../soql/soql-error.ts";

const CURSOR_LIFE_MS = 2 * 24 * 3_600_000;
/** Each holds its rows. */
const MAX_CURSORS = 200;
const MIN_BATCH = 200;
const MAX_BATCH = 2000;

interface Cursor {
	readonly result: QueryResult;
	readonly batch: number;
	readonly openedAt: number;
}

export interface QueryEndpoint {
	query(asked: Asked, version: string): Answer;
	/** `locator` as `nextRecordsUrl` has it: an id, a hyphen, an offset. */
	queryMore(asked: Asked, locator: string, version: string): Answer;
	/** Every cursor is gone. */
	forget(): void;
}

/** `Sforce-Query-Options: batchSize=N` asks for smaller pages. */
function batchSizeOf(asked: Asked): number {
	const header = String(asked.headers["sforce-query-options"] ?? "");
	const asks = Number(/batchSize\s*=\s*(\d+)/i.exec(header)?.[1] ?? MAX_BATCH);
	return Math.min(Math.max(asks, MIN_BATCH), MAX_BATCH);
}

export function createQueryEndpoint(options: {
	catalog: ObjectCatalog;
	pageSize: number;
	now: () => number;
}): QueryEndpoint {
	const { catalog, pageSize, now } = options;
	const cursors = new Map<string, Cursor>();
	let opened = 0;

	function page(
		asked: Asked,
		cursor: Cursor,
		id: string | undefined,
		offset: number,
		version: string,
	): Answer {
		const { result, batch } = cursor;
		const end = offset + Math.min(batch, asked.pageRows ?? batch);
		const done = end >= result.rows.length;
		let next: string | undefined;
		if (!done) {
			next = id ?? toLongId(shortId("0r8", POD, ++opened));
			cursors.set(next, cursor);
		}
		return jsonAnswer(200, {
			totalSize: result.size,
			done,
			...(next === undefined
				? {}
				: {
						nextRecordsUrl: `/services/data/v${version}/query/${next}-${end}`,
					}),
			records: result.rows
				.slice(offset, end)
				.map((row) => result.toRecord(row, version)),
		});
	}

	function forgetOldCursors(): void {
		for (const [id, { openedAt }] of cursors) {
			const forgotten =
				now() - openedAt >= CURSOR_LIFE_MS || cursors.size > MAX_CURSORS;
			if (forgotten) cursors.delete(id);
		}
	}

	return {
		query(asked, version) {
			const soql = asked.url.searchParams.get("q");
			if (soql === null) {
				return apiError(
					400,
					"MALFORMED_QUERY",
					"SOQL statement can not be null",
				);
			}
			try {
				forgetOldCursors();
				const cursor: Cursor = {
					result: runQuery(soql, seenThrough(catalog, asked.lens), now()),
					batch: Math.min(batchSizeOf(asked), pageSize),
					openedAt: now(),
				};
				return page(asked, cursor, undefined, 0, version);
			} catch (error) {
				if (!(error instanceof SoqlError)) throw error;
				return apiError(error.status, error.errorCode, error.message);
			}
		},
		queryMore(asked, locator, version) {
			forgetOldCursors();
			const [, id = "", offset = ""] = /^(\w+)-(\d+)$/.exec(locator) ?? [];
			const cursor = cursors.get(id);
			if (cursor === undefined || Number(offset) >= cursor.result.rows.length) {
				return apiError(400, "INVALID_QUERY_LOCATOR", "invalid query locator");
			}
			return page(asked, cursor, id, Number(offset), version);
		},
		forget: () => cursors.clear(),
	};
}
