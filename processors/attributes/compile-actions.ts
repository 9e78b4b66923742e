// The list of actions becomes one function from attributes to attributes. It
// gives the very object it got when no action changed anything.

import type { Attributes, AttributeValue } from "@opentelemetry/api";
import type { AttributeAction } from "../../config/schema/attribute-action.ts";
import { compilePattern } from "../../pipeline/pattern.ts";
import { AttributeEdit } from "../attribute-edit.ts";

export type AttributeActions = (attributes: Attributes) => Attributes;

export interface ActionOptions {
	/** Of a text; needed when there is an action `hash`. */
	readonly hash?: ((text: string) => string) | undefined;
	/** Told for each attribute that was removed. */
	readonly onDeleted: () => void;
}

type Step = (edit: AttributeEdit) => void;

export function compileActions(
	actions: readonly AttributeAction[],
	options: ActionOptions,
): AttributeActions {
	const steps = actions.map((action) => compileAction(action, options));
	return (attributes) => {
		const edit = new AttributeEdit(attributes);
		for (const step of steps) step(edit);
		return edit.attributes;
	};
}

function compileAction(action: AttributeAction, options: ActionOptions): Step {
	const key = action.key ?? "";
	switch (action.action) {
		case "insert":
			return setter(action, (there) => !there);
		case "update":
			return setter(action, (there) => there);
		case "upsert":
			return setter(action, () => true);
		case "delete":
			return forKeys(action, (edit, name) => {
				if (edit.delete(name)) options.onDeleted();
			});
		case "hash": {
			const { hash } = options;
			if (hash === undefined) throw new Error("the action hash needs a key");
			return forKeys(action, (edit, name) => {
				const value = edit.get(name);
				if (value !== undefined) edit.set(name, hashed(value, hash));
			});
		}
		case "extract": {
			const pattern = compilePattern(action.pattern ?? "");
			return (edit) => {
				const value = edit.get(key);
				if (typeof value !== "string") return;
				for (const [name, found] of Object.entries(
					pattern.exec(value)?.groups ?? {},
				)) {
					// A group that took no part in the match found nothing.
					if (found !== undefined) edit.set(name, found);
				}
			};
		}
	}
}

/** Sets `key` where `wanted` says so of its being there. */
function setter(
	{ key = "", value, from_attribute: from }: AttributeAction,
	wanted: (there: boolean) => boolean,
): Step {
	return (edit) => {
		if (!wanted(edit.get(key) !== undefined)) return;
		const source = from === undefined ? value : edit.get(from);
		if (source !== undefined) edit.set(key, source);
	};
}

/** Does it to `key`, and to every attribute whose name matches `pattern`. */
function forKeys(
	{ key, pattern }: AttributeAction,
	act: (edit: AttributeEdit, name: string) => void,
): Step {
	const names = pattern === undefined ? undefined : compilePattern(pattern);
	return (edit) => {
		if (key !== undefined) act(edit, key);
		if (names === undefined) return;
		for (const name of Object.keys(edit.attributes)) {
			if (name !== key && names.test(name)) act(edit, name);
		}
	};
}

function hashed(
	value: AttributeValue,
	hash: (text: string) => string,
): AttributeValue {
	return Array.isArray(value)
		? value.map((element) => hash(String(element)))
		: hash(String(value));
}
