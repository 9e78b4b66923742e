// What can be said of faults in the simulator's options: `all`, a list of names, or
// by name what each should do.

import { z } from "zod";
import { givenDuration } from "../duration-option.ts";
import type { Fault } from "./fault.ts";
import { FAULTS, type FaultName } from "./fault-table.ts";

const common = {
	probability: z
		.number()
		.min(0)
		.max(1)
		.optional()
		.describe("Of each occasion; every one by default."),
	count: z
		.int()
		.positive()
		.optional()
		.describe("How often it happens at most."),
	at: z
		.union([givenDuration, z.iso.datetime({ offset: true })])
		.optional()
		.describe(
			"Not before this moment of the org's clock: a time, or a duration after the start. Once then, unless count or probability say otherwise.",
		),
	only: z
		.string()
		.optional()
		.describe(
			"A regular expression: only requests whose path and query, decoded, match it.",
		),
};

export const COMMON_SETTINGS = z.strictObject(common);

const settings = (fault: Fault) => {
	const own =
		fault.parameters instanceof z.ZodObject ? fault.parameters.shape : {};
	return z.union([z.boolean(), z.strictObject({ ...common, ...own })]);
};

type Input =
	| boolean
	| (z.input<typeof COMMON_SETTINGS> & {
			readonly [parameter: string]: unknown;
	  });
type FaultsInput =
	| "all"
	| readonly FaultName[]
	| (Partial<Readonly<Record<FaultName, Input>>> & { readonly all?: true });

/** A fault that is switched on, and how. */
export interface SwitchedOn {
	readonly fault: Fault<FaultName>;
	readonly probability: number;
	readonly count: number;
	/** ms after the start, or a time; from the beginning of all time when absent. */
	readonly at: number | string | undefined;
	readonly only: RegExp | undefined;
	/** Its own parameters, checked. */
	readonly chosen: never;
}

function switchedOn(fault: Fault<FaultName>, input: Input): SwitchedOn {
	const given = typeof input === "boolean" ? {} : input;
	const { probability, count, at, only, ...own } = given;
	const said = probability !== undefined || count !== undefined;
	const usually = said ? {} : at === undefined ? fault.usually : { count: 1 };
	return {
		fault,
		probability: probability ?? usually.probability ?? 1,
		count: count ?? usually.count ?? Infinity,
		at,
		only: only === undefined ? undefined : new RegExp(only),
		chosen: (fault.parameters?.parse(own) ?? {}) as never,
	};
}

function resolve(input: FaultsInput): SwitchedOn[] {
	const named: Partial<Record<FaultName, Input>> & { all?: true } =
		input === "all"
			? { all: true }
			: Array.isArray(input)
				? Object.fromEntries(input.map((name) => [name, true]))
				: (input as object);
	return FAULTS.flatMap((fault) => {
		const wanted = named[fault.name];
		if (wanted === false) return [];
		if (wanted !== undefined) return [switchedOn(fault, wanted)];
		return named.all ? [switchedOn(fault, { ...fault.inChaos })] : [];
	}).filter(({ probability }) => probability > 0);
}

const names = FAULTS.map(({ name }) => name);

const byName = z.strictObject({
	all: z.literal(true).optional(),
	...Object.fromEntries(
		FAULTS.map((fault) => [fault.name, settings(fault).optional()]),
	),
}) as unknown as z.ZodType<FaultsInput, FaultsInput>;

const faultNames = z.array(z.enum(names));

export const faultsOption = z
	.custom<FaultsInput>()
	.default({})
	.transform((input, context): readonly SwitchedOn[] => {
		if (input === "all") return resolve(input);
		const result = (Array.isArray(input) ? faultNames : byName).safeParse(
			input,
		);
		if (result.success) return resolve(result.data as FaultsInput);
		for (const { path, message } of result.error.issues) {
			context.addIssue({ code: "custom", path, message });
		}
		return z.NEVER;
	});
