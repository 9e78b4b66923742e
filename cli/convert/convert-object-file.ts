// One file of rows of objects into records, by the receiver's own mapper: JSON as
// `sf data query --json` and the REST API write it, or a row a line.

import { z } from "zod";
import type { LogRecord } from "../../pipeline/log-record.ts";
import type { SoqlRow } from "../../receiver/api/client.ts";
import { compileRowMapper } from "../../receiver/mapping/compile-row-mapper.ts";
import type { RecordContext } from "../../receiver/mapping/row-mapper.ts";
import { eventTypeOfObject } from "../../receiver/mapping/tables/event-tables.ts";
import { to18 } from "../../receiver/salesforce-id.ts";
import { hrTime } from "../../receiver/sources/hr-time.ts";
import { createCellReader } from "../../receiver/sources/object/cells.ts";
import type { ConvertFileOptions, FileCounts } from "./convert-file.ts";
import { createContext } from "./create-context.ts";
import { readLines } from "./otlp-json/read-lines.ts";

const MAX_BATCH_RECORDS = 2000;
/** A whole answer is held in memory; a longer one can be had as a row a line. */
const MAX_TEXT_BYTES = 256 * 1024 * 1024;
const MAX_EXAMPLES = 5;

const rowSchema = z.looseObject({
	attributes: z.looseObject({ type: z.string().min(1) }),
});
type Row = z.output<typeof rowSchema>;

const pageSchema = z.looseObject({
	records: z.array(z.unknown()),
	done: z.boolean().optional(),
	totalSize: z.number().optional(),
});
/** What `sf data query --json` puts around an answer. */
const commandSchema = z.looseObject({ result: pageSchema });
/** What it writes when it fails. */
const failedCommandSchema = z.looseObject({
	status: z.number(),
	message: z.string(),
});

/** What rows of the same fields share; equal rows are told apart within it. */
interface RowShape {
	readonly cellsOf: (row: SoqlRow) => string[];
	readonly mapper: ReturnType<typeof compileRowMapper>;
}

/** Never rejects: what goes wrong is in the counts. */
export async function convertObjectFile(
	file: string,
	input: AsyncIterable<Uint8Array>,
	options: ConvertFileOptions,
): Promise<FileCounts> {
	let batch: LogRecord[] = [];
	let records = 0;
	let setAside = 0;
	let failure: string | undefined;
	const problems: string[] = [];
	const cells = new Map<string, number>();
	const contexts = new Map<string, RecordContext>();
	const shapes = new Map<string, RowShape>();

	function contextOf(organizationId: string): RecordContext {
		let context = contexts.get(organizationId);
		if (context === undefined) {
			context = createContext(organizationId, "object", options);
			contexts.set(organizationId, context);
		}
		return context;
	}

	/** Rows can lack fields that others have: a null relationship has no fields. */
	function shapeOf(row: Row, organizationId: string): RowShape {
		const object = row.attributes.type;
		const names = fieldNames(row);
		const key = JSON.stringify([object, organizationId, names]);
		let shape = shapes.get(key);
		if (shape === undefined) {
			shape = {
				cellsOf: createCellReader(names),
				mapper: compileRowMapper(
					names,
					eventTypeOfObject(object),
					contextOf(organizationId),
				),
			};
			shapes.set(key, shape);
		}
		return shape;
	}

	function refuse(reason: string): void {
		setAside++;
		if (problems.length < MAX_EXAMPLES) problems.push(reason);
	}

	/** False when the output takes no more. */
	async function flush(): Promise<boolean> {
		const written = batch;
		batch = [];
		if (written.length === 0) return true;
		const taken = await options.write(written);
		if (taken) records += written.length;
		return taken;
	}

	let taken = true;
	try {
		for await (const { value, where } of readValues(input)) {
			const rows = value instanceof Error ? value : rowsOf(value);
			if (rows instanceof Error) {
				refuse(`${where}: ${rows.message}`);
				continue;
			}
			for (const [index, candidate] of rows.entries()) {
				const parsed = rowSchema.safeParse(candidate);
				if (!parsed.success) {
					refuse(
						`${where}, row ${index + 1}: not a row of an object: attributes.type names no object`,
					);
					continue;
				}
				const row = parsed.data;
				const organizationId = organizationOf(row) || options.organizationId;
				const shape = shapeOf(row, to18(organizationId ?? ""));
				batch.push(shape.mapper.map(shape.cellsOf(row), hrTime(Date.now())));
				if (batch.length >= MAX_BATCH_RECORDS) {
					taken = await flush();
					if (!taken) break;
				}
			}
			if (isCutOff(value)) {
				problems.push(
					`${where}: the answer has further pages (done is false) that are not in this file`,
				);
			}
			if (!taken) break;
		}
	} catch (error) {
		failure = (error as Error).message;
	}
	if (taken) await flush();
	for (const { mapper } of shapes.values()) {
		for (const { column, reason, count } of mapper.takeProblems()) {
			const kind = `${column}: ${reason}`;
			cells.set(kind, (cells.get(kind) ?? 0) + count);
		}
	}
	if (contexts.has("")) {
		problems.push(
			"the rows don't tell their organization, so the records have none: say it with --organization-id",
		);
	}
	return {
		file,
		rows: records + setAside,
		records,
		rowsSetAside: setAside,
		cellsSetAside: [...cells.values()].reduce((sum, count) => sum + count, 0),
		problems: [
			...problems,
			...[...cells].map(([kind, count]) => `${kind} (${count})`),
		],
		...(failure === undefined ? {} : { failure }),
	};
}

interface JsonValue {
	readonly value: unknown;
	readonly where: string;
}

/**
 * A file is a row a line when its first line is a JSON value of its own, and one value
 * otherwise: a pretty-printed answer begins with a brace alone.
 */
async function* readValues(
	input: AsyncIterable<Uint8Array>,
): AsyncGenerator<JsonValue, void, void> {
	const whole: Uint8Array[] = [];
	let length = 0;
	let number = 0;
	let byLine: boolean | undefined;
	for await (const line of readLines(input, MAX_TEXT_BYTES)) {
		number++;
		if (line === undefined) throw new Error(TOO_LONG);
		const text = textOf(line);
		if (text.trim() === "" && byLine !== false) continue;
		const where = `line ${number}`;
		if (byLine !== false) {
			const value = parsedJson(text);
			byLine ??= !(value instanceof Error);
			if (byLine) {
				yield { value, where };
				continue;
			}
		}
		length += line.length + 1;
		if (length > MAX_TEXT_BYTES) throw new Error(TOO_LONG);
		whole.push(line, NEWLINE);
	}
	if (whole.length === 0) return;
	const value = parsedJson(textOf(Buffer.concat(whole)));
	if (value instanceof Error) throw value;
	yield { value, where: "the answer" };
}

const NEWLINE = Buffer.from("\n");
const TOO_LONG = `longer than ${MAX_TEXT_BYTES} bytes: write a row a line instead`;

/** Without a byte order mark. */
function textOf(bytes: Uint8Array): string {
	return new TextDecoder().decode(bytes);
}

function parsedJson(text: string): unknown {
	try {
		return JSON.parse(text);
	} catch (error) {
		return new Error(`not JSON: ${(error as Error).message}`);
	}
}

/** An error when it is neither an answer to a query nor rows. */
function rowsOf(value: unknown): readonly unknown[] | Error {
	const page = pageOf(value);
	if (page !== undefined) return page.records;
	if (Array.isArray(value)) {
		// The pages of an answer, or rows.
		return value.flatMap((item) => pageOf(item)?.records ?? [item]);
	}
	const failed = failedCommandSchema.safeParse(value);
	if (failed.success && failed.data.status !== 0) {
		return new Error(`the query had failed: ${failed.data.message}`);
	}
	if (rowSchema.safeParse(value).success) return [value];
	return new Error(
		'neither an answer to a query ({"records": [...]}) nor a row of an object, which names the object in attributes.type',
	);
}

function pageOf(value: unknown): z.output<typeof pageSchema> | undefined {
	const page = pageSchema.safeParse(value);
	if (page.success) return page.data;
	return commandSchema.safeParse(value).data?.result;
}

function isCutOff(value: unknown): boolean {
	const last = Array.isArray(value) ? value.at(-1) : value;
	return pageOf(last)?.done === false;
}

/** As in SOQL: the fields of related rows are dotted. */
function fieldNames(row: SoqlRow, prefix = ""): string[] {
	return Object.entries(row).flatMap(([name, value]) => {
		if (name === "attributes") return [];
		const path = `${prefix}${name}`;
		return isRelated(value) ? fieldNames(value, `${path}.`) : [path];
	});
}

/** A compound field such as an address has no `attributes`. */
function isRelated(value: unknown): value is SoqlRow {
	return typeof value === "object" && value !== null && "attributes" in value;
}

/** Some objects say whose they are. */
function organizationOf(row: SoqlRow): string {
	const id = row.OrganizationId;
	return typeof id === "string" ? id : "";
}
