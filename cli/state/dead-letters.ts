// `state dead-letters`: what backends refused for good, to look at, to send again, to
// forget. Invariant: of several that are named, all are acted on or none.

import { writeFileSync } from "node:fs";
import { printable } from "../../exporters/debug/record-line.ts";
import type {
	DeadLetter,
	DeadLetterQuery,
	Storage,
} from "../../pipeline/storage.ts";
import { colorOf } from "../color.ts";
import { EXIT_USAGE } from "../exit-codes.ts";
import { formatBytes, formatTime, plural, table } from "./format.ts";
import { requestLines } from "./request-lines.ts";
import {
	CommandFailure,
	changing,
	inState,
	reading,
	requireYes,
	type StateOptions,
} from "./state-location.ts";

export interface ListOptions extends StateOptions {
	readonly exporter?: string;
	readonly json?: boolean;
}

export interface ShowLetterOptions extends StateOptions {
	readonly toFile?: string;
}

export interface ChooseOptions extends StateOptions {
	readonly exporter?: string;
	readonly all?: boolean;
	readonly yes?: boolean;
}

const PAGE = 500;
/** Of an answer, in the list. */
const MAX_MESSAGE = 100;

export function listDeadLetters(options: ListOptions): Promise<number> {
	return inState(options, (location) =>
		reading(location, async (reader) => {
			const letters = await allLetters(
				async (query) => reader.deadLetters(query),
				options.exporter,
			);
			if (options.json) {
				console.log(JSON.stringify(letters.map(toJson), undefined, 2));
			} else if (letters.length === 0) {
				console.log("there are no dead letters");
			} else {
				console.log(letterTable(letters));
			}
		}),
	);
}

export function showDeadLetter(
	id: number,
	options: ShowLetterOptions,
): Promise<number> {
	return inState(options, (location) =>
		reading(location, (reader) => {
			const shown = reader.deadLetter(id);
			if (shown === undefined) throw unknown([id]);
			const { letter, request } = shown;
			const { contentType, contentEncoding } = request;
			const form = [contentType, contentEncoding].filter(Boolean).join(", ");
			console.log(`${facts(letter)}\nform          ${form}`);
			if (options.toFile !== undefined) {
				write(options.toFile, request.body);
				console.log(`its bytes, as stored, are in ${options.toFile}`);
				return;
			}
			console.log("");
			try {
				const color = colorOf(process.stdout);
				for (const line of requestLines(request, { color })) console.log(line);
			} catch (error) {
				throw new CommandFailure(
					`its ${plural(letter.records, "record")} can't be printed (${(error as Error).message}); --to-file FILE writes the bytes`,
				);
			}
		}),
	);
}

export function retryDeadLetters(
	ids: readonly number[],
	options: ChooseOptions,
): Promise<number> {
	return inState(options, (location) =>
		changing(location, async (storage) => {
			const letters = await chosen(storage, ids, options);
			const partly = letters.filter(({ partlyDelivered }) => partlyDelivered);
			if (partly.length > 0) {
				requireYes(
					options.yes,
					`partly delivered: ${named(partly)}. The backend may have stored some of their records; sent again, these arrive twice, with the same log.record.uid`,
				);
			}
			for (const { id } of letters) await storage.deadLetters.retry(id);
			console.log(
				`${plural(letters.length, "dead letter")} put at the end of the queue (${recordsOf(letters)}); sent when the service runs`,
			);
		}),
	);
}

export function dropDeadLetters(
	ids: readonly number[],
	options: ChooseOptions,
): Promise<number> {
	return inState(options, (location) =>
		changing(location, async (storage) => {
			const letters = await chosen(storage, ids, options);
			for (const { id } of letters) await storage.deadLetters.drop(id);
			console.log(
				`${plural(letters.length, "dead letter")} dropped (${recordsOf(letters)})`,
			);
		}),
	);
}

/** The ids, or all of an exporter, or with `--all` all there are. */
async function chosen(
	{ deadLetters }: Storage,
	ids: readonly number[],
	{ exporter, all }: ChooseOptions,
): Promise<DeadLetter[]> {
	if (ids.length === 0 && exporter === undefined && !all) {
		throw new CommandFailure(
			"name dead letters by their ids, or all of an exporter by --exporter, or all there are by --all",
			EXIT_USAGE,
		);
	}
	const letters = await allLetters(deadLetters.list, exporter);
	if (ids.length === 0) return letters;
	const wanted = new Set(ids);
	const found = letters.filter(({ id }) => wanted.has(id));
	if (found.length < wanted.size) {
		const missing = new Set(found.map(({ id }) => id));
		throw unknown(
			ids.filter((id) => !missing.has(id)),
			exporter,
		);
	}
	return found;
}

async function allLetters(
	list: (query: DeadLetterQuery) => Promise<DeadLetter[]>,
	exporter: string | undefined,
): Promise<DeadLetter[]> {
	const letters: DeadLetter[] = [];
	for (;;) {
		const afterId = letters.at(-1)?.id;
		const page = await list({ exporter, afterId, limit: PAGE });
		letters.push(...page);
		if (page.length < PAGE) return letters;
	}
}

function unknown(ids: readonly number[], exporter?: string): CommandFailure {
	const of = exporter === undefined ? "" : ` of exporter ${exporter}`;
	return new CommandFailure(
		`there is no dead letter${of} with id ${ids.join(", ")}`,
	);
}

function write(file: string, bytes: Uint8Array): void {
	try {
		// It holds the org's events.
		writeFileSync(file, bytes, { mode: 0o600 });
	} catch (error) {
		throw new CommandFailure(`${file}: ${(error as Error).message}`);
	}
}

function letterTable(letters: readonly DeadLetter[]): string {
	return table([
		["ID", "EXPORTER", "SET ASIDE", "RECORDS", "BYTES", "PARTLY", "ANSWER"],
		...letters.map((letter) => [
			String(letter.id),
			letter.exporter,
			formatTime(letter.setAsideAt),
			String(letter.records),
			formatBytes(letter.bytes),
			letter.partlyDelivered ? "yes" : "",
			shortened(printable(letter.message)),
		]),
	]);
}

function facts(letter: DeadLetter): string {
	return [
		`dead letter   ${letter.id} of exporter ${letter.exporter}`,
		`answer        ${printable(letter.message)}`,
		`set aside     ${formatTime(letter.setAsideAt)}, read ${formatTime(letter.storedAt)}`,
		`holds         ${plural(letter.records, "record")}, ${formatBytes(letter.bytes)} before compression`,
		...(letter.partlyDelivered
			? [
					"delivered     in part: the backend may have stored some of the records",
				]
			: []),
	].join("\n");
}

function toJson(letter: DeadLetter) {
	return {
		id: letter.id,
		exporter: letter.exporter,
		set_aside: formatTime(letter.setAsideAt),
		stored: formatTime(letter.storedAt),
		status: letter.status ?? null,
		message: letter.message,
		partly_delivered: letter.partlyDelivered,
		records: letter.records,
		bytes: letter.bytes,
	};
}

function shortened(text: string): string {
	return text.length > MAX_MESSAGE
		? `${text.slice(0, MAX_MESSAGE - 1)}…`
		: text;
}

function named(letters: readonly DeadLetter[]): string {
	return letters.map(({ id }) => id).join(", ");
}

function recordsOf(letters: readonly DeadLetter[]): string {
	return plural(
		letters.reduce((sum, { records }) => sum + records, 0),
		"record",
	);
}
