// docs/simulator.md, from the table of faults.

import { z } from "zod";
import { BEHAVIOURS, type Behaviour } from "../behaviours.ts";
import type { Fault, Occurrence } from "../fault.ts";
import { FAULTS } from "../fault-table.ts";
import { RULES } from "../rules.ts";
import { COMMON_SETTINGS } from "../settings.ts";
import { REFUSAL_TRUST } from "../table/login-faults.ts";
import { TRUST, type Trust } from "../trust.ts";
import { INTRODUCTION } from "./introduction.ts";

interface Property {
	readonly description?: string;
	readonly default?: unknown;
	readonly enum?: readonly unknown[];
	readonly anyOf?: readonly { readonly const?: unknown }[];
}

function propertiesOf(schema: z.ZodType): [string, Property][] {
	const { properties = {} } = z.toJSONSchema(schema, {
		io: "input",
		unrepresentable: "any",
	}) as { properties?: Record<string, Property> };
	return Object.entries(properties);
}

const tags = (trust: readonly Trust[]) =>
	trust.map((tag) => `[${tag}]`).join(" ");

const code = (value: unknown) => `\`${value}\``;

function happens({ probability, count }: Occurrence): string {
	if (count === 1) return "once";
	if (count !== undefined) return `${count} times`;
	return probability === undefined
		? "on every occasion"
		: `on ${probability * 100} % of its occasions`;
}

const OCCASIONS: Readonly<Record<Fault["act"]["at"], string>> = {
	request: "a request",
	file: "a log file",
	schedule: "an hour or a day of files",
	rows: "an hour of rows",
	pub_sub: "a request for events",
};

function valuesOf({ enum: values, anyOf = [] }: Property): string {
	const all =
		values ??
		anyOf.flatMap((one) => (one.const === undefined ? [] : [one.const]));
	return all.length === 0 || all.length > 8
		? ""
		: ` One of ${all.map(code).join(", ")}.`;
}

function faultText(fault: Fault): string {
	const { name, does, fact, trust, usually, act, parameters } = fault;
	const inChaos =
		fault.inChaos?.probability === 0
			? "left out"
			: happens(fault.inChaos ?? usually);
	const lines = [
		`#### \`${name}\``,
		"",
		does,
		"",
		`- **Stands for**: ${fact} ${tags(trust)}`,
		`- **Happens** ${happens(usually)} when it is only named; its occasion is ${OCCASIONS[act.at]}. With \`all\`: ${inChaos}.`,
	];
	for (const [key, property] of parameters ? propertiesOf(parameters) : []) {
		lines.push(
			`- \`${key}\` (${code(property.default)}): ${property.description ?? ""}${valuesOf(property)}`.replace(
				/: +/,
				": ",
			),
		);
	}
	return [...lines, ""].join("\n");
}

function behaviourText(
	behaviour: Behaviour,
	title: string,
	number: number,
): string {
	const rules = RULES.filter((rule) => rule.behaviour === behaviour);
	const faults = FAULTS.filter((fault) => fault.behaviour === behaviour);
	return [
		`### ${number}. ${title}`,
		"",
		...rules.flatMap(({ does, trust }) => [
			`Always: ${does} ${tags(trust)}`,
			"",
		]),
		...faults.map(faultText),
	].join("\n");
}

function refusals(): string {
	return [
		"## Refusals of a login",
		"",
		"What `login_refused` can answer:",
		"",
		"| `error_description` | trust |",
		"| --- | --- |",
		...Object.entries(REFUSAL_TRUST).map(
			([description, trust]) => `| ${description} | ${tags([trust])} |`,
		),
		"",
	].join("\n");
}

export function renderSimulatorReference(): string {
	return `${[
		INTRODUCTION,
		"## Trust",
		"",
		"No org was contacted to build this. Each fact says how far it can be trusted:",
		"",
		"| tag | meaning |",
		"| --- | --- |",
		...Object.entries(TRUST).map(([tag, text]) => `| [${tag}] | ${text} |`),
		"",
		"## What each fault takes",
		"",
		"| key | meaning |",
		"| --- | --- |",
		...propertiesOf(COMMON_SETTINGS).map(
			([key, { description = "" }]) => `| \`${key}\` | ${description} |`,
		),
		"",
		"## The nasty sides",
		"",
		...Object.entries(BEHAVIOURS).map(([behaviour, title], index) =>
			behaviourText(behaviour as Behaviour, title, index + 1),
		),
		refusals(),
	]
		.join("\n")
		.trimEnd()}\n`;
}
