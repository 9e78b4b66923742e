import { existsSync, mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";

export interface TemporaryDirectory extends Disposable {
	readonly path: string;
}

export function temporaryDirectory(parent = tmpdir()): TemporaryDirectory {
	const path = mkdtempSync(join(parent, "salesforce-otlp-test-"));
	return {
		path,
		[Symbol.dispose]() {
			rmSync(path, { recursive: true, force: true });
		},
	};
}

/** In memory where the machine has a place for it, for tests that ask nothing of a disk. */
export function quickDirectory(): TemporaryDirectory {
	return temporaryDirectory(existsSync("/dev/shm") ? "/dev/shm" : tmpdir());
}
