// One log record as one line for a person: time, severity, body and the attributes
// that tell most. Nothing a record holds can move the cursor, colour the terminal
// or begin a line of its own.

import picocolors from "picocolors";

/** What a line is made of. Every `LogRecord` is one. */
export interface PrintableRecord {
	/** Seconds and nanoseconds since the epoch. */
	readonly hrTime: readonly [number, number];
	readonly severityNumber?: number | undefined;
	readonly severityText?: string | undefined;
	readonly body?: unknown;
	readonly eventName?: string | undefined;
	readonly attributes: Readonly<Record<string, unknown>>;
}

export interface RecordLineOptions {
	/** ANSI colours, for a terminal. */
	readonly color: boolean;
}

const MAX_ATTRIBUTES = 6;
const MAX_VALUE_LENGTH = 60;
const MAX_BODY_LENGTH = 300;
const WARN = 13;
const ERROR = 17;

/** Semantic-convention keys that an operator looks for first, best first. */
const TELLING = [
	"error.type",
	"user.name",
	"client.address",
	"http.request.method",
	"http.response.status_code",
	"url.path",
	"url.full",
	"code.function.name",
	"exception.message",
	"geo.country.iso_code",
	"user_agent.name",
];

/** Endings of domain keys that tell as much; identifiers tell a person little. */
const TELLING_ENDINGS = [".outcome", ".status", ".type", ".action", "_ms"];

const NEVER = new Set(["log.record.uid", "log.record.original"]);

/** Without a line end. */
export function formatRecordLine(
	record: PrintableRecord,
	{ color }: RecordLineOptions,
): string {
	const paint = picocolors.createColors(color);
	const severity = record.severityNumber ?? 0;
	const body = shortened(
		record.body === undefined
			? (record.eventName ?? "")
			: valueText(record.body),
		MAX_BODY_LENGTH,
	);
	const level = printable(record.severityText ?? "-").padEnd(5);
	const paintLevel =
		severity >= ERROR
			? paint.red
			: severity >= WARN
				? paint.yellow
				: paint.green;
	const attributes = tellingAttributes(record.attributes, body).map(
		([key, value]) =>
			`${paint.cyan(printable(key))}${paint.dim("=")}${shortened(value, MAX_VALUE_LENGTH)}`,
	);
	return [
		paint.dim(timestamp(record.hrTime)),
		paintLevel(level),
		severity >= WARN ? paintLevel(body) : body,
		...attributes,
	].join("  ");
}

/** At most six, those that the body doesn't already say left out. */
function tellingAttributes(
	attributes: PrintableRecord["attributes"],
	body: string,
): [string, string][] {
	return (
		Object.entries(attributes)
			.map(([key, value], order) => ({ key, value, rank: rank(key), order }))
			.filter(
				({ key, rank }) => rank < Number.POSITIVE_INFINITY && !NEVER.has(key),
			)
			.sort((a, b) => a.rank - b.rank || a.order - b.order)
			// A number in the body is hardly ever the same fact.
			.filter(({ value }) => typeof value !== "string" || !body.includes(value))
			.map(({ key, value }): [string, string] => [key, valueText(value)])
			.filter(([, text]) => text !== "")
			.slice(0, MAX_ATTRIBUTES)
	);
}

function rank(key: string): number {
	const known = TELLING.indexOf(key);
	if (known >= 0) return known;
	const ending = TELLING_ENDINGS.findIndex((end) => key.endsWith(end));
	return ending >= 0 ? TELLING.length + ending : Number.POSITIVE_INFINITY;
}

function timestamp([seconds, nanoseconds]: readonly [number, number]): string {
	const at = new Date(seconds * 1_000 + Math.floor(nanoseconds / 1_000_000));
	return Number.isNaN(at.getTime()) ? "-" : at.toISOString();
}

function valueText(value: unknown): string {
	if (typeof value === "string") return value;
	if (value instanceof Uint8Array) return Buffer.from(value).toString("hex");
	return JSON.stringify(value) ?? "";
}

function shortened(text: string, length: number): string {
	const clean = printable(text);
	return clean.length > length ? `${clean.slice(0, length - 1)}…` : clean;
}

/** Control characters, line ends and marks that turn the writing direction, made visible. */
export function printable(text: string): string {
	return text.replace(
		/[\p{Cc}\u2028\u2029\u202a-\u202e\u2066-\u2069]/gu,
		(character) =>
			`\\u${character.charCodeAt(0).toString(16).padStart(4, "0")}`,
	);
}
