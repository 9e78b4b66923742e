// What happens in one round, as a function of its seed alone: the org, what the
// backends do, and when the product is killed.

import { FAULT_POINTS, type FaultPoint } from "../../pipeline/fault-point.ts";
import { createRandom, type Random } from "../../simulator/generate/random.ts";
import type { SimulatorOptions } from "../../simulator/options.ts";

/** A processor that changes records, or what they share; none tells from its records what is missing. */
export type ProcessorName = "attributes" | "elastic" | "resource";

export interface ExporterSettings {
	/** Of the pipeline before it. */
	readonly processors: readonly ProcessorName[];
	readonly encoding: "proto" | "json";
	readonly compression: "gzip" | "zstd" | "none";
	readonly num_consumers: number;
	readonly queue_size: number;
	/** Bytes. */
	readonly max_size: number;
	/** Bytes; 0 joins nothing. */
	readonly min_size: number;
}

/** What a backend is like until the last run, in which nothing goes wrong by chance. */
export type Temper =
	| "steady"
	/** Refuses now and then, breaks connections and spoils answers. */
	| "unsteady"
	/** Answers 413 to more than some records, to the end. */
	| "small"
	/** Answers 400 to requests with certain records, to the end. */
	| "refusing"
	/** Answers 503 until the other one has everything. */
	| "late"
	/** Answers 503 as long as the product is killed. */
	| "down";

export type Trigger =
	| {
			readonly kind: "point";
			readonly point: FaultPoint | "any";
			readonly count: number;
	  }
	/** When so many requests have come to a backend, or were answered by it. */
	| {
			readonly kind: "request";
			readonly backend: 0 | 1;
			readonly count: number;
			readonly answered: boolean;
	  }
	/** When a log file stands still after so many bytes on the wire. */
	| { readonly kind: "bytes"; readonly bytes: number }
	| { readonly kind: "time"; readonly ms: number };

/** One life of the product, before the last one. */
export interface Life {
	readonly trigger: Trigger;
	readonly signal: "SIGKILL" | "SIGTERM";
	/** What is done with one that has delivered everything before the trigger. */
	readonly otherwise: "SIGKILL" | "SIGTERM" | { readonly waitMs: number };
	/** What is done to the state file before. */
	readonly before?: "damage" | "downgrade" | undefined;
	/** Time goes by in the org before, ms. */
	readonly advanceMs: number;
}

export interface Scenario {
	readonly seed: string;
	readonly org: SimulatorOptions;
	/** Whether the streams read objects too. */
	readonly objects: boolean;
	readonly includeOriginal: boolean;
	readonly exporters: readonly [ExporterSettings, ExporterSettings];
	readonly tempers: readonly [Temper, Temper];
	readonly lives: readonly Life[];
}

const HOUR_MS = 3_600_000;

/** A round for each fault point, and some for moments that have no name. */
const FIRST_TRIGGERS: readonly (FaultPoint | Trigger["kind"] | "any")[] = [
	...FAULT_POINTS,
	"any",
	"request",
	"bytes",
	"any",
	"request",
	"time",
];

export const ROUNDS_FOR_EVERY_POINT = FIRST_TRIGGERS.length;

export function createScenario(seed: number, round: number): Scenario {
	const random = createRandom(seed, "crash", round);
	const first = FIRST_TRIGGERS[round % FIRST_TRIGGERS.length] as
		| FaultPoint
		| Trigger["kind"];
	const group = first.split(".")[0] as string;
	const large = group === "vacuum";
	const tempers = tempersFor(group, random);
	return {
		seed: `${seed}:${round}`,
		org: orgOptions(random, large, first === "bytes", group === "set_aside"),
		objects: !large && random.chance(0.3),
		includeOriginal: large,
		exporters: [
			large ? LARGE : exporterSettings(tempers[0], random),
			large ? LARGE : exporterSettings(tempers[1], random),
		],
		tempers,
		lives: [
			...livesFor(first, group, random),
			...Array.from({ length: large ? 0 : random.below(3) }, () =>
				anyLife(random),
			),
		],
	};
}

const LARGE: ExporterSettings = {
	processors: [],
	encoding: "proto",
	compression: "none",
	num_consumers: 4,
	queue_size: 1000,
	max_size: 200_000,
	min_size: 0,
};

function exporterSettings(temper: Temper, random: Random): ExporterSettings {
	// A full queue makes the receiver wait, and the other backend with it.
	const waits = temper !== "late" && temper !== "down";
	return {
		processors: random.pick([[], [], ["attributes"], ["resource", "elastic"]]),
		// With Protobuf and without processors, no record is ever an object.
		encoding: random.pick(["proto", "proto", "json"]),
		compression: random.pick(["gzip", "zstd", "none"]),
		num_consumers: random.pick([1, 2, 10]),
		queue_size: waits ? random.pick([3, 20, 1000]) : 10_000,
		max_size: random.pick([20_000, 60_000, 300_000]),
		min_size: random.pick([0, 0, 15_000]),
	};
}

function tempersFor(group: string, random: Random): [Temper, Temper] {
	const first = random.pick<Temper>(["steady", "steady", "unsteady"]);
	switch (group) {
		case "set_aside":
			return [first, "refusing"];
		case "split":
			return [first, "small"];
		case "vacuum":
			return ["steady", "late"];
		case "migration":
			// What is queued is there to be migrated, in whole requests.
			return ["down", "down"];
		case "recovery":
		case "checkpoint_copy":
			// Dead letters are not carried over from a damaged file.
			return [first, random.pick<Temper>(["steady", "unsteady", "late"])];
		default:
			return [
				first,
				random.pick<Temper>([
					"steady",
					"unsteady",
					"small",
					"refusing",
					"late",
				]),
			];
	}
}

function orgOptions(
	random: Random,
	large: boolean,
	longFiles: boolean,
	manyRows: boolean,
): SimulatorOptions {
	const seed = random.below(1_000_000);
	if (large) return { seed, hours: 2, rows_per_hour: 800, streams: ["login"] };
	// More than a batch of 2,000 rows, so that it ends within a file.
	if (longFiles || random.chance(0.03)) {
		return { seed, hours: 1, rows_per_hour: 2_300, streams: ["login"] };
	}
	if (!manyRows && random.chance(0.3)) {
		return {
			seed,
			interval: "daily",
			hours: 24,
			rows_per_hour: 2,
			streams: ["login", "logout"],
			late_rows: { share: 0.2 },
			daily_replacement: random.pick(["same_id", "new_id"]),
		};
	}
	return {
		seed,
		hours: 2,
		rows_per_hour: manyRows ? 100 : 10 + random.below(50),
		streams: random.pick([
			["login"],
			["login"],
			["login", "logout", "setup_audit_trail"],
			["login", "logout", "setup_audit_trail"],
			["login", "apex"],
		]),
		late_rows: { share: 0.3, repeated: 0.3, sequences: 3, delay: "1h" },
	};
}

/** The lives that bring the product to the trigger of this round. */
function livesFor(
	first: FaultPoint | Trigger["kind"],
	group: string,
	random: Random,
): Life[] {
	if (!first.includes(".")) {
		return [life(random, otherTrigger(first as Trigger["kind"], random))];
	}
	const point = first as FaultPoint;
	const at = (count: number): Trigger => ({ kind: "point", point, count });
	switch (group) {
		case "migration":
			// A new file, or one with a queue that an older version has written.
			return random.chance(0.4)
				? [life(random, at(1 + random.below(3)))]
				: [
						life(random, {
							kind: "point",
							point: "commit.after",
							count: 1 + random.below(2),
						}),
						life(random, at(1), { before: "downgrade" }),
					];
		case "vacuum":
			return [
				life(
					random,
					at(point === "vacuum.empty_log" ? 1 : 1 + random.below(3)),
					{
						otherwise: { waitMs: 4_000 },
					},
				),
			];
		case "checkpoint_copy":
			return [life(random, at(1), { otherwise: "SIGTERM" })];
		case "recovery":
			return [
				life(random, anyPoint(random)),
				// With a copy of the checkpoints, or without.
				...(random.chance(0.6)
					? [life(random, NEVER, { otherwise: "SIGTERM" })]
					: []),
				life(random, at(1), { before: "damage" }),
			];
		case "set_aside":
			// Few records are refused.
			return [life(random, at(1))];
		case "commit":
		case "acknowledged":
			return [life(random, at(1 + random.below(10)))];
		default:
			return [life(random, at(1 + random.below(3)))];
	}
}

function anyLife(random: Random): Life {
	return life(
		random,
		otherTrigger(
			random.pick(["any", "any", "request", "bytes", "time"] as const),
			random,
		),
		{ signal: random.chance(0.2) ? "SIGTERM" : "SIGKILL" },
	);
}

function life(
	random: Random,
	trigger: Trigger,
	options: Partial<Life> = {},
): Life {
	return {
		trigger,
		signal: "SIGKILL",
		otherwise: random.pick(["SIGKILL", "SIGTERM"]),
		advanceMs: random.chance(0.5) ? (1 + random.below(2)) * HOUR_MS : 0,
		...options,
	};
}

/** Not before everything has arrived. */
const NEVER: Trigger = { kind: "time", ms: 3_600_000 };

function anyPoint(random: Random): Trigger {
	return { kind: "point", point: "any", count: 1 + random.below(40) };
}

function otherTrigger(kind: Trigger["kind"] | "any", random: Random): Trigger {
	switch (kind) {
		case "request":
			return {
				kind,
				backend: random.pick([0, 1]),
				count: 1 + random.below(6),
				answered: random.chance(0.5),
			};
		case "bytes":
			return { kind, bytes: 500 + random.below(200_000) };
		case "time":
			return { kind, ms: random.below(1_500) };
		default:
			return anyPoint(random);
	}
}
