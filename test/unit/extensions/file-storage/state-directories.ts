// Temporary state directories, removed after each test; and requests to put in.

import { mkdtempSync, rmSync } from "node:fs";
import { tmpdir } from "node:os";
import { join } from "node:path";
import { afterEach } from "vitest";
import {
	type FileStorageOptions,
	openFileStorage,
} from "../../../../extensions/file-storage/open-file-storage.ts";
import type { EncodedRequest } from "../../../../pipeline/exporter.ts";
import type { Storage } from "../../../../pipeline/storage.ts";
import { recordingTelemetry } from "../../exporters/recording-telemetry.ts";

const directories: string[] = [];
const storages: Storage[] = [];

afterEach(async () => {
	for (const storage of storages.splice(0)) await storage.close();
	for (const directory of directories.splice(0)) {
		rmSync(directory, { recursive: true, force: true });
	}
});

export function temporaryDirectory(): string {
	const directory = mkdtempSync(join(tmpdir(), "salesforce-otlp-"));
	directories.push(directory);
	return directory;
}

/** Closed after the test. */
export async function open(
	directory: string,
	telemetry = recordingTelemetry(),
	options: Partial<FileStorageOptions> = {},
): Promise<Storage> {
	const storage = await openFileStorage({ directory, telemetry, ...options });
	storages.push(storage);
	return storage;
}

export function request(text: string, records = 1): EncodedRequest {
	return {
		body: Buffer.from(text),
		contentType: "application/json",
		contentEncoding: undefined,
		records,
		bytes: text.length * 10,
	};
}
