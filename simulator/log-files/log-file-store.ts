// All event log files of the org: those that are there, those that will be when
// the clock reaches their CreatedDate, and what became of the others.

import { POD } from "../generate/people.ts";
import { shortId, toLongId } from "../generate/salesforce-id.ts";
import type { FileContent } from "./file-content.ts";
import type { Interval, LogFile } from "./log-file.ts";

/** What a publisher says of a file; see `LogFile`. */
export interface Publication {
	readonly eventType: string;
	readonly interval: Interval;
	readonly sequence: number;
	readonly logDate: number;
	readonly createdDate: number;
	readonly content: FileContent;
	/** Told instead of the real length. */
	readonly length?: number | undefined;
	/** 18 characters; the next free one otherwise. */
	readonly id?: string | undefined;
}

/** A file that is no longer what it was, and why. */
export interface LedgerEntry extends LogFile {
	readonly fate: "present" | "replaced" | "withdrawn";
}

export interface LogFileStore {
	publish(publication: Publication): LogFile;
	/** Takes the place of a file, as a daily file with more events does. Whether Salesforce keeps its Id is not documented: both are possible. */
	replace(id: string, publication: Publication, newId: boolean): LogFile;
	/** The file vanishes: deleted, or its retention is over. */
	withdraw(id: string): void;
	/** What the org shows at `now`. */
	visible(now: number): LogFile[];
	find(id: string, now: number): LogFile | undefined;
	/** Everything that was to be seen at some time until `now`, in the order of CreatedDate and Id. */
	ledger(now: number): LedgerEntry[];
}

/** Ids of published files come after those of generated ones. */
const FIRST_PUBLISHED_NUMBER = 62 ** 6;

export function logFileId(number: number): string {
	return toLongId(shortId("0AT", POD, number));
}

function lengthOf(content: FileContent): number {
	let length = 0;
	for (const chunk of content.bytes()) length += chunk.length;
	return length;
}

export function createLogFileStore(): LogFileStore {
	const present = new Map<string, LogFile>();
	const gone: LedgerEntry[] = [];
	let nextNumber = FIRST_PUBLISHED_NUMBER;

	function add(publication: Publication, id: string): LogFile {
		const { content } = publication;
		const contentBytes = lengthOf(content);
		const file: LogFile = {
			...publication,
			id,
			createdDate: Math.floor(publication.createdDate / 1000) * 1000,
			length: publication.length ?? contentBytes,
			contentBytes,
			rowCount: content.rowCount,
		};
		present.set(file.id, file);
		return file;
	}

	function remove(id: string, fate: LedgerEntry["fate"]): LogFile {
		const file = present.get(id);
		if (file === undefined) throw new Error(`There is no log file ${id}.`);
		present.delete(id);
		gone.push({ ...file, fate });
		return file;
	}

	const nextId = () => logFileId(nextNumber++);

	const seenBy = (now: number) => (file: LogFile) => file.createdDate <= now;

	return {
		publish: (publication) => add(publication, publication.id ?? nextId()),
		replace(id, publication, newId) {
			remove(id, "replaced");
			return add(publication, newId ? (publication.id ?? nextId()) : id);
		},
		withdraw: (id) => void remove(id, "withdrawn"),
		visible: (now) => [...present.values()].filter(seenBy(now)),
		find(id, now) {
			const file =
				present.get(id) ?? present.get(id.length === 15 ? toLongId(id) : id);
			return file && seenBy(now)(file) ? file : undefined;
		},
		ledger: (now) =>
			[
				...gone,
				...[...present.values()].map(
					(file): LedgerEntry => ({ ...file, fate: "present" }),
				),
			]
				.filter(seenBy(now))
				.sort(
					(a, b) =>
						a.createdDate - b.createdDate ||
						(a.id < b.id ? -1 : a.id > b.id ? 1 : 0),
				),
	};
}
