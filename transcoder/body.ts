// The readable line of a record: templates, compiled for engine/body.ts, and what it
// leaves to receiver/mapping/body.ts.

import type { RecordAttributes } from "../receiver/mapping/apply-steps.ts";
import { renderBody } from "../receiver/mapping/body.ts";
import type { BodyPart } from "../receiver/mapping/table.ts";
import { type AttributeWriter, text } from "./attribute-writer.ts";
import {
	BODIES,
	BODY,
	BODY_LENGTH,
	BODY_SIZE,
	OUTCOME,
	REASON,
	REASON_LENGTH,
} from "./engine/layout.ts";
import type { Engine } from "./engine.ts";
import { type Image, NoRoomError } from "./image.ts";

export interface BodyRenderer {
	/** Writes the body of the record in work. */
	render(): void;
}

/** Every attribute that a template asks for. */
export function namesIn(template: readonly BodyPart[]): string[] {
	return template.flatMap((part) => {
		if (typeof part === "string") return [];
		return "attribute" in part ? [part.attribute] : part.attributes;
	});
}

/** `templates` are by outcome; `slotOf` knows no name that records never have. */
export function createBodyRenderer(
	templates: readonly (readonly BodyPart[])[],
	slotOf: (name: string) => number | undefined,
	engine: Engine,
	image: Image,
	attributes: AttributeWriter,
): BodyRenderer {
	const compiled = templates.flatMap((template) =>
		template.every(isSimple)
			? [
					image.numbers(template.flatMap((part) => encoded(part))),
					template.length,
				]
			: [0, -1],
	);
	image.set(BODIES, image.numbers(compiled));

	function encoded(part: BodyPart): number[] {
		if (typeof part === "string" || "attribute" in part)
			return [0, 0, 0, 0, 0, 0, 0, ...textOf(String(part))];
		const slots = part.attributes.flatMap((name) => slotOf(name) ?? []);
		return [
			image.numbers(slots),
			slots.length,
			part.reason === true ? 1 : 0,
			...textOf(part.before),
			...textOf(part.after ?? ""),
			...textOf(part.otherwise ?? ""),
		];
	}

	/** Pointer and length. */
	function textOf(content: string): [number, number] {
		const bytes = Buffer.from(content);
		return [image.bytes(bytes), bytes.length];
	}

	const slotsOf = templates.map((template) =>
		namesIn(template).flatMap((name): [string, number][] => {
			const slot = slotOf(name);
			return slot === undefined ? [] : [[name, slot]];
		}),
	);

	return {
		render() {
			const { words, store } = engine;
			const outcome = words[OUTCOME / 4] as number;
			const values: RecordAttributes = Object.create(null);
			for (const [name, slot] of slotsOf[outcome] ?? [])
				if (attributes.isSet(slot)) values[name] = attributes.value(slot);
			const reason = words[REASON / 4] as number;
			const end = reason + (words[REASON_LENGTH / 4] as number);
			const rendered = Buffer.from(
				renderBody(
					templates[outcome] ?? [],
					values,
					text(store.bytes, reason, end),
				),
			);
			if (rendered.length > BODY_SIZE) throw new NoRoomError();
			store.bytes.set(rendered, BODY);
			words[BODY_LENGTH / 4] = rendered.length;
		},
	};
}

/** Whether bytes tell at once all that the part asks for. */
function isSimple(part: BodyPart): boolean {
	return typeof part === "string" || !("attribute" in part);
}
