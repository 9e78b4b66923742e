// A soak as tenths: what each of them took, and whether it went on growing after the
// first.

import type { BackendState } from "./backends.ts";
import type { ProcessSample } from "./process-sample.ts";

/** Taken when both backends had that many records. */
export interface SoakSample extends ProcessSample {
	readonly records: number;
	readonly seconds: number;
}

export interface Soak {
	readonly machine: string;
	readonly records: number;
	readonly eventTypes: number;
	readonly files: number;
	/** Simulated. */
	readonly hours: number;
	readonly samples: readonly SoakSample[];
	/** After each tenth, when nothing was on its way; fewer when records were lost. */
	readonly rests: readonly ProcessSample[];
	readonly backends: readonly BackendState[];
}

export interface Verdict {
	readonly problems: readonly string[];
	readonly text: string;
}

const TENTHS = 10;
/** A short run is over before the heap and the pools have their size. */
const JUDGED_FROM = 1_000_000;
const MIB = 1024 ** 2;

interface Tenth {
	readonly samples: readonly SoakSample[];
	readonly rest: ProcessSample | undefined;
}

interface Measured {
	readonly what: string;
	readonly of: (sample: ProcessSample) => number;
	/** What of a tenth is judged. */
	readonly judged: "median" | "at rest";
	/** How much more the last third of the tenths may have than those after the first. */
	readonly allowed: (early: number) => number;
	readonly show: (value: number) => string;
}

const mebibytes = (bytes: number) => (bytes / MIB).toFixed(0);

const MEASURED: readonly Measured[] = [
	{
		what: "RSS, MiB",
		of: ({ rssBytes }) => rssBytes,
		judged: "median",
		allowed: (early) => 0.1 * early,
		show: mebibytes,
	},
	{
		what: "file descriptors",
		of: ({ descriptors }) => descriptors,
		judged: "median",
		// Connections that come and go with the faults.
		allowed: () => 10,
		show: (value) => value.toFixed(0),
	},
	{
		what: "database, MiB",
		of: ({ databaseBytes }) => databaseBytes,
		// In between it holds what waits, which is more when the backends are slower than
		// the org.
		judged: "at rest",
		allowed: (early) => 0.1 * early + 2 * MIB,
		show: mebibytes,
	},
];

export function judge(soak: Soak): Verdict {
	const tenths = Array.from({ length: TENTHS }, (_, tenth) => ({
		samples: soak.samples.filter(
			({ records }) =>
				Math.min(TENTHS - 1, Math.floor((records / soak.records) * TENTHS)) ===
				tenth,
		),
		rest: soak.rests[tenth],
	}));
	const problems = [...losses(soak), ...growths(soak, tenths)];
	return {
		problems,
		text: [...describe(soak, problems), "", ...table(tenths)].join("\n"),
	};
}

function losses({ records, backends }: Soak): string[] {
	return backends.flatMap((backend, index) => {
		const name = `backend ${index + 1}`;
		return [
			...(backend.records === records
				? []
				: [`${name} lacks ${records - backend.records} records`]),
			...(backend.unknown === 0
				? []
				: [`${name} has ${backend.unknown} records that nobody published`]),
			...(backend.repeated === 0
				? []
				: [`${name} got ${backend.repeated} answered records again`]),
		];
	});
}

function growths({ records }: Soak, tenths: readonly Tenth[]): string[] {
	if (records < JUDGED_FROM) return [];
	return MEASURED.flatMap((measured) => {
		const { what, allowed, show } = measured;
		const values = tenths.flatMap((tenth) => judgedOf(measured, tenth) ?? []);
		if (values.length < TENTHS) {
			return [`${what}: not measured in each tenth`];
		}
		const early = mean(values.slice(1, 4));
		const late = mean(values.slice(-3));
		return late - early <= allowed(early)
			? []
			: [
					`${what}: grew from ${show(early)} to ${show(late)} after the first tenth`,
				];
	});
}

function describe(soak: Soak, problems: readonly string[]): string[] {
	const { records, backends, hours, files, eventTypes } = soak;
	const seconds = soak.samples.at(-1)?.seconds ?? 0;
	const count = (value: number) => value.toLocaleString("en");
	return [
		`Measured ${soak.machine}.`,
		"",
		`${count(records)} records of ${eventTypes} event types in ${count(files)} files, ${hours} hours of an org, went to two backends in ${count(Math.round(seconds))} s (${count(Math.round(records / seconds))} records/s).`,
		...backends.map(
			(backend, index) =>
				`Backend ${index + 1}: ${count(backend.records)} records in ${count(backend.requests)} requests, of which ${count(backend.troubles)} met a fault; ${count(records - backend.records)} lost, ${count(backend.unheard)} again because their answer was broken off, ${count(backend.repeated)} again without need.`,
		),
		problems.length > 0
			? `**Failed**: ${problems.join("; ")}.`
			: records < JUDGED_FROM
				? "Nothing lost. Whether it is flat is judged from a million records on."
				: "Nothing lost, and flat after the first tenth.",
	];
}

function judgedOf(
	{ of, judged }: Measured,
	{ samples, rest }: Tenth,
): number | undefined {
	if (judged === "median") return median(samples.map(of));
	return rest && of(rest);
}

function table(tenths: readonly Tenth[]): string[] {
	const line = (cells: readonly string[]) => `| ${cells.join(" | ")} |`;
	const head = [
		"tenth",
		"records/s",
		...MEASURED.flatMap(({ what, judged }) => [`${what}: ${judged}`, "most"]),
	];
	return [
		line(head),
		line(head.map(() => "---")),
		...tenths.map((tenth, index) =>
			line([
				String(index + 1),
				speedOf(tenth.samples),
				...MEASURED.flatMap((measured) => {
					const { of, show } = measured;
					const value = judgedOf(measured, tenth);
					return [
						value === undefined ? "" : show(value),
						tenth.samples.length === 0
							? ""
							: show(Math.max(...tenth.samples.map(of))),
					];
				}),
			]),
		),
	];
}

function speedOf(samples: readonly SoakSample[]): string {
	const first = samples[0];
	const last = samples.at(-1);
	if (first === undefined || last === undefined || last === first) return "";
	const speed = (last.records - first.records) / (last.seconds - first.seconds);
	return Math.round(speed).toLocaleString("en");
}

function median(values: readonly number[]): number | undefined {
	return values.toSorted((a, b) => a - b)[values.length >> 1];
}

function mean(values: readonly number[]): number {
	return values.reduce((sum, value) => sum + value, 0) / values.length;
}
