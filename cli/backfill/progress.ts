// How far a backfill is: a bar on a terminal, elsewhere a line for each tenth.

import type { WriteStream } from "node:tty";
import { Presets, SingleBar } from "cli-progress";
import type { BackfillTold } from "../../service/backfill.ts";

export interface BackfillDisplay {
	update(told: BackfillTold): void;
	/** Leaves the last state on the screen. */
	stop(): void;
}

const STEPS = 1_000;
const LINES = 10;

export function createBackfillDisplay(
	stream: WriteStream,
	print: (line: string) => void,
): BackfillDisplay {
	return stream.isTTY === true ? bar(stream) : lines(print);
}

function bar(stream: WriteStream): BackfillDisplay {
	const progress = new SingleBar(
		{ format: "{bar} {percentage}% {what}", stream, hideCursor: true },
		Presets.shades_classic,
	);
	progress.start(STEPS, 0, { what: "asking the org what there is" });
	return {
		update: (told) =>
			progress.update(Math.floor(STEPS * fraction(told)), {
				what: words(told),
			}),
		stop: () => progress.stop(),
	};
}

function lines(print: (line: string) => void): BackfillDisplay {
	let told = -1;
	let waited = false;
	return {
		update(progress) {
			const tenth = Math.floor(LINES * fraction(progress));
			const waits = progress.some((one) => one.waits);
			if (tenth <= told && waits === waited) return;
			told = tenth;
			waited = waits;
			print(`${tenth * LINES}% ${words(progress)}`);
		},
		stop() {},
	};
}

/** Of all sources alike, from 0 to 1: files and hours can't be added up. */
export function fraction(told: BackfillTold): number {
	const parts = told.flatMap(({ parts }) => parts);
	if (parts.length === 0) return 0;
	const done = parts.reduce(
		// One without anything to read is as good as done, but is not known before the others.
		(sum, { done, total }) => sum + (total === 0 ? 1 : done / total),
		0,
	);
	return done / parts.length;
}

export function words(told: BackfillTold): string {
	const records = told.reduce((sum, progress) => sum + progress.records, 0);
	const parts = told.flatMap(({ receiver, parts }) =>
		parts.map((part) => ({
			...part,
			name: told.length > 1 ? `${receiver} ${part.name}` : part.name,
		})),
	);
	const texts = parts.map(({ name, unit, done, total }) =>
		unit === "files"
			? `${name} ${done}/${total} files`
			: `${name} ${total === 0 ? 100 : Math.floor((100 * done) / total)}%`,
	);
	const waits = told.some((progress) => progress.waits)
		? ["waiting for API calls"]
		: [];
	return [...texts, `${records} records`, ...waits].join(", ");
}
