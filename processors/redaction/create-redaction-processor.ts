// The `redaction` processor: masks values by the name of their attribute and by
// what they look like, in records, bodies and resources.
//
// Invariant: the record keeps its identity. `log.record.uid` is a hash or an id
// that Salesforce made, and masked it would make different events the same one.

import type { Attributes, AttributeValue } from "@opentelemetry/api";
import type { RedactionProcessorConfig } from "../../config/schema/redaction-processor.ts";
import type { LogRecord } from "../../pipeline/log-record.ts";
import { compilePattern } from "../../pipeline/pattern.ts";
import type { Processor } from "../../pipeline/processor.ts";
import type { Telemetry } from "../../pipeline/telemetry.ts";
import { AttributeEdit } from "../attribute-edit.ts";
import { mapRecords } from "../map-records.ts";
import { onceForEach } from "../once-for-each.ts";
import { withAttributes } from "../resource/with-attributes.ts";
import { createTally } from "../tally.ts";
import { MASK } from "./mask.ts";
import { maskOccurrences } from "./mask-occurrences.ts";
import { type Masker, maskAddresses, maskEmails } from "./presets.ts";

const IDENTITY: ReadonlySet<string> = new Set([
	"log.record.uid",
	"elasticsearch.document_id",
]);

/** Attributes whose text repeats the values of other attributes. */
const RETOLD = ["log.record.original", "salesforce.setup.display"];

/** Names of attributes come from tables and from the columns of files: few, but not ours. */
const MOST_NAMES = 4_096;

export function createRedactionProcessor(
	id: string,
	config: RedactionProcessorConfig,
	telemetry: Telemetry,
): Processor {
	const masked = createTally(telemetry, "salesforce_processor_masked_values");
	const dropped = createTally(
		telemetry,
		"salesforce_processor_dropped_attributes",
	);
	const isBlocked = keyMatcher(config.blocked_key_patterns);
	const maskers = maskersOf(config);

	function maskText(text: string): string {
		let result = text;
		for (const { reason, mask } of maskers) {
			const after = mask(result);
			if (after === result) continue;
			masked.add(reason);
			result = after;
		}
		return result;
	}

	/** Masks what is found of `values`, those that were masked elsewhere. */
	function maskValues(text: string, values: readonly string[]): string {
		const result = values.reduce(maskOccurrences, text);
		if (result !== text) masked.add("blocked_key");
		return result;
	}

	/** Adds to `values` what was masked by its name. */
	function maskBlocked(
		edit: AttributeEdit,
		key: string,
		value: AttributeValue,
		values: string[],
	): void {
		const texts = textsOf(value);
		if (texts === undefined) {
			if (typeof value === "number") values.push(String(value));
			if (edit.delete(key)) dropped.add("blocked_key");
			return;
		}
		if (texts.every((text) => text === MASK)) return;
		values.push(...texts.filter((text) => text !== MASK));
		edit.set(key, Array.isArray(value) ? texts.map(() => MASK) : MASK);
		masked.add("blocked_key");
	}

	function maskAttributes(original: Attributes, values: string[]): Attributes {
		const edit = new AttributeEdit(original);
		for (const key of Object.keys(original)) {
			const value = original[key];
			if (value === undefined || IDENTITY.has(key)) continue;
			if (isBlocked(key)) maskBlocked(edit, key, value, values);
			else if (typeof value === "string") {
				const text = maskText(value);
				if (text !== value) edit.set(key, text);
			} else if (Array.isArray(value)) edit.set(key, value.map(maskElement));
		}
		if (values.length > 0) {
			values.sort((a, b) => b.length - a.length);
			for (const key of RETOLD) {
				const text = edit.get(key);
				if (typeof text === "string") {
					edit.set(key, maskValues(text, [...values, ...inJson(values)]));
				}
			}
		}
		return edit.attributes;
	}

	const maskElement = <T>(element: T) =>
		typeof element === "string" ? maskText(element) : element;

	const maskResource = onceForEach((resource: LogRecord["resource"]) => {
		const attributes = maskAttributes(resource.attributes, []);
		return attributes === resource.attributes
			? resource
			: withAttributes(resource, attributes);
	});

	function maskRecord(record: LogRecord): LogRecord {
		const values: string[] = [];
		const resource = maskResource(record.resource);
		const attributes = maskAttributes(record.attributes, values);
		const body =
			config.redact_body && typeof record.body === "string"
				? maskText(maskValues(record.body, values))
				: record.body;
		return resource === record.resource &&
			attributes === record.attributes &&
			body === record.body
			? record
			: { ...record, resource, attributes, body };
	}

	return {
		id,
		process(records) {
			const changed = mapRecords(records, maskRecord);
			masked.tell();
			dropped.tell();
			return changed;
		},
	};
}

/** Undefined when it is no text and no array of texts. */
function textsOf(value: AttributeValue): string[] | undefined {
	if (typeof value === "string") return [value];
	if (!Array.isArray(value)) return undefined;
	const texts = value.filter((element) => typeof element === "string");
	return texts.length === value.length ? texts : undefined;
}

/** Values as they stand in JSON, where that is another way. */
function inJson(values: readonly string[]): string[] {
	return values.flatMap((value) => {
		const quoted = JSON.stringify(value).slice(1, -1);
		return quoted === value ? [] : [quoted];
	});
}

function keyMatcher(texts: readonly string[]): (key: string) => boolean {
	if (texts.length === 0) return () => false;
	const patterns = texts.map(compilePattern);
	const known = new Map<string, boolean>();
	return (key) => {
		let blocked = known.get(key);
		if (blocked === undefined) {
			blocked = patterns.some((pattern) => pattern.test(key));
			if (known.size >= MOST_NAMES) known.clear();
			known.set(key, blocked);
		}
		return blocked;
	};
}

interface ReasonedMasker {
	/** As counted. */
	readonly reason: string;
	readonly mask: Masker;
}

const PRESETS: Readonly<
	Record<RedactionProcessorConfig["presets"][number], Masker>
> = { email: maskEmails, ip: maskAddresses };

function maskersOf(config: RedactionProcessorConfig): ReasonedMasker[] {
	return [
		...config.blocked_values.map((text) => {
			const pattern = compilePattern(text);
			const everywhere = new RegExp(pattern.source, `${pattern.flags}g`);
			return {
				reason: "blocked_value",
				mask: (value: string) => value.replace(everywhere, MASK),
			};
		}),
		...config.presets.map((reason) => ({ reason, mask: PRESETS[reason] })),
	];
}
