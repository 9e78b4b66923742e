// A value that must never be printed. It redacts itself wherever it is turned
// into text; `reveal` is the only way out, so its uses are easy to find.

import { inspect } from "node:util";

export const REDACTED = "[REDACTED]";

export class Secret {
	readonly #value: string;

	constructor(value: string) {
		this.#value = value;
	}

	reveal(): string {
		return this.#value;
	}

	toString(): string {
		return REDACTED;
	}

	toJSON(): string {
		return REDACTED;
	}

	[inspect.custom](): string {
		return REDACTED;
	}
}
