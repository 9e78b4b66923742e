import { readFileSync } from "node:fs";
import { expect, test } from "vitest";
import { parse, parseDocument } from "yaml";
import type { z } from "zod";
import { generated } from "../../../../config/generate/generated.ts";
import { loadConfig } from "../../../../config/load.ts";
import { componentTypes } from "../../../../config/schema/component-types.ts";
import { serviceSchema } from "../../../../config/schema/service.ts";
import { fieldOf } from "../../../../config/schema/walk.ts";

test.each(generated)(
	"$url.pathname is up to date (npm run generate)",
	async (file) => {
		expect(readFileSync(file.url, "utf8")).toBe(await file.render());
	},
);

const example = readFileSync(
	new URL("../../../../otel-config.example.yaml", import.meta.url),
	"utf8",
);

/** With the settings that are off (`#key: ...`) switched on. */
const everything = parse(example.replace(/^( *)#(?=[a-z])/gm, "$1"));

test("the example loads with the variables that it names", () => {
	const env = {
		SALESFORCE_INSTANCE_URL: "https://example.my.salesforce.com",
		SALESFORCE_CLIENT_ID: "consumer-key",
		SALESFORCE_USERNAME: "user@example.com",
		OTLP_TOKEN: "token",
	};
	const { config, warnings } = loadConfig(
		[{ name: "otel-config.example.yaml", text: example }],
		env,
	);
	expect(warnings).toEqual([]);
	expect(config.receivers.salesforce?.auth.jwt_bearer?.token_url).toBe(
		"https://example.my.salesforce.com/services/oauth2/token",
	);
});

test("the shortest configuration at the end of the example loads", () => {
	const shortest = example
		.slice(example.indexOf("# The shortest"))
		.split("\n")
		.slice(1)
		.map((line) => line.replace(/^# ?/, ""))
		.join("\n");
	loadConfig([{ name: "shortest.yaml", text: shortest }], {
		SALESFORCE_CLIENT_ID: "consumer-key",
	});
});

/** The keys of a schema that `value` does not have. */
function missingKeys(
	schema: z.ZodType,
	value: unknown,
	path: string,
): string[] {
	const { shape } = fieldOf(schema);
	if (shape.kind === "list") {
		// Every key in one of the items: some keys exclude each other.
		const items = Array.isArray(value) ? value : [];
		return fieldOf(shape.item).shape.kind === "map"
			? missingKeys(shape.item, Object.assign({}, ...items), `${path}[]`)
			: [];
	}
	if (shape.kind === "record") {
		return Object.values(value ?? {}).flatMap((item) =>
			missingKeys(shape.value, item, `${path}.*`),
		);
	}
	if (shape.kind !== "map") return [];
	return Object.entries(shape.keys).flatMap(([key, inner]) => {
		const here = `${path}.${key}`;
		const map = (value ?? {}) as Record<string, unknown>;
		if (!Object.hasOwn(map, key)) return [here];
		return missingKeys(inner, map[key], here);
	});
}

test("the example has every key", () => {
	const missing = Object.entries(componentTypes).flatMap(([kind, types]) =>
		Object.entries<z.ZodType>(types).flatMap(([type, schema]) =>
			missingKeys(schema, everything[kind]?.[type], `${kind}.${type}`),
		),
	);
	expect([
		...missing,
		...missingKeys(serviceSchema, everything.service, "service"),
	]).toEqual([]);
});

test("every key is explained", () => {
	const unexplained = (schema: z.ZodType, path: string): string[] => {
		const { shape } = fieldOf(schema);
		if (shape.kind === "record") return unexplained(shape.value, `${path}.*`);
		if (shape.kind === "list") return unexplained(shape.item, `${path}[]`);
		if (shape.kind !== "map") return [];
		return Object.entries(shape.keys).flatMap(([key, inner]) => [
			...(fieldOf(inner).description === "" ? [`${path}.${key}`] : []),
			...unexplained(inner, `${path}.${key}`),
		]);
	};
	expect(
		Object.values<Record<string, z.ZodType>>(componentTypes).flatMap((types) =>
			Object.entries(types).flatMap(([type, schema]) =>
				unexplained(schema, type),
			),
		),
	).toEqual([]);
	expect(unexplained(serviceSchema, "service")).toEqual([]);
});

test("the values in the example that stand for defaults are the defaults", () => {
	const differing: string[] = [];
	const compare = (schema: z.ZodType, value: unknown, path: string): void => {
		const field = fieldOf(schema);
		if (field.shape.kind === "map") {
			for (const [key, inner] of Object.entries(field.shape.keys)) {
				const map = (value ?? {}) as Record<string, unknown>;
				compare(inner, map[key], `${path}.${key}`);
			}
		} else if (field.shape.kind === "scalar" && field.default !== undefined) {
			if (value !== field.default) differing.push(path);
		}
	};
	for (const [kind, types] of Object.entries(componentTypes)) {
		for (const [type, schema] of Object.entries<z.ZodType>(types)) {
			compare(schema, everything[kind][type], `${kind}.${type}`);
		}
	}
	compare(serviceSchema, everything.service, "service");
	expect(differing).toEqual([]);
});

test("the example has no key twice", () => {
	expect(parseDocument(example).errors).toEqual([]);
});
