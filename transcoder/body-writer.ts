// The readable line of a record, from the attributes as they are encoded. What is not
// a short line of text or a whole number is rendered by receiver/mapping/body.ts.

import type { RecordAttributes } from "../receiver/mapping/apply-steps.ts";
import { renderBody } from "../receiver/mapping/body.ts";
import type { BodyPart } from "../receiver/mapping/table.ts";
import {
	type AttributeWriter,
	contentAt,
	decodedValue,
	text,
} from "./attribute-writer.ts";
import {
	type ByteStore,
	copy,
	createByteStore,
	reserve,
	storeOf,
} from "./byte-store.ts";
import { readInteger, TAG } from "./wire.ts";

/** As in body.ts, which counts UTF-16 units, of which there are no more than bytes. */
const LONGEST_VALUE = 1000;
const LF = 10;

interface Text {
	readonly store: ByteStore;
	readonly length: number;
}

/** A part of a template: what it asks for, and what it says around it. */
interface Part {
	/** Without slots and reason it is `otherwise`. */
	readonly slots: readonly number[];
	readonly reason: boolean;
	readonly before: Text;
	readonly after: Text;
	readonly otherwise: Text;
}

export interface Body {
	readonly template: readonly BodyPart[];
	/** Absent when the template asks for more than bytes tell at once. */
	readonly parts: readonly Part[] | undefined;
	/** The attributes that it asks for, by name. */
	readonly slots: ReadonlyMap<string, number>;
}

export interface BodyWriter {
	readonly store: ByteStore;
	length: number;
	/** The reason is UTF-8 from within a store. */
	write(
		body: Body,
		attributes: AttributeWriter,
		reason: ByteStore,
		reasonStart: number,
		reasonLength: number,
	): void;
}

/** Every attribute that a template asks for. */
export function namesIn(template: readonly BodyPart[]): string[] {
	return template.flatMap((part) => {
		if (typeof part === "string") return [];
		return "attribute" in part ? [part.attribute] : part.attributes;
	});
}

/** `slotOf` knows no name that records never have. */
export function compileBody(
	template: readonly BodyPart[],
	slotOf: (name: string) => number | undefined,
): Body {
	const slots = new Map<string, number>();
	for (const name of namesIn(template)) {
		const slot = slotOf(name);
		if (slot !== undefined) slots.set(name, slot);
	}
	const simple = template.every(
		(part) => typeof part === "string" || !("attribute" in part),
	);
	const parts = template.map((part): Part => {
		if (typeof part === "string" || "attribute" in part)
			return {
				slots: [],
				reason: false,
				before: textOf(""),
				after: textOf(""),
				otherwise: textOf(typeof part === "string" ? part : ""),
			};
		return {
			slots: part.attributes.flatMap((name) => slots.get(name) ?? []),
			reason: part.reason === true,
			before: textOf(part.before),
			after: textOf(part.after ?? ""),
			otherwise: textOf(part.otherwise ?? ""),
		};
	});
	return { template, parts: simple ? parts : undefined, slots };
}

function textOf(text: string): Text {
	const bytes = Buffer.from(text);
	return { store: storeOf(bytes), length: bytes.length };
}

export function createBodyWriter(): BodyWriter {
	const store = createByteStore(4096);

	function add(from: ByteStore, start: number, length: number): void {
		reserve(store, writer.length + length);
		copy(store.view, writer.length, from.view, start, length);
		writer.length += length;
	}

	/** False when the attribute needs a closer look. */
	function addValue(part: Part, attributes: AttributeWriter, slot: number) {
		const { bytes } = attributes.store;
		const value = attributes.valueAt(slot);
		const end = attributes.endOf(slot);
		if (bytes[value] === TAG.STRING) {
			const start = contentAt(bytes, value);
			const length = end - start;
			if (length === 0 || length > LONGEST_VALUE) return false;
			for (let at = start; at < end; at++) if (bytes[at] === LF) return false;
			add(part.before.store, 0, part.before.length);
			add(attributes.store, start, length);
		} else if (bytes[value] === TAG.INTEGER) {
			add(part.before.store, 0, part.before.length);
			const digits = textOf(String(readInteger(bytes, value + 1)));
			add(digits.store, 0, digits.length);
		} else return false;
		add(part.after.store, 0, part.after.length);
		return true;
	}

	/** False when one of the parts needs a closer look. */
	function addParts(
		parts: readonly Part[],
		attributes: AttributeWriter,
		reason: ByteStore,
		reasonStart: number,
		reasonLength: number,
	): boolean {
		for (let n = 0; n < parts.length; n++) {
			const part = parts[n] as Part;
			let slot = -1;
			for (let m = 0; m < part.slots.length && slot < 0; m++)
				if (attributes.isSet(part.slots[m] as number))
					slot = part.slots[m] as number;
			if (slot >= 0) {
				if (!addValue(part, attributes, slot)) return false;
			} else if (part.reason && reasonLength > 0) {
				add(part.before.store, 0, part.before.length);
				add(reason, reasonStart, reasonLength);
				add(part.after.store, 0, part.after.length);
			} else add(part.otherwise.store, 0, part.otherwise.length);
		}
		return true;
	}

	/** By the reference, with what of the record the template asks for. */
	function render(
		{ template, slots }: Body,
		attributes: AttributeWriter,
		reason: string,
	): void {
		const values: RecordAttributes = Object.create(null);
		for (const [name, slot] of slots)
			if (attributes.isSet(slot))
				values[name] = decodedValue(
					attributes.store.bytes,
					attributes.valueAt(slot),
					attributes.endOf(slot),
				);
		const bytes = Buffer.from(renderBody(template, values, reason));
		reserve(store, bytes.length);
		store.bytes.set(bytes);
		writer.length = bytes.length;
	}

	const writer: BodyWriter = {
		store,
		length: 0,
		write(body, attributes, reason, reasonStart, reasonLength) {
			writer.length = 0;
			const { parts } = body;
			if (
				parts !== undefined &&
				addParts(parts, attributes, reason, reasonStart, reasonLength)
			)
				return;
			render(
				body,
				attributes,
				text(reason.bytes, reasonStart, reasonStart + reasonLength),
			);
		},
	};
	return writer;
}
