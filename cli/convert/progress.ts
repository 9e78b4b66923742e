// A progress bar on a terminal; nothing where nobody looks.

import { Presets, SingleBar } from "cli-progress";

export interface Progress {
	/** So many more stored bytes were read. */
	advance(bytes: number): void;
	stop(): void;
}

/** `sizes` in bytes; 0 for those that are not known, which fall out of the bar. */
export function createProgress(sizes: readonly number[]): Progress {
	const total = sizes.reduce((sum, size) => sum + size, 0);
	// Text lines on the same terminal would tear the bar apart.
	if (total === 0 || !process.stderr.isTTY || process.stdout.isTTY) {
		return { advance() {}, stop() {} };
	}
	const bar = new SingleBar(
		{
			format:
				"{bar} {percentage}% {mebibytes} of {allMebibytes} MiB, {eta_formatted} left",
			stream: process.stderr,
			hideCursor: true,
		},
		Presets.shades_classic,
	);
	const mebibytes = (bytes: number) => (bytes / 2 ** 20).toFixed(1);
	let done = 0;
	bar.start(total, 0, {
		mebibytes: mebibytes(0),
		allMebibytes: mebibytes(total),
	});
	return {
		advance(bytes) {
			done += bytes;
			bar.update(Math.min(done, total), { mebibytes: mebibytes(done) });
		},
		stop: () => bar.stop(),
	};
}
