// Whether files have changed since they were looked at. Followed through symbolic
// links, because that is how Kubernetes replaces a mounted secret.

import { statSync } from "node:fs";

export interface WatchedFiles {
	/** Whether any is another than at the last call; the first call says yes. */
	changed(): boolean;
}

export function watchFiles(paths: readonly string[]): WatchedFiles {
	let seen: string | undefined;
	return {
		changed() {
			const now = paths.map(signature).join("\n");
			if (now === seen) return false;
			seen = now;
			return true;
		},
	};
}

function signature(path: string): string {
	const stat = statSync(path, { throwIfNoEntry: false });
	return stat === undefined
		? "-"
		: `${stat.dev}:${stat.ino}:${stat.size}:${stat.mtimeMs}`;
}
