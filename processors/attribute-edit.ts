// Attributes that are copied when the first change is made to them. Invariant:
// the original never changes, and is what comes out when nothing was changed.

import type { Attributes, AttributeValue } from "@opentelemetry/api";
import { copyAttributes } from "./copy-attributes.ts";

export class AttributeEdit {
	#attributes: Attributes;
	#copied = false;

	constructor(original: Attributes) {
		this.#attributes = original;
	}

	/** The attributes as they are now; the original when nothing was changed. */
	get attributes(): Readonly<Attributes> {
		return this.#attributes;
	}

	get(key: string): AttributeValue | undefined {
		return Object.hasOwn(this.#attributes, key)
			? this.#attributes[key]
			: undefined;
	}

	/** Setting a value that is there already changes nothing. */
	set(key: string, value: AttributeValue): void {
		if (!isSame(this.get(key), value)) this.#own()[key] = value;
	}

	/** True when there was something to remove. */
	delete(key: string): boolean {
		if (this.get(key) === undefined) return false;
		delete this.#own()[key];
		return true;
	}

	#own(): Attributes {
		if (!this.#copied) {
			this.#attributes = copyAttributes(this.#attributes);
			this.#copied = true;
		}
		return this.#attributes;
	}
}

function isSame(
	a: AttributeValue | undefined,
	b: AttributeValue | undefined,
): boolean {
	return (
		a === b ||
		(Array.isArray(a) &&
			Array.isArray(b) &&
			a.length === b.length &&
			a.every((element, index) => element === b[index]))
	);
}
